import io
from datetime import timedelta

from pypdf import PdfReader

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..email.smtp_common import SmtpCommon
from ..printing import BlankPages
from .common import ReminderCommon


class MorningCommon(SmtpCommon, ReminderCommon):
    """Reminders that fell due this night and wait to be read: by e-mail, by telephone, by letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        # At midnight UTC: at whatever hour of its day a test runs, what falls due on it has done so.
        cls.company_a.dealership_reminder_hour = 0
        cls.env["dealership.scenario"].search([]).state = "paused"
        cls.scenarios = {channel: cls.make_by_hand(channel) for channel in ("email", "call", "letter")}

    @classmethod
    def make_by_hand(cls, channel):
        """A scenario of one reminder and a thank-you, for a profile of its own."""
        profile = cls.env["dealership.customer.profile"].create({"name": f"By {channel}"})
        scenario = cls.make_reminder_scenario((("reminder", 3), ("thanks", 1)), profile, channel=channel)
        scenario.mail_server_id = cls.server
        scenario.step_ids.sorted()[0].write({"automatic": channel != "email", "attach_invoices": channel == "email"})
        return scenario

    @classmethod
    def make_debtor(cls, name, channel, *amounts):
        """A customer of a channel, with invoices that fell due three days ago."""
        profile = cls.scenarios[channel].reminder_profile_id
        customer = cls.make_customer(name, customer_profile_id=profile.id, street="3 rue du Terral")
        for amount in amounts:
            cls.make_due_invoice(customer, cls.today - timedelta(days=3), amount)
        return customer

    def let_night_pass(self):
        for scenario in self.scenarios.values():
            scenario._run()
        self.send(fields.Datetime.now())

    def get_todo(self, channel):
        self.env.invalidate_all()
        profile = self.scenarios[channel].reminder_profile_id
        return self.env["dealership.reminder.todo"].search([("partner_id.customer_profile_id", "=", profile.id)])


@tagged("post_install", "-at_install")
class TestAccountantMorning(BlankPages, MorningCommon):
    """What arrives is looked at in a real mail server."""

    def setUp(self):
        super().setUp()
        for channel, scenario in self.scenarios.items():
            self.scenarios[channel] = scenario.with_env(self.env)

    def test_morning(self):
        for number in range(5):
            self.make_debtor(f"Mail {number}", "email", 100.0 + number, 50.0)
            self.make_debtor(f"Call {number}", "call", 80.0)
        for number in range(3):
            self.make_debtor(f"Letter {number}", "letter", 60.0)
        self.let_night_pass()
        self.assertFalse(self.sink.messages, "what waits to be read has not left")
        self._send_all_but_one()
        self._make_three_calls()
        self._print_letters()

    def _send_all_but_one(self):
        todo = self.get_todo("email")
        self.assertEqual(sorted(todo.mapped("invoice_count")), [2] * 5)
        self.assertIn("€150.00", todo.filtered(lambda row: row.partner_id.name == "Mail 0").message_subject)
        todo.filtered(lambda row: row.partner_id.name != "Mail 4").action_send()
        self.send(fields.Datetime.now())
        self.assertEqual(self.get_todo("email").partner_id.mapped("name"), ["Mail 4"])
        self.assertEqual(sorted(self.sink.recipients), [f"mail.{number}@customer.test" for number in range(4)])
        for number, [address] in enumerate(recipients for _sender, recipients, _content in self.sink.messages):
            customer = self.env["res.partner"].search([("email", "=", address)])
            names = {move.name.replace("/", "_") + ".pdf" for move in customer.invoice_ids}
            files = list(self.receive(number).iter_attachments())
            self.assertEqual({file.get_filename() for file in files}, names, "their own invoices, nobody else's")
            for file in files:
                self.assertEqual(len(PdfReader(io.BytesIO(file.get_content())).pages), 1)

    def _make_three_calls(self):
        calls = self.get_todo("call")
        self.assertEqual(len(calls), 5)
        done = calls[:3].delivery_id
        calls[:3].action_mark_done()
        self.assertEqual(self.get_todo("call"), calls[3:])
        self.assertEqual(set(done.mapped("state")), {"sent"})
        self.assertFalse(done.activity_ids.filtered("active"), "no call is left to make")

    def _print_letters(self):
        letters = self.get_todo("letter")
        action = letters.action_print()
        ids = action["context"]["active_ids"]
        file, kind = self.env["ir.actions.report"]._render_qweb_pdf(action["report_name"], ids)
        self.assertEqual((kind, len(PdfReader(io.BytesIO(file)).pages)), ("pdf", 3))
        letters.action_mark_done()
        self.assertFalse(self.get_todo("letter"))

    def test_one_thank_you_for_a_payment_matched(self):
        customer = self.make_debtor("Payer", "email", 100.0, 50.0)
        self.let_night_pass()
        self.get_todo("email").action_send()
        self.send(fields.Datetime.now())
        self.sink.messages.clear()
        for invoice in customer.invoice_ids:
            self.pay(invoice, self.today - timedelta(days=2))
        for _night in range(3):
            self.let_night_pass()
        self.assertEqual(self.sink.recipients, ["payer@customer.test"])
        self.assertIn("2 invoices, €150.00", str(self.receive()["Subject"]))


@tagged("post_install", "-at_install")
class TestRemindersTour(MorningCommon, HttpCase):
    def test_to_do_list(self):
        for name, channel, amounts in (
            ("Tour Anne", "email", (100.0, 50.0)),
            ("Tour Bruno", "email", (70.0,)),
            ("Tour Claire", "call", (80.0,)),
            ("Tour Denis", "call", (90.0,)),
            ("Tour Émile", "email", (60.0,)),
        ):
            self.make_debtor(name, channel, *amounts)
        self.let_night_pass()
        self.start_tour("/odoo/dealership-reminders-to-do", "dealership_reminders", login=self.user_director.login)
        deliveries = self.env["dealership.delivery"].search(
            [("partner_id.name", "like", "Tour "), ("gathered_into_id", "=", False)]
        )
        found = {delivery.partner_id.name: delivery.state for delivery in deliveries}
        self.assertEqual(
            found,
            {
                "Tour Anne": "planned",
                "Tour Bruno": "planned",
                "Tour Claire": "sent",
                "Tour Denis": "sent",
                "Tour Émile": "waiting",
            },
        )
