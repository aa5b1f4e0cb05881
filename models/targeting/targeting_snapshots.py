import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.local_time import start_of_day
from ...engine.scenario.states import ACTIVE
from .dealership_targeting import RULE_FIELDS
from .dealership_targeting_snapshot import DAILY, REFRESH, RUN

_logger = logging.getLogger(__name__)

# A scenario in real time runs every few minutes.
LEAST_BETWEEN_RUNS = timedelta(hours=1)
LEAST_BETWEEN_DAYS = timedelta(hours=20)


class DealershipTargeting(models.Model):
    """Remembering whom a targeting found, at each count, at each run of a scenario and once a day."""

    _inherit = "dealership.targeting"

    snapshot_ids = fields.One2many("dealership.targeting.snapshot", "targeting_id", string="Snapshots")

    @api.model_create_multi
    def create(self, vals_list):
        targetings = super().create(vals_list)
        targetings._take_snapshots(REFRESH)
        return targetings

    def write(self, vals):
        result = super().write(vals)
        if RULE_FIELDS & vals.keys():
            self._take_snapshots(REFRESH)
        return result

    def action_refresh_count(self):
        result = super().action_refresh_count()
        self._take_snapshots(REFRESH)
        return result

    def action_view_changes(self):
        """Ask since when, and show who entered and who left."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What changed: %(targeting)s", targeting=self.name),
            "res_model": "dealership.targeting.change",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_targeting_id": self.id},
        }

    def _take_snapshots(self, reason, taken_at=None):
        """Write down what each targeting finds; one that its rights do not suffice for any more is passed over."""
        for targeting in self:
            try:
                self.env["dealership.targeting.snapshot"]._take(
                    targeting._with_responsible_rights(), reason, taken_at or fields.Datetime.now()
                )
            except UserError as error:
                _logger.info("Targeting %s (%s) has no snapshot: %s", targeting.id, targeting.name, error)

    def _take_run_snapshot(self, started_at):
        """Write down what a scenario's run is about to find, unless another run did within the hour."""
        recent = [("targeting_id", "=", self.id), ("taken_at", ">", started_at - LEAST_BETWEEN_RUNS)]
        if not self.env["dealership.targeting.snapshot"].search_count([*recent, ("reason", "=", RUN)], limit=1):
            self._take_snapshots(RUN, started_at)

    @api.model
    def _cron_take_snapshots(self):
        """Take the day's snapshot of the targetings that active scenarios use, one after the other."""
        targetings = self._get_due_for_snapshot(fields.Datetime.now())
        self.env["ir.cron"]._commit_progress(remaining=len(targetings))
        for targeting in targetings:
            targeting._take_snapshots(DAILY)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _get_due_for_snapshot(self, now):
        used = self.search([("scenario_ids.state", "=", ACTIVE)])
        recent = self.env["dealership.targeting.snapshot"].search(
            [("targeting_id", "in", used.ids), ("taken_at", ">", now - LEAST_BETWEEN_DAYS)]
        )
        return used - recent.targeting_id

    def _get_snapshot(self, until):
        """Return the last snapshot until a moment (naive UTC), else the first there is; none of other records."""
        comparable = [("targeting_id", "=", self.id), ("res_model", "=", self._get_subject_model()._name)]
        snapshots = self.env["dealership.targeting.snapshot"]
        return snapshots.search([*comparable, ("taken_at", "<=", until)], limit=1) or snapshots.search(
            comparable, order="taken_at, id", limit=1
        )

    def _get_end_of_day(self, day):
        """Return the last moment, naive UTC, of a day of the targeting's point of sale."""
        return start_of_day(day + timedelta(days=1), self._get_timezone()) - timedelta(seconds=1)
