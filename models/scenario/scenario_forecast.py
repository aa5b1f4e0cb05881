from odoo import models


class DealershipScenario(models.Model):
    """When the last message of a scenario leaves, within the limits of its mail server or SMS provider."""

    _name = "dealership.scenario"
    _inherit = ["dealership.scenario", "dealership.sending.forecast"]
    _forecast_column = "scenario_id"


class DealershipScenarioRun(models.Model):
    """The same of a run."""

    _name = "dealership.scenario.run"
    _inherit = ["dealership.scenario.run", "dealership.sending.forecast"]
    _forecast_column = "run_id"
