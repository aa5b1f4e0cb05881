from odoo import Command, api, fields, models

STAFF_CHANNEL = "task"


class DealershipScenario(models.Model):
    """A scenario of staff tasks: the same engine and the same table, in a menu of its own."""

    _inherit = "dealership.scenario"

    kind = fields.Selection(
        [("customer", "Customers"), ("staff", "Staff")],
        string="Acts On",
        required=True,
        compute="_compute_kind",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )

    @api.depends("step_ids.channel")
    def _compute_kind(self):
        """Its steps tell; one that has none yet stays what it was made for."""
        for scenario in self:
            channels = set(scenario.step_ids.mapped("channel"))
            if channels:
                scenario.kind = "staff" if channels == {STAFF_CHANNEL} else "customer"
            else:
                scenario.kind = scenario.kind or self.env.context.get("default_kind", "customer")

    @api.model
    def default_get(self, fields):
        """Begin a scenario of staff tasks with its one task."""
        values = super().default_get(fields)
        if "step_ids" in fields and self.env.context.get("default_kind") == "staff":
            step = self.env["dealership.scenario.step"]
            known = step.with_context(default_channel=STAFF_CHANNEL).default_get(list(step._fields))
            values["step_ids"] = [Command.create(known)]
        return values
