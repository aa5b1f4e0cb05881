from odoo.tools import SQL

from ...engine.invoice.steps import NOTICE, THANKS
from ...engine.ledger.states import LEFT_OUT_BY_HAND, SKIPPED
from ...engine.scenario.states import BASIS_ANCHOR
from ..ledger.local_time_sql import to_local_sql, to_utc_sql
from ..ledger.planner import DeliveryPlanner
from .receivables import IS_INSTALMENT
from .reminder_enrolment import get_begun_sql, get_reached_sql, get_successor_sql

# A payment that is matched later than this is not thanked for any more.
THANKS_WITHIN_DAYS = 31


class ReminderPlanner(DeliveryPlanner):
    """Plans a step of an invoice reminder scenario: at night, at the company's hour in UTC.

    A reminder whose day is already past when the invoice enters is due at once: unlike a greeting it does not go
    stale. What no longer should be said by then (a notice after the due date) is left out when it comes up.
    """

    def _get_planned_at(self, base, source, where):
        day = SQL("%s::date", to_local_sql(base, self.timezone))
        return SQL("(%s + %s::time)", self._shift(day, source, where), self.scenario.company_id._get_reminder_time())

    def plan_for_run(self, run, after_id=0):
        """Plan the step for all who entered in a run, but for what another scenario has begun to remind of."""
        where = SQL(
            "enrolment.run_id = %s AND enrolment.id > %s AND NOT EXISTS (%s)",
            run.id,
            after_id,
            get_begun_sql(self.env),
        )
        return self._insert(SQL("dealership_enrolment enrolment"), SQL("enrolment.anchor_at"), where)

    def plan_where_it_stands(self, enrolment_ids):
        """Plan the step for those due dates of which it is the next, whatever scenario has reminded of them so far."""
        reached = SQL(
            "dealership_enrolment enrolment LEFT JOIN LATERAL (%s) reached ON TRUE", get_reached_sql(self.env)
        )
        is_next = SQL("COALESCE(reached.level, 0) = %s", self.step.reminder_level - 1)
        if self.step.reminder_role == NOTICE:
            is_next = SQL("reached.level IS NULL")
        base = SQL("enrolment.anchor_at")
        if self.step.delay_basis != BASIS_ANCHOR:
            base = self._get_counted_from(SQL("reached.done_at"), SQL("reached.planned_on"))
        where = SQL("enrolment.id = ANY(%s) AND enrolment.stopped_at IS NULL AND %s", enrolment_ids, is_next)
        return self._insert(reached, base, where)

    def plan_after_skipped(self, deliveries):
        """Plan the step after reminders that somebody decides to skip now."""
        source = self._get_after_previous()
        where = SQL(
            "previous.id = ANY(%s) AND previous.state = %s AND previous.reason = %s AND enrolment.stopped_at IS NULL",
            deliveries.ids,
            SKIPPED,
            LEFT_OUT_BY_HAND,
        )
        base = self._get_counted_from(SQL("%s::timestamp", self.now), SQL("previous.planned_on"))
        return self._insert(source, base, where)

    def _get_counted_from(self, done_at, planned_on):
        """What was done or skipped before its day counts from its day: the next would be due before the invoice is."""
        return SQL("GREATEST(%s, %s)", done_at, to_utc_sql(SQL("%s::timestamp", planned_on), self.timezone))

    def _get_fresh_from(self):
        return SQL("%s::timestamp", self.now)

    def plan_after_payment(self, enrolment_ids):
        """Plan the thank-you of due dates that were paid, counted from the day of the payment.

        Settled by a credit note, a write-off or a difference of exchange alone, nobody has paid and nobody is thanked.
        Of two scenarios that a due date has been in, the one thanks whose customer it is now.
        """
        source = SQL(
            """dealership_enrolment enrolment JOIN LATERAL (
                SELECT max(paying.date) AS paid_on
                  FROM account_move_line instalment
                  JOIN account_partial_reconcile partial ON partial.debit_move_id = instalment.id
                  JOIN account_move_line paying ON paying.id = partial.credit_move_id
                  JOIN account_move payment ON payment.id = paying.move_id AND payment.move_type = 'entry'
                  JOIN account_journal journal ON journal.id = payment.journal_id
                       AND journal.type IN ('bank', 'cash', 'credit')
                 WHERE %s) settled ON TRUE""",
            IS_INSTALMENT,
        )
        base = to_utc_sql(SQL("settled.paid_on::timestamp"), self.timezone)
        where = SQL(
            "enrolment.id = ANY(%s) AND settled.paid_on > %s::date - %s AND NOT EXISTS (%s)",
            enrolment_ids,
            self.now,
            THANKS_WITHIN_DAYS,
            get_successor_sql(self.scenario),
        )
        return self._insert(source, base, where)


def plan_thanks(scenario, run, now):
    """Note which due dates of a scenario were settled since the last run, and plan the thank-you of each.

    :param scenario: ``dealership.scenario`` of invoice reminders, as superuser
    :param run: the ``dealership.scenario.run`` that looks
    :param datetime now: naive UTC
    """
    enrolments = scenario.env["dealership.enrolment"]
    enrolments._reopen_unpaid(scenario)
    settled = enrolments._note_settled(scenario, now)
    for step in scenario.step_ids.filtered(lambda step: step.reminder_role == THANKS):
        step._get_planner(now).plan_after_payment(settled)
