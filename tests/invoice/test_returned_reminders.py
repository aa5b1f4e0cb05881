from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..email.smtp_common import SmtpCommon
from ..email.test_incoming import OURS, read_file
from .common import ReminderCommon

DUE = date(2026, 4, 1)
FIRST = date(2026, 4, 4)


@tagged("post_install", "-at_install")
class TestReturnedReminders(ReminderCommon, SmtpCommon):
    """14.05 What is owed is not forgotten when its reminder does not arrive: a person sees to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne.company_id = cls.company_a
        cls.invoices = cls.make_due_invoice(cls.jeanne, DUE) + cls.make_due_invoice(cls.jeanne, DUE)

    def get_deliveries(self, **vals):
        domain = [("scenario_id", "=", self.scenario.id), *((name, "=", value) for name, value in vals.items())]
        return self.env["dealership.delivery"].search(domain, order="id")

    def come_back(self, name="dead_postfix_user_unknown", day=FIRST):
        """Have the last reminder that left come back."""
        last = self.get_deliveries(state="sent").filtered("email_message_id")[-1]
        content = read_file(name).replace(OURS.encode(), last.email_message_id.encode())
        content = content.replace(b"retour@garage-aveyron.example", b"retour@aveyron.test")
        content = content.replace(b"jean.dupont@client.example", last.address.encode())
        with freeze_time(self.get_night(day) + timedelta(hours=1)):
            self.env["mail.thread"].message_process(False, content)

    def get_todo(self):
        self.env.flush_all()
        self.env["dealership.reminder.todo"].invalidate_model()
        with freeze_time(self.get_night(date(2026, 7, 1))):
            return self.env["dealership.reminder.todo"].search([("scenario_id", "=", self.scenario.id)])

    def test_14_05_four_reminders_to_a_dead_address(self):
        """Before, they were "sent" and nobody knew."""
        self.pass_night(FIRST)
        self.assertEqual(len(self.sink.messages), 1)
        self.come_back()
        for days in (1, 7, 14, 24, 34, 45):
            self.pass_night(FIRST + timedelta(days=days))
        self.assertEqual(len(self.sink.messages), 1, "nothing more to an address that isn't there")
        todo = self.get_todo()
        self.assertEqual((todo.partner_id, todo.level, todo.reason), (self.jeanne, 1, "dead_address"))
        self.assertEqual((todo.amount_due, todo.invoice_count), (200, 2))
        self.assertIn("550 5.1.1", todo.error)

    def test_14_05_a_new_address_and_the_reminders_go_on(self):
        self.pass_night(FIRST)
        self.come_back()
        self.pass_night(FIRST + timedelta(days=7))
        self.jeanne.email = "new@customer.test"
        later = self.get_night(date(2026, 4, 20))
        with freeze_time(later):
            self.get_todo().action_send()
        for day in (20, 27, 28):
            self.pass_night(date(2026, 4, day))
        sent = self.get_deliveries(state="sent").filtered("email_message_id").mapped("step_id.reminder_level")
        self.assertEqual(sent, [1, 2])
        self.assertEqual(self.sink.recipients[1:], ["new@customer.test"] * 2)
        self.assertFalse(self.get_todo())

    def test_14_05_said_on_the_telephone(self):
        self.pass_night(FIRST)
        self.come_back()
        with freeze_time(self.get_night(date(2026, 4, 10))):
            self.get_todo().action_mark_done()
        for day in (10, 17, 18):
            self.pass_night(date(2026, 4, day))
        todo = self.get_todo()
        self.assertEqual((todo.level, todo.reason), (2, "dead_address"), "the next one, a week after")

    def test_14_05_the_mailbox_is_full(self):
        """The address lives: the next reminder goes there, once somebody has seen to this one."""
        self.pass_night(FIRST)
        self.come_back("failed_mailbox_full")
        self.assertEqual(self.get_todo().reason, "came_back")
        with freeze_time(self.get_night(date(2026, 4, 6))):
            self.get_todo().action_send()
        self.pass_night(date(2026, 4, 6))
        self.assertEqual(len(self.sink.messages), 2)
        self.assertFalse(self.get_todo())

    def test_14_05_paid_meanwhile(self):
        self.pass_night(FIRST)
        self.pay(self.invoices, FIRST)
        self.come_back()
        self.pass_night(FIRST + timedelta(days=1))
        self.assertFalse(self.get_todo())

    def test_14_05_a_later_one_has_left(self):
        for days in (0, 7):
            self.pass_night(FIRST + timedelta(days=days))
        first = self.get_deliveries(state="sent").filtered("email_message_id")[0]
        self.assertEqual(len(self.sink.messages), 2)
        first._come_back("came_back", "550", self.get_night(date(2026, 4, 12)))
        self.assertFalse(self.get_todo())

    def test_14_05_refused_at_once(self):
        self.sink.answers[self.jeanne.email] = "550 5.1.1 User unknown"
        for days in (0, 7, 14):
            self.pass_night(FIRST + timedelta(days=days))
        self.assertEqual(len(self.get_todo()), 1)
        self.assertTrue(self.jeanne.is_email_dead)
