import logging
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from odoo.tools import SQL

from ...engine.delivery.states import BY_HAND, SENT, SKIPPED
from ...engine.local_time import at_hour
from ...engine.scenario.schedule import REALTIME, Schedule, next_run

_logger = logging.getLogger(__name__)

# What falls due within a tick is looked at together, at its end.
TICK = timedelta(minutes=15)
_EPOCH_HOUR = 0
# What a rehearsal has in hand; real workers count upwards from 1.
CLAIM = -1


class Rehearsal:
    """Lives through days with the engine itself, and takes all of it back.

    The targetings are evaluated as of each run's moment, enrolments and deliveries are written, judged by the rules of
    contact and put off by the hours of sending, all by the statements that real runs use. Only the channels are left
    out: what would be handed over is marked as sent. A savepoint is rolled back in the end, so that nothing of this is
    ever seen by anybody else, nobody is enrolled and nothing leaves.

    While it lasts, the scenarios' rows are locked: their real runs wait for the next tick. It stops after a number of
    seconds, and says which moment it has got to.

    :param scenario: ``dealership.scenario`` to be rehearsed, as superuser
    :param others: scenarios that run beside it, as superuser
    :param datetime start: naive UTC
    :param datetime end: naive UTC
    :param bool afresh: on a copy that nobody has entered yet, whatever its dates of start and end
    :param float seconds: time limit
    """

    def __init__(self, scenario, others, start, end, afresh=False, seconds=30):
        self.env = scenario.env
        self.scenario = scenario
        self.others = others
        self.start = start
        self.end = end
        self.afresh = afresh
        self.stop_at = monotonic() + seconds
        self.reached = start

    def play(self, read):
        """Live through the days.

        :param read: called with the rehearsal before everything is taken back; what it returns is returned
        :raise LockError: when a scenario is running for real at this moment
        """
        with self._taken_back():
            self._prepare()
            self._live()
            return read(self)

    @contextmanager
    def _taken_back(self):
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    # -- the actors -----------------------------------------------------------------------------------

    def _prepare(self):
        if self.afresh:
            self.scenario = self._copy(self.scenario)
        else:
            (self.scenario + self.others).lock_for_update(allow_referencing=True)
        if self.scenario.state != "active":
            self._activate()
        self.scenarios = self.scenario + self.others
        self.next_runs = {}
        for scenario in self.scenarios:
            self._plan_next_run(scenario, self.start - timedelta(seconds=1))

    def _copy(self, scenario):
        """Return a copy of the scenario and its steps, made in the database: nobody is told, no automation starts."""
        vals = {"start_date": None, "end_date": None}
        [copy_id] = self._copy_rows(scenario, **vals).values()
        copy = scenario.browse(copy_id)
        self._copy_rows(scenario.step_ids, scenario_id=copy_id)
        self.env.invalidate_all(flush=False)
        return copy

    def _copy_rows(self, records, **vals):
        """Return ``{id: id of the copy}``."""
        names = [name for name, field in records._fields.items() if field.store and field.column_type and name != "id"]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        values = SQL(", ").join(SQL("%s", vals[name]) if name in vals else SQL.identifier(name) for name in names)
        table = SQL.identifier(records._table)
        copies = {}
        for record_id in records.ids:
            copy = SQL("INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s RETURNING id", *(table, columns, values, table), record_id)
            [[copies[record_id]]] = self.env.execute_query(copy)
        return copies

    def _activate(self):
        self.env.cr.execute(SQL("UPDATE dealership_scenario SET state = 'active' WHERE id = %s", self.scenario.id))
        self.scenario.invalidate_recordset(["state"], flush=False)
        if not self.afresh:
            self.scenario._note_bystanders(self.start)

    # -- the days -------------------------------------------------------------------------------------

    def _live(self):
        moment = self._get_next_moment(self.start - timedelta(seconds=1))
        while moment and moment <= self.end and monotonic() < self.stop_at:
            for scenario in self._get_due(moment):
                self._run(scenario, moment)
            self._deliver(moment)
            self.reached = moment
            moment = self._get_next_moment(moment)
        if not moment or moment > self.end:
            self.reached = self.end

    def _get_next_moment(self, after):
        """Return the end of the next tick in which something is due."""
        moments = [moment for moment in self.next_runs.values() if moment]
        planned = self.env.execute_query(
            SQL(
                """SELECT min(planned_at) FROM dealership_delivery
                    WHERE scenario_id = ANY(%s) AND (state = 'planned' AND claim_id = 0
                          OR state = 'waiting' AND reason = %s AND planned_at > %s)""",
                self.scenarios.ids,
                BY_HAND,
                after,
            )
        )[0][0]
        moments += [max(planned, after + timedelta(seconds=1))] if planned else []
        return _end_of_tick(min(moments)) if moments else None

    def _get_due(self, moment):
        due = [scenario for scenario in self.scenarios if (self.next_runs[scenario] or self.end) <= moment]
        return sorted(due, key=lambda scenario: (self.next_runs[scenario] or self.end, scenario.id))

    def _plan_next_run(self, scenario, after):
        schedule = scenario._get_schedule()
        if schedule.kind == REALTIME:
            # Every five minutes over a year would be 100,000 runs.
            hours = [next_run(_half_hourly(schedule), after, scenario._get_timezone())]
            self.next_runs[scenario] = hours[0]
        else:
            self.next_runs[scenario] = next_run(schedule, after, scenario._get_timezone())
