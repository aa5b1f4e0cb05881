import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from ...engine.ledger.states import PLANNED
from ...engine.scenario import states
from ...engine.scenario.schedule import REALTIME, next_run
from ..client.inner_context import without_client_context
from ..ledger.anchor import AnchorMoves
from ..ledger.claim_rules import apply_contact_rules

_logger = logging.getLogger(__name__)

# How far back runs that an outage prevented are made up for.
CATCH_UP = timedelta(days=31)
# How many messages of a run are judged at a time.
LOT_SIZE = 10_000


class DealershipScenario(models.Model):
    """Running a scenario, by the clock or by hand."""

    _inherit = "dealership.scenario"

    @api.model
    def _cron_run_scenarios(self):
        """Run each scenario that is due, in a transaction of its own: one that fails keeps no other from running.

        Several runs of one scenario are due after an outage: each is made up for at the moment it was planned for.
        """
        now = fields.Datetime.now()
        self._end_finished(now)
        due = self.search([("state", "=", states.ACTIVE), ("next_run_at", "<=", now)], order="next_run_at")
        if due and self.env["dealership.database"]._holds_back():
            return
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for scenario in due:
            while scenario._run_in_turn(now):
                if not self.env["ir.cron"]._commit_progress(0):
                    return
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _run_in_turn(self, now):
        """Run unless another process does; an error is shown, and doesn't keep the next run from being planned.

        What the database refuses for a passing reason (two transactions in each other's way) is tried again.

        :return: whether another run of the scenario is due
        :rtype: bool
        """
        scenario = self
        try:
            with self.env.cr.savepoint():
                # Locked and read again: another process may have run it since the search.
                still_due = [("state", "=", states.ACTIVE), ("next_run_at", "<=", now)]
                scenario = self.try_lock_for_update(allow_referencing=True).filtered_domain(still_due)
                if not scenario or scenario._stop_unfounded():
                    return False
                scenario._run_by_clock(scenario._get_due_moment(now))
        except OperationalError as error:
            _logger.info("Scenario %s (%s) runs at the next tick: %s", self.id, self.name, error)
            self.env.invalidate_all(flush=False)
            return False
        except Exception as error:  # noqa: BLE001 whatever the rules of one scenario raise must not stop the others
            self.env.invalidate_all(flush=False)
            if scenario.last_error != str(error):
                _logger.exception("Scenario %s (%s) could not run", scenario.id, scenario.name)
            scenario.last_error = str(error)
            scenario._plan_next_run(now)
        return bool(scenario.next_run_at and scenario.next_run_at <= now)

    def _get_due_moment(self, now):
        """Return the moment to evaluate the targeting at: the planned one, so that "exactly a year ago" misses no day.

        Messages of a day long past expire as any others. A scenario in real time looks at the present only.
        """
        earliest = now - CATCH_UP
        if self.schedule == REALTIME:
            moved_at = self.env["dealership.database"]._get_moved_at()
            # Who had begun to match before the database was moved may have been written to from elsewhere.
            return moved_at if moved_at and self.next_run_at <= moved_at else now
        if self.next_run_at >= earliest:
            return self.next_run_at
        return min(now, next_run(self._get_schedule(), earliest, self._get_timezone()) or now)

    def _run_by_clock(self, moment):
        """Run as the schedule says: in real time for who starts to match; a run that finds nobody leaves no trace."""
        realtime = self.schedule == REALTIME
        run = self._run(moment, newcomers_only=realtime)
        if realtime and not run.enrolled_count:
            run.sudo().unlink()  # sudo: nobody else writes or deletes runs

    def _run(self, now=None, newcomers_only=False):
        """Evaluate the targeting once, enrol whom it finds and plan what the steps say.

        :param datetime now: naive UTC; the clock when absent
        :param bool newcomers_only: pass over who matched already when the scenario was put to work
        :return: the ``dealership.scenario.run``
        :raise LockError: when another process is running the scenario
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        # sudo: nobody but this method writes the ledger; the targeting keeps the rights of whoever set it up
        scenario = without_client_context(self).sudo()
        scenario.env["dealership.database"]._note()
        scenario.lock_for_update(allow_referencing=True)
        run = scenario.env["dealership.scenario.run"].create(
            {"scenario_id": scenario.id, "started_at": fields.Datetime.now(), "evaluated_at": now}
        )
        scenario.env["dealership.delivery"]._look_at_unknown()
        scenario.targeting_id._take_run_snapshot(run.started_at)
        run.targeted_count, run.enrolled_count = scenario._enrol_and_plan(run, now, newcomers_only)
        scenario.last_error = False
        if scenario.state == states.ACTIVE:
            scenario._plan_next_run(now)
        return run.with_env(self.env)

    def _enrol_and_plan(self, run, now, newcomers_only=False):
        """Write the ledger of a run, and nothing else: rehearsals call this too, and take it back.

        :return: how many records were targeted, and how many of them entered
        :rtype: tuple[int, int]
        """
        AnchorMoves(self, now).follow()
        counts = self._get_policy().get_enrolment_query(run, now, newcomers_only=newcomers_only).execute()
        self._plan_deliveries(run, now)
        return counts

    def _plan_deliveries(self, run, now, after_id=0):
        """Plan what the steps say for the enrolments of a run; for the newest of them, when an id is given."""
        newest = [("run_id", "=", run.id), ("id", ">", after_id)]
        if self.env["dealership.enrolment"].search_count(newest, limit=1):
            self._plan_steps(run, now, after_id)
        self._get_policy().after_planning(run, now, after_id)

    def _plan_steps(self, run, now, after_id):
        for step in self.step_ids.filtered(lambda step: step.delay_basis in states.BASES_AT_ENROLMENT):
            step._get_planner(now).plan_for_run(run, after_id)
        if self._judge_due(run, now, after_id):
            self.env["dealership.delivery"]._trigger_sending()

    def _judge_due(self, run, now, after_id):
        """Judge by the rules of contact what is due at once, so that the figures of the run say whom it reaches.

        :return: whether anything was due
        :rtype: bool
        """
        if not self._get_policy().judges_when_planned:
            return bool(self._get_lot(run, now, after_id, 0))
        last_id = 0
        while due := self._get_lot(run, now, after_id, last_id):
            last_id = due[-1][0]
            for channel, pairs in groupby(due, lambda pair: pair[1]):
                deliveries = self.env["dealership.delivery"].browse(delivery_id for delivery_id, _channel in pairs)
                apply_contact_rules(self, channel, deliveries, now)
        return bool(last_id)

    def _get_lot(self, run, now, after_id, last_id):
        """Return ``(id, channel)`` of the next messages of a run that are due."""
        return self.env.execute_query(
            SQL(
                """SELECT id, channel FROM dealership_delivery
                    WHERE run_id = %s AND enrolment_id > %s AND state = %s AND planned_at <= %s AND id > %s
                    ORDER BY id LIMIT %s""",
                run.id,
                after_id,
                PLANNED,
                now,
                last_id,
                LOT_SIZE,
            )
        )
