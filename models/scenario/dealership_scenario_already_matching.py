from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.scenario.schedule import REALTIME
from ...engine.scenario.states import ACTIVE


class DealershipScenarioAlreadyMatching(models.Model):
    """A record that matched already when a scenario in real time was put to work, or back to work.

    Such a scenario is for what *starts* to match. It is passed over as long as it keeps matching: once it
    has left the targeting, it is forgotten here and enters as any other when it matches again.
    """

    _name = "dealership.scenario.already.matching"
    _description = "Record Passed over by a Scenario in Real Time"
    _log_access = False

    scenario_id = fields.Many2one("dealership.scenario", required=True, ondelete="cascade", readonly=True)
    res_id = fields.Integer(required=True, readonly=True)

    _record_unique = models.UniqueIndex("(scenario_id, res_id)")


class DealershipScenario(models.Model):
    _inherit = "dealership.scenario"

    def write(self, vals):
        result = super().write(vals)
        if "targeting_id" in vals or vals.get("schedule") == REALTIME:
            now = fields.Datetime.now()
            for scenario in self.filtered(lambda scenario: scenario.state == ACTIVE):
                scenario._note_already_matching(now)
        return result

    def _note_already_matching(self, now):
        """Remember what matches at a moment, in one statement.

        :param datetime now: naive UTC
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM dealership_scenario_already_matching WHERE scenario_id = %s", self.id))
        if self.schedule != REALTIME:
            return
        query = self.sudo()._search_targeted(now)  # sudo: the targeting keeps the rights of whoever set it up
        matching = query.select(SQL("%s", self.id), SQL.identifier(query.table, "id"))
        self.env.flush_query(matching)
        self.env.cr.execute(SQL("INSERT INTO dealership_scenario_already_matching (scenario_id, res_id) %s", matching))

    @api.model
    def _get_already_matching_sql(self, scenario_id, res_id):
        """Return the condition that a record is passed over."""
        return SQL(
            """EXISTS (SELECT FROM dealership_scenario_already_matching already
                        WHERE already.scenario_id = %s AND already.res_id = %s)""",
            scenario_id,
            res_id,
        )
