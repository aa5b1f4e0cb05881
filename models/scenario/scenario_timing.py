from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine.ledger.states import PLANNED, SCENARIO_PAUSED, SENDING, WAITING
from ...engine.local_time import to_local
from ...engine.scenario import states
from ...engine.scenario.schedule import REALTIME, next_runs
from ...engine.written_dates import write_date, write_time
from .dealership_scenario import WEEKDAY_FIELDS

SHOWN_RUNS = 5
TIMETABLE_FIELDS = {"schedule", "run_hour", "month_day", "start_date", "end_date", *WEEKDAY_FIELDS}


class DealershipScenario(models.Model):
    """A scenario's own calendar: the runs to come, its pauses, and its end once everything is done.

    A pause is somebody's decision, an outage is not: runs that an outage prevented are made up for, those of a pause
    are not, and what fell due in a pause is left out. What was due before the pause goes on where it is not too old.
    """

    _inherit = "dealership.scenario"

    paused_at = fields.Datetime(string="Paused On", readonly=True, copy=False)
    next_runs = fields.Text(compute="_compute_next_runs")
    timezone_name = fields.Char(string="Time Zone", compute="_compute_timezone_name")
    delivery_ids = fields.One2many("dealership.delivery", "scenario_id", string="Deliveries")

    @api.depends("team_id.tz", "company_id")
    def _compute_timezone_name(self):
        """Say by whose clock the hours of the form are read."""
        for scenario in self:
            # sudo: which clock a point of sale goes by is no secret
            scenario.timezone_name = scenario.sudo()._get_timezone().zone

    @api.depends("state", "next_run_at", "team_id", "company_id", *TIMETABLE_FIELDS)
    @api.depends_context("lang")
    def _compute_next_runs(self):
        """Show when an active scenario runs next, and when any other would once it is activated."""
        now = fields.Datetime.now()
        for scenario in self:
            scenario.next_runs = (
                "\n".join(scenario._format_runs(scenario._get_policy().get_next_runs(now, SHOWN_RUNS))) or False
            )

    def write(self, vals):
        """Apply a new timetable of an active scenario at once; a run that is overdue stays so."""
        result = super().write(vals)
        if TIMETABLE_FIELDS & vals.keys():
            # The database says first whether these are hours and days that there are.
            self.flush_recordset(list(TIMETABLE_FIELDS))
            now = fields.Datetime.now()
            # sudo: the next run follows from what was just written
            for scenario in self.sudo().filtered(lambda scenario: scenario.state == states.ACTIVE):
                if not scenario.next_run_at or scenario.next_run_at > now:
                    scenario._plan_next_run(now)
        return result

    def _get_next_timetable_runs(self, now, count):
        """Return the next moments of the scenario's own timetable, naive UTC, an overdue run first."""
        if self.state == states.ENDED:
            return []
        schedule, tz = self._get_schedule(), self._get_timezone()
        count = 1 if schedule.kind == REALTIME else count
        unchanged = schedule == self._origin._get_schedule() if self._origin else False
        planned = [self._origin.next_run_at] if unchanged and self._origin.next_run_at else []
        return (planned + next_runs(schedule, max([now, *planned]), tz, count))[:count]

    def _format_runs(self, moments):
        locale = babel_locale_parse(get_lang(self.env).code)
        local = [to_local(moment, self._get_timezone()) for moment in moments]
        texts = [f"{write_date(at, 'EEEE d MMMM y', locale)}, {write_time(at, 'HH:mm', locale)}" for at in local]
        if self.schedule == REALTIME and texts:
            return [self.env._("Every five minutes, from %s on", texts[0])]
        return texts

    def _leave_out_paused(self, now):
        """Leave out what fell due while the scenario was paused.

        :param datetime now: naive UTC
        """
        self.ensure_one()
        if not self.paused_at:
            return
        due_meanwhile = SQL(
            "delivery.scenario_id = %s AND delivery.claim_id = 0 AND delivery.planned_at BETWEEN %s AND %s",
            self.id,
            self.paused_at,
            now,
        )
        self.env["dealership.delivery"]._leave_out_where(SCENARIO_PAUSED, due_meanwhile, now)

    @api.model
    def _end_finished(self, now):
        """End the scenarios whose timetable is over and whose deliveries are all settled.

        :param datetime now: naive UTC
        """
        # sudo: the system ends them, whoever is responsible
        over = self.sudo().search([("state", "=", states.ACTIVE), ("next_run_at", "=", False)])
        for scenario in over:
            if scenario._get_policy().get_next_run(now) or scenario._has_open_deliveries():
                continue
            scenario._end()
            told = scenario._in_language_of(scenario.user_id)
            told.message_post(body=told.env._("Ended: its last run is over and all it planned has been settled."))

    def _has_open_deliveries(self):
        open_ones = [("scenario_id", "=", self.id), ("state", "in", (PLANNED, SENDING, WAITING))]
        # sudo: those of other points of sale count as well
        return bool(self.env["dealership.delivery"].sudo().search_count(open_ones, limit=1))
