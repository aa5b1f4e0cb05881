from odoo import api, fields, models
from odoo.tools import format_datetime


class DealershipScenarioRun(models.Model):
    """One dated evaluation of a scenario's targeting, and what became of the messages it planned."""

    _name = "dealership.scenario.run"
    _description = "Scenario Run"
    _order = "started_at desc, id desc"

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    scenario_id = fields.Many2one("dealership.scenario", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="scenario_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        related="scenario_id.team_id", string="Point of Sale", store=True, index="btree_not_null", ondelete="restrict"
    )
    started_at = fields.Datetime(required=True, readonly=True)
    evaluated_at = fields.Datetime(readonly=True, help="The moment for which the targeting was evaluated.")
    by_action = fields.Boolean(string="By an Action", readonly=True, help="Gathers what actions enrolled on a day.")
    targeted_count = fields.Integer(string="Targeted", readonly=True)
    enrolled_count = fields.Integer(string="Enrolled", readonly=True, help="Those targeted for the first time.")
    enrolment_ids = fields.One2many("dealership.enrolment", "run_id", string="Enrolments")
    delivery_ids = fields.One2many("dealership.delivery", "run_id", string="Deliveries")

    @api.depends("scenario_id", "started_at")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for run in self:
            started = format_datetime(run.env, run.started_at, dt_format="short") if run.started_at else ""
            run.display_name = f"{run.scenario_id.name} ({started})" if started else run.scenario_id.name
