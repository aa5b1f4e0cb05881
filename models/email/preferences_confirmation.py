from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, hash_sign

from ..channel.sender import make_sender

CONFIRMATION_SCOPE = "dealership-preferences-confirmation"
GOOD_FOR_HOURS = 7 * 24
# Nobody's mailbox is filled by who presses the button again and again.
CONFIRMATIONS_A_DAY = 3


class DealershipDelivery(models.Model):
    """Double opt-in: where the company asks for it, a "yes" to e-mails counts once it was confirmed from the mailbox.

    Nothing is kept meanwhile: what is to be confirmed stands in the signed link. Only how often it was asked for is
    counted; who asks once too often is told the same, and gets no e-mail.
    """

    _inherit = "dealership.delivery"

    confirmation_asked_at = fields.Datetime(readonly=True, copy=False, help="When a confirmation was last asked for.")
    confirmation_count = fields.Integer(readonly=True, copy=False, help="How many have been sent on that day.")

    def _needs_confirmation(self):
        return self.company_id.dealership_double_opt_in

    def _get_email_address(self):
        """Return the address that a "yes" to e-mails is about."""
        sent_to = self._get_consent_channel() == "email" and self.address
        return sent_to or self.partner_id.email_normalized

    def _count_confirmation(self):
        """Return whether one more e-mail may go to the address, and count it: so many in 24 hours, whatever asks."""
        now = fields.Datetime.now()
        address = self._get_email_address()
        customers = self._get_customers_at("email_normalized", address)
        # One after the other: presses of the same moment count as well.
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", f"{CONFIRMATION_SCOPE} {address}"))
        since = now - timedelta(days=1)
        domain = [("partner_id", "in", customers.ids), ("confirmation_asked_at", ">", since)]
        asking = self.search([*domain, ("company_id", "=", self.company_id.id)])
        if sum(asking.mapped("confirmation_count")) >= CONFIRMATIONS_A_DAY:
            return False
        earlier = self.confirmation_count if self in asking else 0
        self.write({"confirmation_asked_at": now, "confirmation_count": earlier + 1})
        return True

    def _ask_for_confirmation(self, topics):
        """Send the link by which the owner of the address confirms, unless that was done often enough today.

        :param topics: list of ``dealership.topic``, an empty one for whatever is about none
        """
        own = self.env["dealership.channel.email"]._is_own_address(self._get_email_address())
        if own or not self._count_confirmation():
            return
        delivery, address = self._localised(), self._get_email_address()
        sender = make_sender(self.company_id, self.env["res.users"], self.scenario_id.team_id or self.team_id)
        values = {
            "sender": self._get_sender_name(),
            "topics": self._get_topic_labels(topics),
            "url": self._get_confirmation_url(topics),
        }
        # sudo: the customer sends nothing of their own
        mails = self.env["mail.mail"].sudo()
        mails.create(
            {
                "subject": delivery.env._("Please confirm: e-mails from %s", values["sender"]),
                "body_html": delivery.env["ir.qweb"]._render("crm_dealership.preferences_confirmation_email", values),
                "email_from": sender.email_from,
                "reply_to": sender.reply_to,
                "email_to": address,
                "auto_delete": True,
            }
        )
        mails.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_confirmation_url(self, topics):
        asked_at = fields.Datetime.to_string(fields.Datetime.now())
        token = hash_sign(
            self.sudo().env,  # sudo: the signing key of the database
            self._get_confirmation_scope(),
            [[topic.id or 0 for topic in topics], asked_at],
            expiration_hours=GOOD_FOR_HOURS,
        )
        return f"{self._get_preferences_url()}/confirm/{token}"

    def _get_confirmation_scope(self):
        """Return what the link is signed for: this delivery and this address, and no other."""
        return f"{CONFIRMATION_SCOPE} {self.id} {self._get_email_address()}"

    def _find_confirmed_topics(self, token):
        """Return the topics of a link, as a list; none where it is not ours, too old, or refused since."""
        signed = self and self._read_token(self._get_confirmation_scope(), token)
        if not signed:
            return []
        topic_ids, asked_at = signed
        topics = self.env["dealership.topic"].browse(filter(None, topic_ids)).exists()
        refused_since = self.env["dealership.consent.state"].search_count(
            [
                ("partner_id", "=", self.partner_id.same_customer_id.id),
                ("company_id", "=", self.company_id.id),
                ("purpose", "=", "marketing"),
                ("channel", "=", "email"),
                ("topic_id", "in", [*topics.ids, False]),
                ("refused_at", ">", asked_at),
            ],
            limit=1,
        )
        if refused_since:
            return []
        return [*topics, *([topics.browse()] if 0 in topic_ids else [])]

    def _confirm_preferences(self, topics):
        """Write down the "yes" of all customers of the company who have the address."""
        customers = self._get_customers_at("email_normalized", self._get_email_address())
        self._decide_preferences(customers, {("email", topic): True for topic in topics})
