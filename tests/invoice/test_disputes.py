from datetime import timedelta

from odoo.tests import tagged

from .test_going_on import DUE, FIRST, GoingOnCommon


def block(invoice, disputed=True):
    if (invoice.payment_state == "blocked") != disputed:
        invoice.action_toggle_block_payment()


def leave_alone(invoice, disputed=True):
    instalments = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
    instalments.no_followup = disputed


@tagged("post_install", "-at_install")
class TestDisputes(GoingOnCommon):
    """12.04: an invoice is disputed when it is blocked, or when it is to be left alone. Each mark does so by itself."""

    def check_marks(self, check):
        for mark, other in ((block, leave_alone), (leave_alone, block)):
            with self.subTest(mark.__name__):
                invoice = self.make_due_invoice(self.customer, DUE)
                other(invoice, False)
                check(invoice, mark)
                self.get_reminders(invoice)._leave_out("left_out_by_hand")
                invoice.button_draft()
                invoice.button_cancel()

    def test_12_04_each_mark_puts_a_reminder_off(self):
        def check(invoice, mark):
            self.pass_night(DUE)
            mark(invoice)
            self.pass_nights(DUE + timedelta(days=1), FIRST)
            delivery = self.get_reminders(invoice)
            self.assertEqual((delivery.state, delivery.reason), ("planned", "disputed"))
            self.assertEqual(delivery.planned_at, self.get_night(FIRST + timedelta(days=1)))

        self.check_marks(check)

    def test_12_04_each_mark_takes_it_off_the_list(self):
        self.scenario.step_ids.automatic = False

        def check(invoice, mark):
            self.pass_nights(DUE, FIRST)
            self.assertIn("Reminder 1", self.get_todo().mapped("step_name"))
            mark(invoice)
            self.pass_night(FIRST + timedelta(days=1))
            self.assertEqual(self.get_reminders(invoice).reason, "disputed")
            self.assertFalse(self.get_todo())
            mark(invoice, False)
            self.pass_night(FIRST + timedelta(days=2))
            self.assertEqual(self.get_todo().step_name, "Reminder 1")

        self.check_marks(check)

    def test_12_04_each_mark_keeps_it_out_of_what_is_shown_beforehand(self):
        plain = self.make_due_invoice(self.customer, DUE)

        def check(invoice, mark):
            self.scenario._run(self.get_night(DUE))
            policy, delivery = self.scenario._get_policy(), self.get_reminders(plain)
            now = self.get_night(DUE)
            self.assertEqual(policy.get_companions(delivery, now), self.get_reminders(invoice))
            mark(invoice)
            self.assertFalse(policy.get_companions(delivery, now))

        self.check_marks(check)

    def test_12_what_is_disputed_does_not_expire(self):
        self.scenario.expires_after_hours = 24
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE)
        block(invoice)
        self.pass_nights(FIRST, FIRST + timedelta(days=3))
        delivery = self.get_reminders(invoice)
        self.assertEqual((delivery.state, delivery.reason), ("planned", "disputed"))
        self.assertEqual(delivery.expires_at, delivery.planned_at + timedelta(days=1))


@tagged("post_install", "-at_install")
class TestOwed(GoingOnCommon):
    """12.04: what is owed is said once."""

    def test_12_04_the_due_date_is_a_date(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.scenario._run(self.get_night(DUE))
        enrolment = self.get_reminders(invoice).enrolment_id
        self.assertEqual((enrolment.due_on, enrolment.occurrence), (DUE, str(DUE)))

    def test_12_04_a_step_without_text_says_so(self):
        self.scenario.step_ids.automatic = False
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        self.assertIn(invoice.name, str(self.get_todo().message_body))
        step = self.get_reminders(invoice).step_id
        step.write({"channel": "call", "message_id": False})
        todo = self.get_todo()
        self.assertFalse(todo.message_subject)
        self.assertIn("This step has no text.", str(todo.message_body))

    def test_12_04_the_invoices_shown_are_those_that_are_summed_up(self):
        owed, on_its_way = (self.make_due_invoice(self.customer, DUE) for _number in range(2))
        self.leave_matching_to_the_bank()
        self.pay(on_its_way, DUE)
        self.assertEqual((on_its_way.payment_state, on_its_way.amount_residual), ("in_payment", 100.0))
        self.env.flush_all()
        receivable = self.env["dealership.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(receivable.total_due, 100.0)
        shown = self.env["account.move"].search(receivable.action_view_invoices()["domain"])
        self.assertEqual(shown, owed)
