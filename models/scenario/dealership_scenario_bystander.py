from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.scenario.schedule import REALTIME
from ...engine.scenario.states import ACTIVE


class DealershipScenarioBystander(models.Model):
    """A record that matched already when a scenario in real time was put to work, or back to work.

    Such a scenario is for what *starts* to match. A bystander is passed over as long as it keeps matching: once it
    has left the targeting, it is forgotten here and enters as any other when it matches again.
    """

    _name = "dealership.scenario.bystander"
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
                scenario._note_bystanders(now)
        return result

    def _note_bystanders(self, now):
        """Remember what matches at a moment, in one statement.

        :param datetime now: naive UTC
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM dealership_scenario_bystander WHERE scenario_id = %s", self.id))
        if self.schedule != REALTIME:
            return
        query = self.sudo()._search_targeted(now)  # sudo: the targeting keeps the rights of whoever set it up
        matching = query.select(SQL("%s", self.id), SQL.identifier(query.table, "id"))
        self.env.flush_query(matching)
        self.env.cr.execute(SQL("INSERT INTO dealership_scenario_bystander (scenario_id, res_id) %s", matching))

    @api.model
    def _get_bystander_sql(self, scenario_id, res_id):
        """Return the condition that a record is passed over."""
        return SQL(
            """EXISTS (SELECT FROM dealership_scenario_bystander bystander
                        WHERE bystander.scenario_id = %s AND bystander.res_id = %s)""",
            scenario_id,
            res_id,
        )
