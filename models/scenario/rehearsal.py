from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from odoo.tools import SQL

from ...engine.ledger.states import BY_HAND, PLANNED, SENT, SKIPPED, WAITING
from ...engine.scenario.schedule import REALTIME, REALTIME_INTERVAL
from ..client.inner_context import with_inner, without_client_context

# Messages of one step that are written to know their length.
SAMPLE = 40
# What falls due within a tick is looked at together, at its end.
TICK = timedelta(minutes=15)
# How often a scenario in real time is looked at: every five minutes over a year would be 100,000 runs.
REALTIME_STEP = timedelta(minutes=30)
_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 naive UTC, as every moment here
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
        self.scenario = self._in_rehearsal(scenario, afresh)
        self.others = self._in_rehearsal(others, afresh)
        self.env = self.scenario.env
        self.start = start
        self.end = end
        self.afresh = afresh
        self.stop_at = monotonic() + seconds
        self.reached = start
        self.originals = {}

    def _in_rehearsal(self, scenarios, afresh):
        own = without_client_context(scenarios)
        return with_inner(own, dealership_rehearsal=True, dealership_afresh=afresh)

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
            self._suit_small_batches()
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _suit_small_batches(self):
        """Have PostgreSQL plan for what a day has, until all is taken back.

        It has no statistics of rows that nobody else sees: it would walk through all customers to meet a day's few
        (a merge join), and compile statements for longer than they take.
        """
        self.env.cr.execute("SET LOCAL enable_mergejoin = off")
        self.env.cr.execute("SET LOCAL jit = off")

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
            overdue = scenario.state == "active" and scenario.next_run_at and scenario.next_run_at <= self.start
            self.next_runs[scenario] = self.start if overdue and not self.afresh else None
            if not self.next_runs[scenario]:
                self._plan_next_run(scenario, self.start)

    def _copy(self, scenario):
        """Return a copy of the scenario and its steps, made in the database: nobody is told, no automation starts."""
        [copy_id] = self._copy_rows(scenario, start_date=None, end_date=None).values()
        steps = self._copy_rows(scenario.step_ids, scenario_id=copy_id)
        self.originals = {copy_id: scenario.id, **{("step", copy): step for step, copy in steps.items()}}
        self.env.invalidate_all(flush=False)
        return scenario.browse(copy_id)

    def _copy_rows(self, records, **vals):
        """Return ``{id: id of the copy}``."""
        names = [name for name, field in records._fields.items() if field.store and field.column_type and name != "id"]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        values = SQL(", ").join(SQL("%s", vals[name]) if name in vals else SQL.identifier(name) for name in names)
        table = SQL.identifier(records._table)
        copies = {}
        for record_id in records.ids:
            copy = SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s FROM %(table)s WHERE id = %(id)s RETURNING id",
                table=table,
                columns=columns,
                values=values,
                id=record_id,
            )
            [[copies[record_id]]] = self.env.execute_query(copy)
        return copies

    def _activate(self):
        self.env.cr.execute(SQL("UPDATE dealership_scenario SET state = 'active' WHERE id = %s", self.scenario.id))
        self.scenario.invalidate_recordset(["state"], flush=False)
        if not self.afresh:
            self.scenario._note_already_matching(self.start)

    # -- the days -------------------------------------------------------------------------------------

    def _live(self):
        after = self.start - timedelta(seconds=1)
        while (moment := self._get_next_moment(after)) <= self.end:
            if monotonic() > self.stop_at:
                return
            entered = [self._run(scenario, self.next_runs[scenario]) for scenario in self._get_due(moment)]
            if any(entered) or (self.next_delivery and self.next_delivery <= moment):
                self._deliver(moment)
            self.reached = after = moment
        self.reached = self.end

    def _get_next_moment(self, after):
        """Return the end of the next tick in which something is due; a moment after all days when nothing is."""
        [[self.next_delivery]] = self.env.execute_query(
            SQL(
                """SELECT min(planned_at) FROM dealership_delivery
                    WHERE scenario_id = ANY(%s) AND (state = %s AND claim_id = 0
                          OR state = %s AND reason = %s AND planned_at > %s)""",
                self.scenarios.ids,
                PLANNED,
                WAITING,
                BY_HAND,
                after,
            )
        )
        moments = [moment for moment in (*self.next_runs.values(), self.next_delivery) if moment]
        return _end_of_tick(max(min(moments), after + timedelta(seconds=1))) if moments else self.end + TICK

    def _get_due(self, moment):
        due = [scenario for scenario, next_moment in self.next_runs.items() if next_moment and next_moment <= moment]
        return sorted(due, key=lambda scenario: (self.next_runs[scenario], scenario.id))

    def _plan_next_run(self, scenario, after):
        if scenario.schedule == REALTIME:
            after += REALTIME_STEP - REALTIME_INTERVAL
        self.next_runs[scenario] = scenario._get_policy().get_next_run(after)

    def _run(self, scenario, moment):
        [[run_id]] = self.env.execute_query(
            SQL(
                """INSERT INTO dealership_scenario_run (scenario_id, company_id, team_id, started_at, evaluated_at)
                   VALUES (%s, %s, %s, %s, %s) RETURNING id""",
                scenario.id,
                scenario.company_id.id,
                scenario.team_id.id or None,
                moment,
                moment,
            )
        )
        run = self.env["dealership.scenario.run"].browse(run_id)
        newcomers_only = scenario.schedule == REALTIME and not self.afresh
        _targeted, entered = scenario._enrol_and_plan(run, moment, newcomers_only=newcomers_only)
        self._plan_next_run(scenario, moment)
        return entered

    def _deliver(self, moment):
        """Take up what is due, and let what may leave be done at once; what waits for a person is done on its day."""
        ledger = self.env["dealership.delivery"]
        ours = SQL("delivery.scenario_id = ANY(%s)", self.scenarios.ids)
        due = SQL("%s AND claim_id = 0 AND planned_at <= %s AND state = %s", ours, moment, PLANNED)
        claimed = ledger._claim(CLAIM, SQL("SELECT id FROM dealership_delivery delivery WHERE %s", due))
        if claimed:
            claimed += claimed._claim_siblings(CLAIM, moment)
            claimed._make_ready(moment)
        # By their ids: all that was claimed before has left its traces in the index of claims.
        ready = SQL("delivery.id = ANY(%s) AND delivery.claim_id = %s", claimed.ids, CLAIM)
        sent = ledger._pretend_sent(moment, ready)
        if not all(self.scenarios.step_ids.mapped("automatic")):
            on_its_day = SQL("delivery.planned_at BETWEEN %s AND %s", self.start, moment)
            by_hand = SQL("%s AND delivery.reason = %s AND %s", ours, BY_HAND, on_its_day)
            sent += ledger._pretend_sent(moment, by_hand, by_hand=True)
        if sent:
            sent.sorted("id")._plan_next_steps(moment)

    # -- what came of it ------------------------------------------------------------------------------

    def get_deliveries(self):
        """Return what was done, or left out, as rows; to be called before all is taken back.

        :return: ``(delivery, scenario, step, customer, channel, outcome, reason, local day)``, scenario and step being
            those that are rehearsed
        """
        zones = {scenario.id: scenario._get_timezone().zone for scenario in self.scenarios}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT delivery.id, delivery.scenario_id, delivery.step_id, delivery.partner_id, delivery.channel,
                       CASE WHEN delivery.state = %(skipped)s THEN 'left_out'
                            WHEN delivery.reason = %(by_hand)s THEN 'by_hand' ELSE 'sent' END,
                       CASE WHEN delivery.state = %(skipped)s THEN delivery.reason END,
                       (moment.at AT TIME ZONE 'UTC' AT TIME ZONE zone.name)::date
                  FROM dealership_delivery delivery
                  JOIN unnest(%(scenarios)s, %(zones)s) AS zone (scenario_id, name) USING (scenario_id)
                 CROSS JOIN LATERAL (SELECT CASE WHEN delivery.state = %(sent)s THEN delivery.sent_at
                                                 ELSE GREATEST(delivery.planned_at, %(start)s) END AS at) moment
                 WHERE moment.at BETWEEN %(start)s AND %(reached)s
                   AND (delivery.state = %(sent)s OR delivery.state = %(skipped)s AND delivery.write_date >= %(start)s)
                 ORDER BY moment.at, delivery.id
                """,
                by_hand=BY_HAND,
                sent=SENT,
                skipped=SKIPPED,
                scenarios=list(zones),
                zones=list(zones.values()),
                start=self.start,
                reached=self.reached,
            )
        )
        return [
            (row[0], self.originals.get(row[1], row[1]), self.originals.get(("step", row[2]), row[2]), *row[3:])
            for row in rows
        ]

    def get_units(self, rows):
        """Return how many units a delivery takes on average, by step and channel, where these have a price.

        Some of each are written, as they would be sent: texts differ by a name or two.

        :param rows: as :meth:`get_deliveries` returns them
        """
        samples = {}
        for delivery_id, _scenario, step_id, _partner, channel, outcome, *_more in rows:
            sample = samples.setdefault((step_id, channel), [])
            if outcome == "sent" and len(sample) < SAMPLE:
                sample.append(delivery_id)
        units = {}
        for (step_id, channel), sample in samples.items():
            carrier = self.env["dealership.channel"]._get_channel(channel)
            if sample and carrier._get_price(self.scenario.company_id):
                deliveries = self.env["dealership.delivery"].browse(sample)
                units[step_id, channel] = carrier._count_units(deliveries, self.reached)
        return units


def _end_of_tick(moment):
    return moment + (_MONDAY - moment) % TICK
