from datetime import date, timedelta

from odoo.tests import tagged

from .common import ReminderCommon

DUE = date(2026, 6, 10)
FIRST = DUE + timedelta(days=3)


@tagged("post_install", "-at_install")
class TestTooLittle(ReminderCommon):
    """Nobody is reminded of a cent; what is too little is the sum of a message, in the company's currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet")

    def get_state(self, invoice):
        delivery = self.env["dealership.delivery"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", invoice.id),
                ("step_id.reminder_role", "=", "reminder"),
            ]
        )
        return delivery.mapped(lambda each: (each.state, each.reason))

    def test_14_09_a_cent_is_not_reminded_of(self):
        invoice = self.make_due_invoice(self.customer, DUE, 100.0)
        self.pay(invoice, DUE, 99.99)
        self.assertEqual(invoice.amount_residual, 0.01)
        for offset in (3, 4):
            day = DUE + timedelta(days=offset)
            self.pass_night(day)
            self.assertEqual(self.get_sent(day), {})
        self.assertEqual(self.get_state(invoice), [("planned", "too_little")])

    def test_14_09_the_limit_itself_is_reminded_of(self):
        self.company_a.dealership_reminder_minimum = 20
        invoice, less = (self.make_due_invoice(self.make_customer(name), DUE, 100.0) for name in ("Paul", "Rose"))
        self.pay(invoice, DUE, 80.0)
        self.pay(less, DUE, 80.01)
        self.pass_night(FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Paul": [("reminder1", [invoice.name])]})

    def test_14_09_without_a_limit(self):
        self.company_a.dealership_reminder_minimum = 0
        invoice = self.make_due_invoice(self.customer, DUE, 0.01)
        self.pass_night(FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_14_09_little_by_each_and_enough_together(self):
        first, second = (self.make_due_invoice(self.customer, DUE, amount) for amount in (0.6, 0.7))
        self.pass_night(FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Jeanne Bonnet": [("reminder1", [first.name, second.name])]})

    def test_14_09_what_credit_notes_leave(self):
        invoice = self.make_due_invoice(self.customer, DUE, 100.0)
        credit = self.make_credit_note(self.customer, DUE - timedelta(days=20), 99.5)
        self.pass_night(FIRST)
        self.assertEqual(self.get_state(invoice), [("planned", "too_little")])
        credit.button_draft()
        day = FIRST + timedelta(days=1)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_14_09_another_currency(self):
        """The limit is the company's: what 100 yen are worth decides."""
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": yen.id, "company_id": self.company_a.id, "name": "2026-01-01", "rate": 150.0}
        )
        little, enough = (
            self.make_due_invoice(self.make_customer(name), DUE, amount, currency_id=yen.id)
            for name, amount in (("Paul", 100.0), ("Rose", 200.0))
        )
        self.pass_night(FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Rose": [("reminder1", [enough.name])]})
        self.assertEqual(self.get_state(little), [("planned", "too_little")])

    def test_14_09_it_is_not_on_the_list_of_who_reminds_by_hand(self):
        self.scenario.step_ids.automatic = False
        invoice = self.make_due_invoice(self.customer, DUE, 0.5)
        for offset in (3, 4, 5):
            self.pass_night(DUE + timedelta(days=offset))
            self.env.flush_all()
            todo = self.env["dealership.reminder.todo"].search([("company_id", "=", self.company_a.id)])
            self.assertFalse(todo)
        self.assertEqual(self.get_state(invoice), [("skipped", "too_little")])
        self.company_a.dealership_reminder_minimum = 0.5
        self.pass_night(DUE + timedelta(days=6))
        self.assertEqual(self.get_state(invoice), [("waiting", "by_hand")])
        self.company_a.dealership_reminder_minimum = 1
        self.pass_night(DUE + timedelta(days=7))
        self.assertEqual(self.get_state(invoice), [("skipped", "too_little")])

    def test_14_09_nobody_gives_notice_of_a_cent(self):
        self.make_due_invoice(self.customer, DUE, 0.01)
        day = DUE - timedelta(days=5)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {})
