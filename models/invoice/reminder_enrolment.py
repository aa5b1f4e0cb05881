from odoo import fields, models
from odoo.tools import SQL

from ...engine.delivery.states import BY_HAND, PAID, SKIPPED, WAITING

# The due date that an enrolment stands for, while something is left of it. Compared as text: PostgreSQL may look at the
# enrolments of other scenarios first, whose occurrences are no dates.
OPEN_INSTALMENT = SQL(
    """SELECT FROM account_move_line instalment
        WHERE instalment.move_id = enrolment.res_id AND instalment.display_type = 'payment_term'
          AND instalment.parent_state = 'posted' AND NOT instalment.reconciled
          AND instalment.date_maturity::text = enrolment.occurrence"""
)


class DealershipEnrolment(models.Model):
    """In a reminder scenario an enrolment is one due date of one invoice, open until it is settled."""

    _inherit = "dealership.enrolment"

    settled_on = fields.Date(readonly=True, help="The day on which a reminder scenario saw it paid or cancelled.")

    _unsettled_index = models.Index("(scenario_id) WHERE settled_on IS NULL AND res_model = 'account.move'")

    def _note_settled(self, scenario, now):
        """Close the enrolments of a reminder scenario whose due date is settled.

        :return: the ids of those closed now
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """UPDATE dealership_enrolment enrolment SET settled_on = %s
                    WHERE scenario_id = %s AND settled_on IS NULL AND res_model = 'account.move'
                      AND NOT EXISTS (%s) RETURNING id""",
                now.date(),
                scenario.id,
                OPEN_INSTALMENT,
            )
        )
        self.invalidate_model(["settled_on"])
        return [row[0] for row in rows]

    def _reopen_unpaid(self, scenario, now):
        """Take up again what was settled and is open once more, as after a cheque that bounced."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """UPDATE dealership_enrolment enrolment SET settled_on = NULL
                    WHERE scenario_id = %s AND settled_on IS NOT NULL AND EXISTS (%s) RETURNING id""",
                scenario.id,
                OPEN_INSTALMENT,
            )
        )
        reopened = self.env["dealership.delivery"].search(
            [("enrolment_id", "in", [row[0] for row in rows]), ("state", "=", SKIPPED), ("reason", "=", PAID)]
        )
        reopened._plan_anew(now)
        reopened.filtered(lambda delivery: not delivery.step_id.automatic).write({"state": WAITING, "reason": BY_HAND})
        self.invalidate_model(["settled_on"])
