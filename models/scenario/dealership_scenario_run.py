from odoo import api, fields, models

from ...engine.delivery.states import DELIVERY_STATES, REASONS, SKIPPED


class DealershipScenarioRun(models.Model):
    """One dated evaluation of a scenario's targeting, and what became of the messages it planned."""

    _name = "dealership.scenario.run"
    _description = "Scenario Run"
    _order = "started_at desc, id desc"

    scenario_id = fields.Many2one("dealership.scenario", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="scenario_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="scenario_id.team_id", string="Point of Sale", store=True, index="btree_not_null")
    started_at = fields.Datetime(required=True, readonly=True)
    evaluated_at = fields.Datetime(readonly=True, help="The moment for which the targeting was evaluated.")
    targeted_count = fields.Integer(string="Targeted", readonly=True)
    enrolled_count = fields.Integer(string="Enrolled", readonly=True, help="Those targeted for the first time.")
    enrolment_ids = fields.One2many("dealership.enrolment", "run_id", string="Enrolments")
    delivery_ids = fields.One2many("dealership.delivery", "run_id", string="Deliveries")
    planned_count = fields.Integer(string="Planned", compute="_compute_delivery_counts")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_delivery_counts")
    sending_count = fields.Integer(string="Sending", compute="_compute_delivery_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_delivery_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_delivery_counts")
    skipped_count = fields.Integer(string="Left Out", compute="_compute_delivery_counts")
    left_out_summary = fields.Char(string="Left Out Because", compute="_compute_left_out_summary")

    @api.depends("scenario_id", "started_at")
    def _compute_display_name(self):
        for run in self:
            started = fields.Datetime.context_timestamp(run, run.started_at) if run.started_at else False
            run.display_name = f"{run.scenario_id.name} ({started:%Y-%m-%d %H:%M})" if started else run.scenario_id.name

    @api.depends("delivery_ids.state")
    def _compute_delivery_counts(self):
        groups = self.env["dealership.delivery"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        counts = {(run.id, state): count for run, state, count in groups}
        for run in self:
            for state, _label in DELIVERY_STATES:
                run[f"{state}_count"] = counts.get((run.id, state), 0)

    @api.depends("delivery_ids.reason")
    def _compute_left_out_summary(self):
        groups = self.env["dealership.delivery"]._read_group(
            [("run_id", "in", self.ids), ("state", "=", SKIPPED)], ["run_id", "reason"], ["__count"]
        )
        labels = dict(self.env["dealership.delivery"]._fields["reason"]._description_selection(self.env))
        order = [reason for reason, _label in REASONS]
        for run in self:
            counts = {reason: count for owner, reason, count in groups if owner == run}
            run.left_out_summary = ", ".join(
                self.env._("%(reason)s: %(count)s", reason=labels[reason], count=counts[reason])
                for reason in sorted(counts, key=order.index)
            )

    def action_view_deliveries(self):
        self.ensure_one()
        action = self.env["dealership.delivery"]._get_list_action()
        return {**action, "name": self.display_name, "domain": [("run_id", "=", self.id)]}
