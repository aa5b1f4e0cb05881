from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.consent.words import SECOND_HAND

# "Call me on Saturday": whoever agrees to more than a day has agreed to no time.
LONGEST = timedelta(hours=24)


class DealershipConsent(models.Model):
    """A "yes" to being contacted at one time, outside the hours of the law, where the law lets the customer say so."""

    _inherit = "dealership.consent"

    agreed_from = fields.Datetime(
        help="The customer has expressly agreed to be contacted at this time, whatever hours the law sets."
    )
    agreed_until = fields.Datetime()

    @api.constrains("agreed_from", "agreed_until", "granted", "source", "wording", "evidence")
    def _check_agreed_time(self):
        for consent in self.filtered(lambda line: line.agreed_from or line.agreed_until):
            start, end = consent.agreed_from, consent.agreed_until
            if not consent.granted or not start or not end or not start < end <= start + LONGEST:
                raise ValidationError(
                    self.env._("A “yes” to a time needs its beginning and its end, within 24 hours of each other.")
                )
            if not (consent.source or consent.wording or consent.evidence):
                raise ValidationError(
                    self.env._("A “yes” to a time has to be proved one day: say where it comes from.")
                )

    @api.model
    def _get_agreed_times(self, customers, purpose, channel, company, now):
        """Return ``{customer id: ((from, until), …)}`` of the times to come that customers have agreed to, naive UTC.

        A later "no" takes them all back; hearsay agrees to none.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.partner_id, line.agreed_from, line.agreed_until FROM dealership_consent line
                     LEFT JOIN dealership_consent_state state
                            ON state.partner_id = line.partner_id AND state.company_id = %(company)s
                           AND state.purpose = line.purpose AND state.channel = line.channel AND state.topic_id IS NULL
                    WHERE line.partner_id = ANY(%(customers)s) AND line.purpose = %(purpose)s
                      AND line.channel = %(channel)s AND (line.company_id IS NULL OR line.company_id = %(company)s)
                      AND line.granted AND line.agreed_until > %(now)s AND line.decided_at <= %(now)s
                      AND line.origin != ALL(%(second_hand)s)
                      AND (state.refused_at IS NULL OR state.refused_at < line.decided_at)
                    ORDER BY line.agreed_from""",
                customers=customers.ids,
                company=company.id,
                purpose=purpose,
                channel=channel,
                now=now,
                second_hand=list(SECOND_HAND),
            )
        )
        times = {}
        for customer_id, start, end in rows:
            times[customer_id] = (*times.get(customer_id, ()), (start, end))
        return times
