from odoo import api, fields, models

from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states
from ...engine.sms import reports as sms_reports


class DealershipDelivery(models.Model):
    """What became of a text message after it was handed over, as the provider reports it.

    =============  ===========================================================================================
    report         effect
    =============  ===========================================================================================
    any            proof that it left: what waited for a person, in doubt, is sent
    delivered      ``delivered_at``
    undelivered    ``bounced_at``: it left, and the customer has not got it; for automation rules it has failed.
                   See ``_come_back`` for what takes over
    failed         state failed: it never left the provider
    opted_out      likewise, and the customer's "no" to all text messages: the provider lets nothing through to them
    =============  ===========================================================================================

    While a worker has the delivery in hand a report is noted only; the worker judges it with its own results.
    """

    _inherit = "dealership.delivery"

    delivered_at = fields.Datetime(readonly=True, help="When the text message arrived on the phone.")
    sms_segments = fields.Integer(
        string="SMS Parts", readonly=True, help="Parts the text was sent in, each billed as one SMS."
    )
    sms_reference = fields.Char(readonly=True, copy=False)
    sms_sid = fields.Char(string="Provider's Reference", readonly=True, copy=False)
    sms_status = fields.Char(string="Provider's Report", readonly=True, copy=False)

    _sms_reference_unique = models.UniqueIndex("(sms_reference) WHERE sms_reference IS NOT NULL")
    _sms_address_index = models.Index("(address, sent_at) WHERE channel = 'sms'")

    @api.model
    def _find_by_sms_reference(self, reference):
        """Return the delivery that a report is about, as superuser; empty for a reference that is not ours."""
        # sudo: a provider has no user; the signature of its report is the right
        return self.sudo().search([("sms_reference", "=", reference)], limit=1)

    def _report_sms(self, status, sid="", words="", dead=""):
        """Note what the provider says of a text message. Late and repeated reports change nothing.

        :param str status: one of ``engine/sms/reports.py``; what is none of them is no news
        :param str sid: what the provider calls the message by
        :param str words: why it could not be delivered
        :param str dead: what of it says that there is no such number
        """
        self.ensure_one()
        if not sms_reports.is_news(status, self.sms_status):
            return
        if dead:
            # About the number, whoever has the message in hand.
            server = self.env["dealership.adapter"]._get_sms_adapter(self.company_id)._get_label()
            self._note_dead_address(dead, words, server, fields.Datetime.now())
        self.write({"sms_status": status, "sms_sid": sid or self.sms_sid, "error": words or self.error})
        if not self.claim_id:
            self._settle_reported()
            self._judge_reports()

    def _send_anew(self, moment):
        """What was reported was about another attempt."""
        self.filtered("sms_reference").write({"sms_reference": False, "sms_sid": False, "sms_status": False})
        return super()._send_anew(moment)

    def _settle_reported(self):
        """What was in doubt has left, as the provider's report proves."""
        if self.state not in (states.WAITING, states.PLANNED):
            return
        self._prove_sent(fields.Datetime.now())

    def _has_surely_left(self):
        return super()._has_surely_left() or bool(self.sms_status)

    def _plan_next_steps(self, now):
        """Reports are judged first: nothing follows on what never left the provider."""
        self._judge_reports()
        return super()._plan_next_steps(now)

    def _judge_reports(self):
        """Apply reports to deliveries that are sent."""
        now = fields.Datetime.now()
        for delivery in self.filtered(lambda each: each.sms_status and each.state == states.SENT):
            if delivery.sms_status in sms_reports.ARRIVED:
                delivery.delivered_at = delivery.delivered_at or now
            elif delivery.sms_status == sms_reports.UNDELIVERED:
                delivery.bounced_at = now
                delivery._come_back(states.NOT_DELIVERED, delivery.error, now)
            elif delivery.sms_status == sms_reports.FAILED:
                delivery._disprove_sent(states.NOT_DELIVERED)
                delivery._take_over(now)
            elif delivery.sms_status == sms_reports.OPTED_OUT:
                delivery._disprove_sent(states.OPTED_OUT_AT_PROVIDER)
                delivery._note_opted_out_at_provider(delivery.error)

    def _note_opted_out_at_provider(self, words):
        """Write down that the provider lets nothing through to the number, for whoever has not said so to us.

        :param str words: what the provider says
        """
        self.ensure_one()
        customers, consents = self._get_deciding_customers(), self.env["dealership.consent"]
        known = [
            consents._get_state(customers, purpose, "sms", company=self.company_id) for purpose, _label in PURPOSES
        ]
        consents._record_keyword(
            customers.filtered(lambda one: any(granted[one.id] is not False for granted in known)),
            False,
            self._localised().env._("Opted out at the SMS provider"),
            self.company_id,
            evidence=words,
        )
        self.unsubscribed_at = self.unsubscribed_at or fields.Datetime.now()
