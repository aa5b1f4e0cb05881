from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ledger.states import (
    CANCELLED,
    CUSTOMER_CHANGED,
    DATE_MOVED,
    HANDLED,
    NO_LONGER_MATCHING,
    PAID,
    SKIPPED,
)

# Why nothing is left to say about a record, until it is as it was.
PASSING = (NO_LONGER_MATCHING, CANCELLED, HANDLED, PAID, CUSTOMER_CHANGED, DATE_MOVED)


class DealershipEnrolment(models.Model):
    """Who was left out before anything left has not been through the scenario.

    An order that is "ready" in the evening, taken back, and ready again the next day is announced then. So an enrolment
    of which all messages were left out because its record was not meant any more gives its occurrence free. Who may
    not be written to, or can't be, keeps it: nothing about the record has changed.
    """

    _inherit = "dealership.enrolment"

    voided = fields.Boolean(
        string="May Enter Again",
        readonly=True,
        help="Nothing left: the record was not meant any more when its first message was due.",
    )

    @api.model
    def _void_unsent(self, enrolment_ids):
        """Let in again those of these enrolments of which nothing has left, nor will.

        :param list enrolment_ids: of scenarios that let in again
        """
        if not enrolment_ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_enrolment enrolment SET voided = TRUE, occurrence = occurrence || '/' || id
                    WHERE id = ANY(%s) AND voided IS NOT TRUE
                      AND NOT EXISTS (SELECT FROM dealership_delivery other WHERE other.enrolment_id = enrolment.id
                                         AND NOT (other.state = %s AND other.reason = ANY(%s)))""",
                list(enrolment_ids),
                SKIPPED,
                list(PASSING),
            )
        )
        self.invalidate_model(["voided", "occurrence"], flush=False)


class DealershipDelivery(models.Model):
    """What was just left out may have been the last that was to be said of its enrolment."""

    _inherit = "dealership.delivery"

    def _let_in_again(self):
        """Let in again what these deliveries, just judged, were the last to be said of."""
        for policy, deliveries in self.filtered(lambda delivery: delivery.reason in PASSING)._by_policy():
            if policy.lets_in_again:
                self.env["dealership.enrolment"]._void_unsent(deliveries.enrolment_id.ids)
