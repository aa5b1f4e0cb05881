from odoo import api, models
from odoo.tools import SQL


class DealershipEnrolment(models.Model):
    """Records that become one: what any of them has received counts for it, so that nothing is sent again."""

    _inherit = "dealership.enrolment"

    @api.model
    def _follow_merge(self, merged, record):
        """Let enrolments and messages about some records be about the one that they become.

        Where that one has entered the scenario for the same occurrence itself, what has been sent moves and what is
        still planned stays behind: it is left out when due, for its record is gone.
        """
        self.env.flush_all()
        for merged_id in merged.ids:
            moved = self.env.execute_query(
                SQL(
                    """UPDATE dealership_enrolment AS enrolment SET res_id = %(record)s
                        WHERE res_model = %(model)s AND res_id = %(merged)s
                          AND NOT EXISTS (SELECT FROM dealership_enrolment AS own
                                           WHERE own.scenario_id = enrolment.scenario_id
                                             AND own.res_model = %(model)s AND own.res_id = %(record)s
                                             AND own.occurrence = enrolment.occurrence)
                       RETURNING id""",
                    model=record._name,
                    record=record.id,
                    merged=merged_id,
                )
            )
            deliveries = self.env["dealership.delivery"]
            deliveries._follow_record(record._name, merged_id, record.id, [row[0] for row in moved])
        self.invalidate_model(["res_id"])
