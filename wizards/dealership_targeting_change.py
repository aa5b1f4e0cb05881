from odoo import api, fields, models
from odoo.tools import format_datetime

NAMED = 8


class DealershipTargetingChange(models.TransientModel):
    """Who entered a targeting and who left it, since a day or since a scenario last ran.

    Compared with the nearest snapshot at or before that moment; see there whose rights count.
    """

    _name = "dealership.targeting.change"
    _description = "What Changed in a Targeting"

    targeting_id = fields.Many2one("dealership.targeting", required=True, ondelete="cascade")
    since = fields.Selection(
        [("day", "Since a Day"), ("run", "Since the Last Run")], required=True, default="day", string="Compared"
    )
    day = fields.Date(default=lambda self: fields.Date.subtract(fields.Date.context_today(self), days=7))
    snapshot_id = fields.Many2one("dealership.targeting.snapshot", compute="_compute_snapshot_id")
    snapshot_sentence = fields.Char(compute="_compute_snapshot_id")
    entered_count = fields.Integer(string="Entered", compute="_compute_changes")
    entered_names = fields.Text(compute="_compute_changes")
    left_count = fields.Integer(string="Left", compute="_compute_changes")
    left_names = fields.Text(compute="_compute_changes")

    @api.depends("targeting_id", "since", "day")
    def _compute_snapshot_id(self):
        for wizard in self:
            until = wizard._get_moment()
            wizard.snapshot_id = wizard.targeting_id._get_snapshot(until) if until else False
            wizard.snapshot_sentence = wizard._describe_snapshot(until)

    @api.depends("snapshot_id")
    def _compute_changes(self):
        for wizard in self:
            for side in ("entered", "left"):
                wizard[f"{side}_count"], wizard[f"{side}_names"] = wizard._summarise(side)

    # -- actions ------------------------------------------------------------------------------------

    def action_view_entered(self):
        return self._get_list_action("entered", self.env._("Entered: %(targeting)s", targeting=self.targeting_id.name))

    def action_view_left(self):
        return self._get_list_action("left", self.env._("Left: %(targeting)s", targeting=self.targeting_id.name))

    def _get_list_action(self, side, name):
        self.ensure_one()
        category = self.env[f"dealership.category.{self.targeting_id.subject}"]
        return category._get_list_action(name, [(f"dealership_{side}_id", "=", self.snapshot_id.id)])

    # -- business -----------------------------------------------------------------------------------

    def _get_moment(self):
        """Return the moment (naive UTC) to compare with, if there is one."""
        if self.since == "day":
            return self.targeting_id._get_end_of_day(self.day) if self.day else None
        runs = self.env["dealership.scenario.run"]
        return runs.search([("scenario_id.targeting_id", "=", self.targeting_id.id)], order="started_at desc", limit=1)[
            "started_at"
        ]

    def _describe_snapshot(self, until):
        if not until:
            if self.since == "run":
                return self.env._("No scenario has run with this targeting yet.")
            return self.env._("Choose a day.")
        if not self.snapshot_id:
            return self.env._("Nothing is known of the past yet: from now on, each count remembers whom it found.")
        moment = format_datetime(self.env, self.snapshot_id.taken_at, dt_format="short")
        if self.snapshot_id.taken_at > until:
            return self.env._(
                "Compared with %(moment)s, when there were %(count)s: nothing older is known.",
                moment=moment,
                count=self.snapshot_id.count,
            )
        return self.env._(
            "Compared with %(moment)s, when there were %(count)s.", moment=moment, count=self.snapshot_id.count
        )

    def _summarise(self, side):
        """Return how many entered or left, and the first names."""
        if not self.snapshot_id:
            return 0, False
        model = self.env[self.snapshot_id.res_model].with_context(active_test=False)
        domain = [(f"dealership_{side}_id", "=", self.snapshot_id.id)]
        return model.search_count(domain), "\n".join(model.search(domain, limit=NAMED).mapped("display_name"))
