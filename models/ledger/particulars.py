from odoo import api, models
from odoo.tools import SQL

from ...engine.ledger import states


class DealershipDelivery(models.Model):
    """What is noted of deliveries besides their state: channel, address, customer, record, whose message they share."""

    _inherit = "dealership.delivery"

    def _set_channels(self, first_channel, chosen):
        """Note by which channel planned deliveries of a step go.

        :param str first_channel: the one that the step would rather take
        :param SQL chosen: an expression on ``partner_id``
        """
        self._change_where(
            {"channel": chosen, "fallback_of": SQL("NULLIF(%s, %s)", first_channel, chosen)},
            SQL("delivery.id = ANY(%s) AND delivery.state = %s", self.ids, states.PLANNED),
        )

    def _set_addresses(self, address, key):
        """Note the address of planned deliveries, and what may exist only once of their step.

        :param SQL address: an expression on ``partner``
        :param SQL key: an expression on ``partner`` and ``delivery``
        """
        self._change_where(
            {"address": address, "address_key": key},
            SQL(
                "partner.id = delivery.partner_id AND delivery.state = %s AND delivery.id = ANY(%s)",
                states.PLANNED,
                self.ids,
            ),
            SQL("FROM res_partner partner"),
        )

    def _set_gate(self, gate):
        """Note by which route with limits claimed deliveries leave; None: by one without."""
        if self:
            self._change_where({"gate": gate}, SQL("delivery.id = ANY(%s)", self.ids))

    @api.model
    def _leave_gates(self, where):
        """Let deliveries that are held at a gate find out anew by which route they leave.

        :param SQL where: a condition on ``delivery``
        """
        held = SQL("delivery.gate IS NOT NULL AND delivery.state = %s AND delivery.claim_id = 0", states.PLANNED)
        self._change_where({"gate": None}, SQL("%s AND %s", held, where))

    def _gather(self, which):
        """Put the deliveries of one step to one customer behind the first of them.

        :param SQL which: the condition of those that still go out
        """
        self._change_where(
            {"gathered_into_id": SQL("NULLIF(gathered.leader, delivery.id)")},
            SQL("gathered.id = delivery.id"),
            SQL("FROM gathered"),
            SQL(
                """WITH gathered AS MATERIALIZED (
                   SELECT id, min(id) OVER (PARTITION BY step_id, partner_id) AS leader
                     FROM dealership_delivery WHERE id = ANY(%s) AND %s)""",
                self.ids,
                which,
            ),
        )

    @api.model
    def _follow_customers(self, enrolment_ids):
        """Let what is planned, and in nobody's hand, go to the customers that its enrolments have now."""
        self._change_where(
            {"partner_id": SQL("(SELECT partner_id FROM dealership_enrolment WHERE id = delivery.enrolment_id)")},
            SQL(
                "delivery.enrolment_id = ANY(%s) AND delivery.state = %s AND delivery.claim_id = 0",
                enrolment_ids,
                states.PLANNED,
            ),
        )

    @api.model
    def _follow_record(self, model, merged_id, record_id, enrolment_ids):
        """Let deliveries about a record that is merged be about the one it becomes: all that was done, and what is
        open of the enrolments that moved.
        """
        self._change_where(
            {"res_id": record_id},
            SQL(
                "res_model = %s AND res_id = %s AND (state NOT IN %s OR enrolment_id = ANY(%s))",
                model,
                merged_id,
                (states.PLANNED, states.WAITING),
                enrolment_ids,
            ),
        )
