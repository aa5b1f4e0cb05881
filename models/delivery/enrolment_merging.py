from odoo import api, models
from odoo.tools import SQL

from ...engine.delivery import states


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
            self.env.cr.execute(
                SQL(
                    """WITH moved AS (
                           UPDATE dealership_enrolment AS enrolment SET res_id = %(record)s
                            WHERE res_model = %(model)s AND res_id = %(merged)s
                              AND NOT EXISTS (SELECT FROM dealership_enrolment AS own
                                               WHERE own.scenario_id = enrolment.scenario_id
                                                 AND own.res_model = %(model)s AND own.res_id = %(record)s
                                                 AND own.occurrence = enrolment.occurrence)
                           RETURNING id)
                       UPDATE dealership_delivery SET res_id = %(record)s
                        WHERE res_model = %(model)s AND res_id = %(merged)s
                          AND (state NOT IN %(open)s OR enrolment_id IN (SELECT id FROM moved))""",
                    model=record._name,
                    record=record.id,
                    merged=merged_id,
                    open=(states.PLANNED, states.WAITING),
                )
            )
        self.invalidate_model(["res_id"])
        self.env["dealership.delivery"].invalidate_model(["res_id"])
