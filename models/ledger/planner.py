from datetime import timedelta

from odoo.tools import SQL

from ...engine.ledger.states import BY_HAND, PLANNED, SENT, WAITING
from ...engine.scenario.announcing import get_evening, get_lead
from ...engine.scenario.states import BASIS_ANCHOR, BASIS_ENROLMENT, EXACT_UNITS, WORKING_DAY
from .local_time_sql import to_local_sql, to_utc_sql
from .look_up import look_up


class DeliveryPlanner:
    """Writes the deliveries of one step, for many enrolments, in one statement each.

    Days, weeks, months and years count local days and fall on the step's hour, or the scenario's; minutes and hours
    are exact. Working days are those of the point of sale.
    A step by hand waits from the start; its ``planned_at`` says when it's due.

    No user is noted as having written a row: none did, and checking that key is half a second for 100,000 rows.

    :param step: ``dealership.scenario.step``, one record
    :param datetime now: naive UTC
    """

    def __init__(self, step, now):
        self.env = step.env
        self.step = step
        self.scenario = step.scenario_id
        self.now = now
        self.timezone = self.scenario._get_timezone().zone

    def plan_for_run(self, run, after_id=0):
        """Plan the step for all who entered in a run; nothing for who lacks the date it counts from."""
        base = SQL("enrolment.anchor_at") if self.step.delay_basis == BASIS_ANCHOR else SQL("%s::timestamp", self.now)
        source = SQL("dealership_enrolment enrolment")
        return self._insert(
            source, base, SQL("enrolment.run_id = %s AND enrolment.id > %s AND %s IS NOT NULL", run.id, after_id, base)
        )

    def plan_after(self, deliveries):
        """Plan the step for the enrolments of which the previous step's deliveries were done."""
        source = self._get_after_previous()
        where = SQL(
            "previous.id = ANY(%s) AND previous.state = %s AND enrolment.stopped_at IS NULL", deliveries.ids, SENT
        )
        return self._insert(source, self._get_counted_from(SQL("previous.sent_at"), SQL("previous.planned_on")), where)

    def _get_counted_from(self, done_at, planned_on):
        """Return the moment that a step counts from which follows another.

        :param SQL done_at: when that was done
        :param SQL planned_on: the local day that it was planned for
        """
        return done_at

    @staticmethod
    def _get_after_previous():
        """Return the source of enrolments by the delivery of the step before."""
        return SQL(
            "dealership_delivery previous CROSS JOIN %s",
            look_up("dealership_enrolment", "enrolment", SQL("id = previous.enrolment_id")),
        )

    def plan_again(self, enrolment_ids):
        """Move what is planned of the step to where the enrolments' dates are now."""
        where = SQL("enrolment.id = ANY(%s)", enrolment_ids)
        source = SQL("dealership_enrolment enrolment")
        planned_at = self._get_planned_at(SQL("enrolment.anchor_at"), source, where)
        self.env["dealership.delivery"]._reschedule_where(
            self._get_times(),
            SQL(
                """FROM (SELECT planned.id, enrolment.anchor_at, %s AS planned_at FROM %s CROSS JOIN %s
                          WHERE planned.step_id = %s AND %s) due""",
                planned_at,
                source,
                look_up("dealership_delivery", "planned", SQL("enrolment_id = enrolment.id")),
                self.step.id,
                where,
            ),
            SQL("due.id = delivery.id AND %s", self.get_movable("delivery")),
        )

    @staticmethod
    def get_movable(alias):
        """Return the condition that a delivery is still to come: planned, or to be done by hand."""
        return SQL(
            "(%(alias)s.state = %(planned)s OR %(alias)s.state = %(waiting)s AND %(alias)s.reason = %(by_hand)s)",
            alias=SQL.identifier(alias),
            planned=PLANNED,
            waiting=WAITING,
            by_hand=BY_HAND,
        )

    def _insert(self, source, base, where):
        """Return how many deliveries were written."""
        step = self.step
        same = ("enrolment_id", "scenario_id", "run_id", "company_id", "team_id", "partner_id", "res_model", "res_id")
        columns = {
            **{name: SQL.identifier("due", name) for name in same},
            "enrolment_id": SQL("due.id"),
            "counts_for_id": SQL("(SELECT same_customer_id FROM res_partner WHERE res_partner.id = due.partner_id)"),
            "step_id": SQL("%s", step.id),
            "purpose": SQL("%s", self.scenario.purpose),
            "channel": SQL("due.channel"),
            "fallback_of": SQL("NULLIF(%s, due.channel)", step.channel),
            **self._get_times(),
            "create_date": SQL("%s", self.now),
            "write_date": SQL("%s", self.now),
        }
        due = SQL(
            "(SELECT enrolment.*, %s AS planned_at, %s AS channel FROM %s WHERE %s) due",
            self._get_planned_at(base, source, where),
            step._get_channel_sql(SQL("enrolment.partner_id")),
            source,
            where,
        )
        state, reason = (PLANNED, None) if step.automatic else (WAITING, BY_HAND)
        return self.env["dealership.delivery"]._plan(due, columns, state, reason, self._get_lacks_customer())

    def _get_times(self):
        """Return column → when it is due, and until when, as SQL on ``due``."""
        return {
            "planned_at": SQL("due.planned_at"),
            "planned_on": SQL("%s::date", to_local_sql(SQL("due.planned_at"), self.timezone)),
            "expires_at": self._get_expires_at(),
        }

    def _get_lacks_customer(self):
        """Return when there is nobody to contact; staff can work on a record without a customer."""
        channels = self.env["dealership.channel"]
        contact = all(channels._get_channel(key)._consent_channel for key in self.step._get_channels())
        return SQL("partner_id IS NULL") if contact else SQL("FALSE")

    def _get_fresh_from(self):
        """Return from when the life of a message counts.

        A step of the record's date that is already past at enrolment is stale; any other can't be late before now.
        """
        if self.step.delay_basis == BASIS_ANCHOR:
            return SQL("due.planned_at")
        return SQL("%s::timestamp", self.now)

    def _get_expires_at(self):
        """Return until when the message makes sense; one before a date, not shortly before that date comes."""
        expires_at = SQL(
            "GREATEST(due.planned_at, %s) + make_interval(hours => %s)",
            self._get_fresh_from(),
            self.scenario.expires_after_hours,
        )
        if self.step._announces():
            return SQL("LEAST(%s, due.anchor_at - %s)", expires_at, get_lead(self.step._get_length()))
        return expires_at

    def _get_planned_at(self, base, source, where):
        """Return the expression of when the step is due.

        :param SQL base: the moment it counts from
        :param SQL source: what is planned for, with its condition: the days of which working days count from
        """
        step = self.step
        if step.delay_unit in EXACT_UNITS:
            due = SQL("%s + %s", base, self._get_delay())
            return self._bring_forward(due, base) if step._announces() else due
        if step.delay_basis == BASIS_ENROLMENT and not step.delay_count and not step.own_hour:
            return base
        day = SQL("%s::date", to_local_sql(base, self.timezone))
        local = SQL("(%s + make_interval(mins => %s))", self._shift(day, source, where), self._get_minutes())
        return to_utc_sql(local, self.timezone)

    def _bring_forward(self, due, moment):
        """Return the expression of when a message leaves in time: see ``engine/scenario/announcing.py``.

        :param SQL due: when it is meant to leave
        :param SQL moment: what it announces
        """
        opens, closes = (timedelta(hours=hour) for hour in (self.scenario.send_from, self.scenario.send_until))
        if closes - opens >= timedelta(days=1):
            return due
        local = to_local_sql(due, self.timezone)
        evening = get_evening(opens, closes)
        return SQL(
            """CASE WHEN %(hour)s >= %(closes)s THEN %(same_evening)s
                    WHEN %(hour)s >= %(opens)s THEN %(due)s
                    WHEN %(at_opening)s <= %(moment)s - %(lead)s THEN %(at_opening)s
                    ELSE %(evening_before)s END""",
            hour=SQL("(%s)::time::interval", local),
            opens=opens,
            closes=closes,
            due=due,
            moment=moment,
            lead=get_lead(self.step._get_length()),
            at_opening=self._at(local, opens),
            same_evening=self._at(local, evening),
            evening_before=self._at(local, evening - timedelta(days=1)),
        )

    def _at(self, local, time_of_day):
        """Return the expression of a time of day (``timedelta``) on the day of a local time, as a moment."""
        return to_utc_sql(SQL("(%s)::date + %s", local, time_of_day), self.timezone)

    def _shift(self, day, source, where):
        """Return the expression of the local day on which the step is due."""
        if self.step.delay_unit != WORKING_DAY:
            return SQL("(%s + %s)::date", day, self._get_delay())
        hours = self.scenario._get_place()._get_opening_hours()
        days = [
            row for (row,) in self.env.execute_query(SQL("SELECT DISTINCT %s FROM %s WHERE %s", day, source, where))
        ]
        shifted = [hours.step(each, self.step.delay_count) if each else None for each in days]
        return SQL(
            "(SELECT shifted FROM unnest(%s::date[], %s::date[]) AS calendar (day, shifted) WHERE calendar.day = %s)",
            days,
            shifted,
            day,
        )

    def _get_delay(self):
        """Return the delay as an interval; the unit comes from the selection ``DELAY_UNITS``."""
        return SQL("(%s * %s::interval)", self.step.delay_count, f"1 {self.step.delay_unit}")

    def _get_minutes(self):
        return round((self.step.at_hour if self.step.own_hour else self.scenario.run_hour) * 60)
