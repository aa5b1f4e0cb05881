from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default as default_policy
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import ReminderCommon

DUE = date(2026, 6, 10)


@tagged("post_install", "-at_install")
class TestReminders(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet")

    def setUp(self):
        super().setUp()
        self.messages = []
        self.startPatcher(patch.object(IrMail_Server, "_connect__", lambda *args, **kwargs: None))
        self.startPatcher(
            patch.object(IrMail_Server, "send_email", lambda server, message, *args, **kw: self.keep(message))
        )

    def keep(self, message):
        # As for a server that takes addresses with accents.
        content = message.as_bytes(policy=message.policy.clone(utf8=True))
        self.messages.append(message_from_bytes(content, policy=default_policy))
        return message["Message-Id"]

    def test_seven_steps_of_one_invoice(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        expected = {
            DUE - timedelta(days=5): "notice",
            DUE + timedelta(days=3): "reminder1",
            DUE + timedelta(days=10): "reminder2",
            DUE + timedelta(days=17): "reminder3",
            DUE + timedelta(days=27): "reminder4",
            DUE + timedelta(days=37): "reminder5",
        }
        for offset in range(-10, 60):
            day = DUE + timedelta(days=offset)
            self.pass_night(day)
            found = self.get_sent(day)
            wanted = {"Jeanne Bonnet": [(expected[day], [invoice.name])]} if day in expected else {}
            self.assertEqual(found, wanted, day)
        self.pay(invoice, DUE + timedelta(days=60))
        for offset in range(61, 70):
            day = DUE + timedelta(days=offset)
            self.pass_night(day)
            thanked = {"Jeanne Bonnet": [("thanks", [invoice.name])]} if offset == 62 else {}
            self.assertEqual(self.get_sent(day), thanked, day)

    def test_beside_scenarios_whose_occurrences_are_no_dates(self):
        """However PostgreSQL goes about it: in a small database it looks at all enrolments first."""
        self.make_scenario(self.make_targeting())._run(self.get_night(DUE))
        self.env.cr.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_indexscan = off")
        self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
        invoice = self.make_due_invoice(self.customer, DUE)
        day = DUE + timedelta(days=3)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})
        self.assertEqual(self.env["dealership.receivable"].search_count([("partner_id", "=", self.customer.id)]), 1)

    def test_one_message_gathers_the_invoices_of_a_step(self):
        first = self.make_due_invoice(self.customer, DUE, 100.0)
        second = self.make_due_invoice(self.customer, DUE, 50.0)
        later = self.make_due_invoice(self.customer, DUE + timedelta(days=7), 30.0)
        other = self.make_due_invoice(self.make_customer("Marc Petit"), DUE, 70.0)
        for offset in range(-8, 3):
            self.pass_night(DUE + timedelta(days=offset))
        self.messages.clear()
        day = DUE + timedelta(days=3)
        self.pass_night(day)
        self.assertEqual(
            self.get_sent(day),
            {
                "Jeanne Bonnet": [("reminder1", sorted((first + second).mapped("name")))],
                "Marc Petit": [("reminder1", [other.name])],
            },
        )
        subjects = sorted(message["Subject"] for message in self.messages)
        self.assertEqual(subjects, ["1 invoices, €70.00", "2 invoices, €150.00"])
        body = next(m for m in self.messages if m["Subject"].startswith("2")).get_body(("html",)).get_content()
        self.assertIn(first.name, body)
        self.assertIn(second.name, body)
        self.assertNotIn(later.name, body)

    def test_each_due_date_of_a_plan_is_reminded_of_on_its_own(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        dated = DUE - timedelta(days=30)
        invoice = self.make_invoice(self.customer, 200.0, invoice_date=dated, invoice_payment_term_id=term.id)
        sent = {}
        for offset in range(-8, 36):
            day = DUE + timedelta(days=offset)
            self.pass_night(day)
            for label, _names in self.get_sent(day).get("Jeanne Bonnet", ()):
                sent.setdefault(label, []).append(offset)
        self.assertEqual(sent["notice"], [-5, 25])
        self.assertEqual(sent["reminder1"], [3, 33])
        self.assertEqual(invoice.invoice_date_due, DUE + timedelta(days=30))

    def test_paid_between_planning_and_sending(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        night = datetime.combine(DUE + timedelta(days=3), datetime.min.time()) + timedelta(hours=1)
        self.scenario._run(night)
        self.pay(invoice, DUE + timedelta(days=2))
        self.env["dealership.delivery"]._process_due(night)
        delivery = self.get_delivery(invoice, "reminder")
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "paid"))
        self.assertFalse(self.messages)

    def test_a_disputed_invoice_waits_until_it_is_settled(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=10))
        invoice.action_toggle_block_payment()
        for offset in range(-6, 8):
            self.pass_night(DUE + timedelta(days=offset))
        self.assertFalse(self.messages)
        delivery = self.get_delivery(invoice, "reminder")
        self.assertEqual((delivery.state, delivery.reason), ("planned", "disputed"))
        invoice.action_toggle_block_payment()
        day = DUE + timedelta(days=8)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_credit_notes_are_left_out_of_the_notice_and_deducted_afterwards(self):
        self.make_due_invoice(self.customer, DUE, 100.0)
        self.make_credit_note(self.customer, DUE - timedelta(days=20), 30.0)
        self.pass_night(DUE - timedelta(days=5))
        self.pass_night(DUE + timedelta(days=3))
        self.assertEqual([m["Subject"] for m in self.messages], ["1 invoices, €100.00", "1 invoices, €70.00"])

    def test_covered_by_credit_nobody_is_reminded(self):
        invoice = self.make_due_invoice(self.customer, DUE, 100.0)
        credit = self.make_credit_note(self.customer, DUE - timedelta(days=20), 100.0)
        self.pass_night(DUE + timedelta(days=3))
        delivery = self.get_delivery(invoice, "reminder")
        self.assertEqual((delivery.state, delivery.reason), ("planned", "covered"))
        credit.button_draft()
        day = DUE + timedelta(days=4)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_settled_by_a_credit_note_nobody_is_thanked(self):
        invoice = self.make_due_invoice(self.customer, DUE, 100.0)
        self.pass_night(DUE - timedelta(days=5))
        credit = self.make_credit_note(self.customer, DUE, 100.0)
        (invoice + credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        for offset in range(1, 6):
            self.pass_night(DUE + timedelta(days=offset))
        self.assertFalse(self.get_delivery(invoice, "thanks"))

    def test_no_thanks_while_something_else_is_overdue(self):
        paid = self.make_due_invoice(self.customer, DUE)
        self.make_due_invoice(self.customer, DUE - timedelta(days=20))
        self.pass_night(DUE - timedelta(days=5))
        self.pay(paid, DUE)
        for offset in range(1, 4):
            self.pass_night(DUE + timedelta(days=offset))
        delivery = self.get_delivery(paid, "thanks")
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "still_overdue"))

    def test_one_thank_you_for_two_invoices_paid_together(self):
        invoices = self.make_due_invoice(self.customer, DUE) + self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=5))
        for invoice in invoices:
            self.pay(invoice, DUE)
        self.messages.clear()
        for offset in range(1, 6):
            self.pass_night(DUE + timedelta(days=offset))
        self.assertEqual(len(self.messages), 1)
        self.assertIn("2 invoices", self.messages[0]["Subject"])

    def test_a_bounced_cheque_takes_the_reminders_up_again(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=5))
        payment = self.pay(invoice, DUE)
        for offset in range(1, 6):
            self.pass_night(DUE + timedelta(days=offset))
        self.assertEqual(self.get_delivery(invoice, "reminder").reason, "paid")
        payment.action_draft()
        payment.action_cancel()
        day = DUE + timedelta(days=6)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_a_cheque_that_bounces_long_after_does_so_too(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=5))
        payment = self.pay(invoice, DUE)
        self.pass_night(DUE + timedelta(days=5))
        payment.action_draft()
        payment.action_cancel()
        day = DUE + timedelta(days=90)
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_a_reminder_by_hand_waits_again_after_a_bounced_cheque(self):
        by_hand = self.make_reminder_scenario((("reminder", 3),), team_id=self.team_a.id)
        by_hand.step_ids.automatic = False
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=5), by_hand)
        payment = self.pay(invoice, DUE)
        self.pass_night(DUE + timedelta(days=5), by_hand)
        self.assertEqual(self.get_delivery(invoice, "reminder", by_hand).reason, "paid")
        payment.action_draft()
        payment.action_cancel()
        self.pass_night(DUE + timedelta(days=6), by_hand)
        delivery = self.get_delivery(invoice, "reminder", by_hand)
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "by_hand"))
        self.assertFalse(self.messages)

    def test_a_cancelled_invoice_is_not_reminded_of(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=10))
        invoice.button_draft()
        invoice.button_cancel()
        self.pass_night(DUE + timedelta(days=3))
        self.assertEqual(self.get_delivery(invoice, "reminder").reason, "cancelled")
        self.assertFalse(self.messages)

    def test_an_invoice_long_overdue_starts_with_the_first_reminder(self):
        invoice = self.make_due_invoice(self.customer, DUE - timedelta(days=90))
        self.pass_night(DUE)
        self.assertEqual(self.get_sent(DUE), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})
        self.assertEqual(self.get_delivery(invoice, "notice").reason, "expired")

    def test_each_point_of_sale_has_its_own_day(self):
        """In the night before the 11th in Rodez it is still the 10th in Fort-de-France."""
        island = self.make_team(name="Fort-de-France", tz="America/Martinique")
        near = self.make_due_invoice(self.customer, DUE)
        islander = self.make_customer("Aimée Césaire", team_id=island.id)
        far = self.make_due_invoice(islander, DUE, team_id=island.id)
        scenarios = {
            invoice: self.make_reminder_scenario((("notice", 0),), team_id=invoice.team_id.id) for invoice in near + far
        }
        for scenario in scenarios.values():
            scenario._run(self.get_night(DUE - timedelta(days=5)))
        self.env["dealership.delivery"]._process_due(self.get_night(DUE + timedelta(days=1)))
        sent = [self.get_delivery(invoice, "notice", scenario).state for invoice, scenario in scenarios.items()]
        self.assertEqual(sent, ["skipped", "sent"])

    def test_a_customer_who_changes_profile_leaves_the_scenario(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_night(DUE - timedelta(days=10))
        profile = self.env["dealership.customer.profile"].create({"name": "Fleets"})
        self.customer.customer_profile_id = profile
        fleets = self.make_reminder_scenario((("reminder", 1),), profile)
        day = DUE + timedelta(days=3)
        self.pass_night(day)
        self.pass_night(day, fleets)
        self.assertFalse(self.get_sent(day))
        self.assertEqual(self.get_sent(day, fleets), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})

    def test_the_next_reminder_counts_from_the_day_the_previous_was_done(self):
        steps = (("reminder", 1), ("reminder", 7))
        by_hand = self.make_reminder_scenario(steps, team_id=self.team_a.id)
        by_hand.step_ids[0].automatic = False
        invoice = self.make_due_invoice(self.customer, DUE)
        for offset in range(1, 5):
            self.pass_night(DUE + timedelta(days=offset), by_hand)
        first = self.get_delivery(invoice, "reminder", by_hand)
        self.assertEqual((first.state, first.reason), ("waiting", "by_hand"))
        with freeze_time(datetime.combine(DUE + timedelta(days=5), time(9))):
            first.action_mark_done()
        for offset in range(6, 14):
            day = DUE + timedelta(days=offset)
            self.pass_night(day, by_hand)
            expected = {"Jeanne Bonnet": [("reminder2", [invoice.name])]} if offset == 12 else {}
            self.assertEqual(self.get_sent(day, by_hand), expected)

    def test_12_a_reminder_done_or_skipped_before_its_day_counts_from_its_day(self):
        """The next one would be due before the invoice is, and say that nothing was paid."""
        by_hand = self.make_reminder_scenario((("notice", 20), ("reminder", 1), ("reminder", 7)))
        by_hand.step_ids[1].automatic = False
        for action in ("action_mark_done", "action_leave_out"):
            invoice = self.make_due_invoice(self.customer, DUE)
            self.pass_night(DUE - timedelta(days=20), by_hand)
            [first] = self.get_deliveries(invoice, by_hand).filtered(lambda d: d.step_id.reminder_level == 1)
            with freeze_time(datetime.combine(DUE - timedelta(days=15), time(9))):
                getattr(first, action)()
            [second] = self.get_deliveries(invoice, by_hand).filtered(lambda d: d.step_id.reminder_level == 2)
            self.assertEqual(second.planned_on, DUE + timedelta(days=8), action)

    # -- reading the ledger ---------------------------------------------------------------------------

    def get_deliveries(self, invoice, scenario=None):
        return self.env["dealership.delivery"].search(
            [("scenario_id", "=", (scenario or self.scenario).id), ("res_id", "=", invoice.id)]
        )

    def get_delivery(self, invoice, role, scenario=None):
        deliveries = self.get_deliveries(invoice, scenario).filtered(lambda d: d.step_id.reminder_role == role)
        return deliveries.sorted("id")[:1]

    def test_occurrences_of_other_scenarios_are_no_dates(self):
        """PostgreSQL may look at those first, whatever is joined."""
        invoice = self.make_due_invoice(self.customer, DUE)
        step = {"channel": "task", "message_id": False, "task_summary": "Call"}
        tasks = self.make_scenario(self.make_targeting("invoice", []), [step])
        day = DUE + timedelta(days=3)
        tasks._run(self.get_night(day))
        self.assertEqual(set(tasks.run_ids.enrolment_ids.mapped("occurrence")), {"once"})
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        self.pass_night(day)
        self.assertEqual(self.get_sent(day), {"Jeanne Bonnet": [("reminder1", [invoice.name])]})
