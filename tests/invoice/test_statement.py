from datetime import date

from odoo.tests import BaseCase, tagged

from ...engine.invoice.late_payment import LatePaymentTerms
from ...engine.invoice.statement import CREDIT_NOTE, INVOICE, PAYMENT, StatementLine, make_statement
from ...engine.invoice.steps import NOTICE, REMINDER, THANKS, find_problems

TODAY = date(2026, 6, 15)


def line(number, due, due_on=date(2026, 6, 1), kind=INVOICE, currency="EUR", **values):
    defaults = {"dated": date(2026, 5, 2), "amount": due, "move_id": int(number)}
    return StatementLine(kind=kind, number=number, due_on=due_on, due=due, currency=currency, **{**defaults, **values})


def credit(number, amount, kind=CREDIT_NOTE, **values):
    return line(number, -amount, kind=kind, **values)


def state(lines, *concerned, **values):
    """The statement of the invoices with these numbers."""
    keys = {(entry.move_id, entry.due_on) for entry in lines if entry.number in concerned}
    return make_statement(lines, keys, TODAY, "EUR", **values)


@tagged("post_install", "-at_install")
class TestStatement(BaseCase):
    def test_lists_what_is_concerned_the_longest_due_first(self):
        lines = [line("2", 50.0), line("1", 100.0, date(2026, 5, 16)), line("3", 70.0)]
        statement = state(lines, "1", "2")
        self.assertEqual([late.line.number for late in statement.lines], ["1", "2"])
        self.assertEqual([late.days_late for late in statement.lines], [30, 14])
        self.assertEqual(statement.days_late, 30)
        self.assertEqual(statement.totals[0].due, 150.0)
        self.assertEqual(statement.move_ids, [1, 2])

    def test_instalments_of_one_invoice_are_lines_of_their_own(self):
        lines = [line("1", 100.0, date(2026, 5, 1)), line("1", 100.0, date(2026, 6, 1)), line("1", 100.0, TODAY)]
        statement = make_statement(lines, {(1, date(2026, 5, 1)), (1, date(2026, 6, 1))}, TODAY, "EUR")
        self.assertEqual([late.line.due_on for late in statement.lines], [date(2026, 5, 1), date(2026, 6, 1)])
        self.assertEqual(statement.move_ids, [1])

    def test_a_credit_note_is_deducted(self):
        statement = state([line("1", 100.0), credit("9", 30.0)], "1")
        self.assertEqual([late.line.due for late in statement.credits], [-30.0])
        self.assertEqual(statement.totals[0].due, 70.0)
        self.assertFalse(statement.is_settled)

    def test_a_notice_never_mentions_credit(self):
        statement = state([line("1", 100.0), credit("9", 30.0)], "1", net_credits=False)
        self.assertEqual(statement.credits, ())
        self.assertEqual(statement.totals[0].due, 100.0)

    def test_credit_that_covers_all_settles(self):
        statement = state([line("1", 100.0), credit("9", 130.0)], "1")
        self.assertTrue(statement.is_settled)
        self.assertEqual(statement.credits[0].line.due, -100.0, "the rest of the credit is for other invoices")

    def test_two_messages_never_deduct_one_credit_note_twice(self):
        lines = [line("1", 50.0, date(2026, 5, 1)), line("2", 100.0, date(2026, 6, 1)), credit("9", 60.0)]
        oldest, youngest = state(lines, "1"), state(lines, "2")
        self.assertTrue(oldest.is_settled)
        self.assertEqual(youngest.totals[0].due, 90.0)
        self.assertEqual(youngest.credits[0].line.due, -10.0)

    def test_a_disputed_invoice_absorbs_no_credit(self):
        lines = [line("1", 50.0, date(2026, 5, 1), disputed=True), line("2", 100.0), credit("9", 60.0)]
        self.assertEqual(state(lines, "2").totals[0].due, 40.0)

    def test_a_payment_not_matched_yet_counts_as_paid(self):
        statement = state([line("1", 100.0), credit("9", 100.0, kind=PAYMENT)], "1")
        self.assertTrue(statement.is_settled)

    def test_currencies_have_totals_of_their_own(self):
        lines = [line("1", 100.0, currency="CHF"), line("2", 80.0), credit("9", 30.0)]
        totals = state(lines, "1", "2").totals
        self.assertEqual([(total.currency, total.due) for total in totals], [("EUR", 50.0), ("CHF", 100.0)])

    def test_credit_in_another_currency_pays_nothing(self):
        statement = state([line("1", 100.0), credit("9", 100.0, currency="CHF")], "1")
        self.assertEqual(statement.credits, ())
        self.assertFalse(statement.is_settled)

    def test_cents_add_up(self):
        lines = [line(str(number), 0.1, digits=2) for number in range(3)]
        self.assertEqual(state([*lines, credit("9", 0.3)], "0", "1", "2").totals[0].due, 0.0)
        self.assertTrue(state([*lines, credit("9", 0.3)], "0", "1", "2").is_settled)

    def test_late_interest_and_recovery_fee_of_a_professional(self):
        terms = LatePaymentTerms(rate=12.15, fee=40.0, fee_currency="EUR")
        lines = [line("1", 1000.0, date(2026, 5, 16)), line("1", 500.0, date(2026, 6, 5)), line("2", 80.0, TODAY)]
        concerned = {(entry.move_id, entry.due_on) for entry in lines}
        [total] = make_statement(lines, concerned, TODAY, "EUR", terms=terms).totals
        # 1,000 x 12.15 % x 30 / 365 = 9.99; 500 x 12.15 % x 10 / 365 = 1.66; one fee for each late invoice.
        self.assertAlmostEqual(total.interest, 9.99 + 1.66)
        self.assertEqual(total.fees, 40.0)
        self.assertAlmostEqual(total.with_fees, 1580.0 + 11.65 + 40.0)

    def test_no_terms_add_nothing(self):
        [total] = state([line("1", 1000.0)], "1").totals
        self.assertEqual(total.with_fees, 1000.0)

    def test_steps_have_an_order_and_limits(self):
        self.assertFalse(list(find_problems([NOTICE, *[REMINDER] * 5, THANKS])))
        for roles in ([NOTICE, NOTICE], [REMINDER] * 6, [THANKS, THANKS], [REMINDER, NOTICE], [THANKS, REMINDER]):
            self.assertTrue(list(find_problems(roles)), roles)
