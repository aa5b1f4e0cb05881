from odoo import Command, api, fields, models

from ...engine.lead.lifetime import RUNNING
from ...engine.lead.opening_hours import WeeklyHours

# So many open leads follow a change of the settings at once, while the person waits; more in the background.
AT_ONCE = 1000
TIME_FIELDS = {"tz", "resource_calendar_id", "company_id"}


class CrmTeam(models.Model):
    """Lifetimes of a point of sale's leads, and the hours they count in."""

    _inherit = "crm.team"

    lifetime_ids = fields.One2many(
        "dealership.lead.lifetime",
        "team_id",
        string="Lead Lifetime",
        copy=True,
        default=lambda self: [Command.create({})],
        help="How long leads may wait. Without one they may wait for ever.",
    )
    replan_clocks_from = fields.Integer(
        readonly=True,
        copy=False,
        help="While open leads follow changed settings in the background: the id of the next one. 0: all have.",
    )

    def write(self, vals):
        result = super().write(vals)
        if TIME_FIELDS.intersection(vals):
            self._replan_clocks()
        return result

    def _get_weekly_hours(self):
        """Return the engine's ``WeeklyHours``; without any shift when nobody has set hours.

        Closing days are those of the calendar and those of the company that name no calendar.
        """
        # sudo: opening hours are no secret, yet salespeople may have no access to working schedules
        calendar = self._get_opening_calendar().sudo()
        offset = 7 if calendar.two_weeks_calendar else 0
        shifts = {}
        for attendance in calendar.attendance_ids if not calendar.flexible_hours else ():
            if attendance.display_type or attendance.day_period == "lunch":
                continue
            hours = (attendance.hour_from, attendance.hour_to)
            for week in {int(attendance.week_type or 0)} if offset else {0}:
                shifts.setdefault(int(attendance.dayofweek) + offset * week, []).append(hours)
        return WeeklyHours(
            {day: tuple(sorted(hours)) for day, hours in shifts.items()},
            self._get_timezone(),
            tuple(self._get_calendar_closings(calendar)),
            calendar.env["resource.calendar.attendance"].get_week_type if offset else lambda day: False,
        )

    def _get_calendar_closings(self, calendar):
        company = self.company_id or self.env.company
        leaves = calendar.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [calendar.id, False]),
                ("company_id", "in", [company.id, False]),
            ],
            ["date_from", "date_to"],
        )
        return [(leave.date_from, leave.date_to) for leave in leaves]

    def _replan_clocks(self):
        """Let the open leads follow settings or hours that have changed."""
        # sudo: the clocks are the system's; whoever may change a setting need not see all leads
        teams = self.sudo()
        domain = [("team_id", "in", teams.ids), ("lifetime_state", "=", RUNNING)]
        leads = teams.env["crm.lead"].search(domain, limit=AT_ONCE + 1)
        if len(leads) <= AT_ONCE:
            leads._replan_clocks()
            teams.filtered("replan_clocks_from").replan_clocks_from = 0
        else:
            teams.replan_clocks_from = 1
            self.env.ref("crm_dealership.ir_cron_replan_clocks").sudo()._trigger()

    @api.model
    def _cron_replan_clocks(self):
        """Go on with the leads of points of sale whose settings have changed, in committed batches."""
        cron = self.env["ir.cron"]
        while teams := self.search([("replan_clocks_from", ">", 0)]):
            done = sum(team._replan_next_clocks() for team in teams)
            if not cron._commit_progress(done, remaining=int(bool(done))):
                return

    def _replan_next_clocks(self):
        """Replan one batch; return its size.

        The cursor is exact: leads that come in meanwhile are planned by the new settings, and another change of the
        settings begins anew.
        """
        domain = [("team_id", "=", self.id), ("lifetime_state", "=", RUNNING), ("id", ">=", self.replan_clocks_from)]
        leads = self.env["crm.lead"].search(domain, order="id", limit=AT_ONCE)
        leads._replan_clocks()
        self.replan_clocks_from = leads[-1].id + 1 if len(leads) == AT_ONCE else 0
        return len(leads)
