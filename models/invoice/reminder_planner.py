from odoo.tools import SQL

from ...engine.invoice.steps import THANKS
from ..delivery.local_time import to_utc_sql
from ..delivery.planner import DeliveryPlanner

# A payment that is matched later than this is not thanked for any more.
THANKS_WITHIN_DAYS = 31


class ReminderPlanner(DeliveryPlanner):
    """Plans a step of an invoice reminder scenario: at night, at the company's hour in UTC.

    A reminder whose day is already past when the invoice enters is due at once: unlike a greeting it does not go
    stale. What no longer should be said by then (a notice after the due date) is left out when it comes up.
    """

    def _get_planned_at(self, base, source, where):
        day = SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", base, self.timezone)
        return SQL("(%s + %s::time)", self._shift(day, source, where), self.scenario.company_id._get_reminder_time())

    def _get_fresh_from(self):
        return SQL("%s::timestamp", self.now)

    def plan_after_payment(self, enrolment_ids):
        """Plan the thank-you of due dates that were paid, counted from the day of the payment.

        Settled by a credit note alone, nobody has paid and nobody is thanked.
        """
        source = SQL(
            """dealership_enrolment enrolment JOIN LATERAL (
                SELECT max(paying.date) AS paid_on
                  FROM account_move_line instalment
                  JOIN account_partial_reconcile partial ON partial.debit_move_id = instalment.id
                  JOIN account_move_line paying ON paying.id = partial.credit_move_id
                  JOIN account_move payment ON payment.id = paying.move_id AND payment.move_type = 'entry'
                 WHERE instalment.move_id = enrolment.res_id AND instalment.display_type = 'payment_term'
                   AND instalment.date_maturity::text = enrolment.occurrence) settled ON TRUE"""
        )
        base = to_utc_sql(SQL("settled.paid_on::timestamp"), self.timezone)
        where = SQL(
            "enrolment.id = ANY(%s) AND settled.paid_on > %s::date - %s", enrolment_ids, self.now, THANKS_WITHIN_DAYS
        )
        return self._insert(source, base, where)


def plan_thanks(scenario, run, now):
    """Note which due dates of a scenario were settled since the last run, and plan the thank-you of each.

    :param scenario: ``dealership.scenario`` of invoice reminders, as superuser
    :param run: the ``dealership.scenario.run`` that looks
    :param datetime now: naive UTC
    """
    enrolments = scenario.env["dealership.enrolment"]
    enrolments._reopen_unpaid(scenario, now)
    settled = enrolments._note_settled(scenario, now)
    for step in scenario.step_ids.filtered(lambda step: step.reminder_role == THANKS):
        step._get_planner(now).plan_after_payment(settled)
