from odoo import fields, models


class DealershipScenarioRefuse(models.TransientModel):
    """Why an Administrator refuses a scenario."""

    _name = "dealership.scenario.refuse"
    _description = "Refuse a Scenario"

    scenario_id = fields.Many2one("dealership.scenario", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_refuse(self):
        self.ensure_one()
        return self.scenario_id.action_refuse(self.reason)
