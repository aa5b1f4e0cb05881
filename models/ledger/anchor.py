from odoo.tools import SQL

from ...engine.ledger.states import DATE_MOVED, PLANNED, SENDING, SENT, WAITING
from ...engine.scenario.states import BASIS_ANCHOR, RE_ENTRY_OCCURRENCE
from .local_time_sql import to_local_sql, to_utc_sql
from .planner import DeliveryPlanner


class Anchor:
    """The date of the record that a scenario counts from, as SQL.

    :param scenario: ``dealership.scenario``, one record, with an anchor or without
    """

    def __init__(self, scenario):
        self.attribute = scenario._find_anchor()
        self.field = scenario._get_anchor_field()
        self.yearly = scenario.anchor_yearly
        self.timezone = scenario._get_timezone().zone

    def express(self, column, today):
        """Return two expressions: the record's date as a moment (UTC), and as a local day.

        :param SQL column: the record's own date
        :param SQL today: the local day of the run; the anniversary nearest to it is meant, where each year counts
        """
        day = column
        if self.field.type == "datetime":
            day = self.to_day(column)
            if not self.yearly:
                return column, day
        if self.yearly:
            day = self._get_nearest_anniversary(day, today)
        return to_utc_sql(SQL("(%s)::timestamp", day), self.timezone), day

    def get_occurrence(self, moment, day):
        """Return the key of an occurrence: the local day; the moment, where each one of a day counts.

        :param SQL moment: in UTC; both as from :meth:`express`
        """
        if self.attribute and self.attribute.each_time:
            return SQL("to_char(%s, 'YYYY-MM-DD HH24:MI:SS')", moment)
        return SQL("to_char(%s, 'YYYY-MM-DD')", day)

    def to_day(self, moment):
        """Return the local day of a moment in UTC."""
        return SQL("%s::date", to_local_sql(moment, self.timezone))

    def _get_nearest_anniversary(self, day, today):
        """Return the anniversary nearest to a day: the same one before and after it, so that no delay repeats it.

        PostgreSQL puts the anniversary of 29 February on the 28th.
        """
        years = SQL("round((%s - %s) / 365.2425)::int", today, day)
        return SQL("(%s + make_interval(years => %s))::date", day, years)


class AnchorMoves:
    """Lets what is planned follow the dates of the records: an appointment is put off, and so is its reminder.

    Where each new date is a new occurrence, an enrolment of which nothing has been done yet moves to the new one; of
    any other, the rest is left out, for the new date starts anew.

    :param scenario: ``dealership.scenario``, one record
    :param datetime now: naive UTC
    """

    def __init__(self, scenario, now):
        self.env = scenario.env
        self.scenario = scenario
        self.now = now
        self.steps = scenario.step_ids.filtered(lambda step: step.delay_basis == BASIS_ANCHOR)

    def follow(self, record_ids=None):
        """Move what is planned for enrolments whose record has another date now.

        :param record_ids: ids of the only records to look at
        :return: how many enrolments were concerned
        """
        if not self.steps or not self.scenario.anchor_attribute:
            return 0
        self.env.flush_all()
        rows = self.env.execute_query(self._get_moved(record_ids))
        kept = [row for row in rows if row[1] and self._keeps(*row[2:])]
        self._move(kept)
        self._leave_out_moved([row[0] for row in rows if row not in kept])
        return len(rows)

    def _keeps(self, occurrence, begun, taken):
        return self.scenario.re_entry != RE_ENTRY_OCCURRENCE or not occurrence or not (begun or taken)

    def _get_moved(self, record_ids):
        """Return the query of ``(enrolment, new moment, new occurrence if another, begun, new occurrence taken)``."""
        anchor = Anchor(self.scenario)
        # sudo: what was enrolled follows its record, whoever may see that
        model = self.scenario._get_subject_model().sudo()
        column = model._field_to_sql("subject", anchor.field.name)
        moment, day = anchor.express(column, anchor.to_day(SQL("enrolment.enrolled_at")))
        return SQL(
            """
            SELECT moved.id, moved.moment, NULLIF(moved.occurrence, moved.old_occurrence),
                   EXISTS (SELECT FROM dealership_delivery done
                            WHERE done.enrolment_id = moved.id AND done.state IN %(done)s),
                   EXISTS (SELECT FROM dealership_enrolment other
                            WHERE other.scenario_id = %(scenario)s AND other.res_model = %(model)s
                              AND other.res_id = moved.res_id AND other.occurrence = moved.occurrence)
              FROM (SELECT enrolment.id, enrolment.res_id, enrolment.occurrence AS old_occurrence,
                           %(moment)s AS moment, %(occurrence)s AS occurrence
                      FROM dealership_enrolment enrolment JOIN %(table)s subject ON subject.id = enrolment.res_id
                     WHERE enrolment.scenario_id = %(scenario)s AND enrolment.res_model = %(model)s
                       AND enrolment.anchor_at IS DISTINCT FROM %(moment)s AND %(among)s
                       AND EXISTS (SELECT FROM dealership_delivery open
                                    WHERE open.enrolment_id = enrolment.id AND open.step_id = ANY(%(steps)s)
                                      AND %(still_open)s)) moved
            """,
            scenario=self.scenario.id,
            model=model._name,
            moment=moment,
            occurrence=anchor.get_occurrence(moment, day),
            table=SQL.identifier(model._table),
            among=SQL("TRUE") if record_ids is None else SQL("enrolment.res_id = ANY(%s)", list(record_ids)),
            steps=self.steps.ids,
            done=(SENDING, SENT),
            still_open=DeliveryPlanner.get_movable("open"),
        )

    def _move(self, rows):
        if not rows:
            return
        rename = self.scenario.re_entry == RE_ENTRY_OCCURRENCE
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_enrolment enrolment
                      SET anchor_at = moved.moment, occurrence = COALESCE(moved.occurrence, enrolment.occurrence)
                     FROM unnest(%s, %s::timestamp[], %s::varchar[]) AS moved (id, moment, occurrence)
                    WHERE moved.id = enrolment.id""",
                [row[0] for row in rows],
                [row[1] for row in rows],
                [row[2] if rename else None for row in rows],
            )
        )
        for step in self.steps:
            DeliveryPlanner(step, self.now).plan_again([row[0] for row in rows])
        self.env["dealership.delivery"]._forget_ledger()

    def _leave_out_moved(self, enrolment_ids):
        if not enrolment_ids:
            return
        ledger = self.env["dealership.delivery"]
        ledger._leave_out_where(
            DATE_MOVED,
            SQL(
                "delivery.enrolment_id = ANY(%s) AND delivery.step_id = ANY(%s) AND %s",
                enrolment_ids,
                self.steps.ids,
                DeliveryPlanner.get_movable("delivery"),
            ),
            self.now,
            among=(PLANNED, WAITING),
        )
        ledger._forget_ledger()
        if self.scenario._get_policy().lets_in_again:
            self.env["dealership.enrolment"]._void_unsent(enrolment_ids)
