from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from ...engine.scenario.message import Recipient, RenderedMessage
from .common import ReminderCommon

DUE = date(2026, 6, 10)


@tagged("post_install", "-at_install")
class TestReminderSetup(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario.write({"state": "ended"})
        cls.fleets = cls.env["dealership.customer.profile"].create({"name": "Fleets"})

    def set_up(self, profile, **vals):
        setup = self.env["dealership.reminder.setup"].create(
            {
                "profile_id": profile.id,
                "company_id": self.company_a.id,
                "signatory_user_id": self.user_director.id,
                **vals,
            }
        )
        action = setup.action_create()
        return self.env["dealership.scenario"].search(action["domain"])

    @users("test_director")
    def test_a_profile_gets_its_pair_with_our_texts(self):
        pair = self.set_up(self.standard)
        with_email = pair.filtered(lambda scenario: scenario.reminder_audience == "with_email")
        self.assertEqual(len(pair), 2)
        self.assertEqual(
            with_email.step_ids.sorted().mapped(lambda step: (step.reminder_role, step.channel, step.delay_count)),
            [
                ("notice", "email", -5),
                ("reminder", "email", 3),
                ("reminder", "email", 8),
                ("reminder", "call", 8),
                ("reminder", "email", 8),
                ("reminder", "letter", 8),
                ("thanks", "email", 2),
            ],
        )
        bases = with_email.step_ids.sorted().mapped("delay_basis")
        self.assertEqual(bases, ["anchor", "anchor", "previous", "previous", "previous", "previous", "payment"])
        for scenario in pair:
            scenario.action_activate()
        self.assertEqual(pair.mapped("state"), ["active", "active"])

    @users("test_director")
    def test_11_24_a_click_that_arrives_twice_makes_one_pair(self):
        setup = self.env["dealership.reminder.setup"].create(
            {"profile_id": self.standard.id, "signatory_user_id": self.user_director.id}
        )
        self.assertEqual(setup.action_create()["domain"], setup.action_create()["domain"])
        self.assertEqual(len(setup.made_ids), 2)

    def test_each_text_of_ours_can_be_written_for_a_customer(self):
        customer = self.make_customer("Jeanne Bonnet", lang="en_US")
        invoice = self.make_due_invoice(customer, DUE, 120.0)
        for message in self.set_up(self.standard).step_ids.message_id:
            text = self.render(message, customer, invoice)
            self.assertIn(invoice.name, str(text.body_html), message.name)

    def render(self, message, customer, invoice):
        recipient = Recipient(customer.id, "account.move", invoice.id, user_id=self.user_director.id)
        [text] = message._render_batch([recipient])
        self.assertIsInstance(text, RenderedMessage, getattr(text, "text", ""))
        return text

    def test_a_second_pair_for_the_same_profile_is_refused(self):
        self.set_up(self.standard)
        with self.assertRaisesRegex(UserError, "has reminder scenarios already"):
            self.set_up(self.standard)

    def test_another_profile_copies_steps_and_texts(self):
        pair = self.set_up(self.standard)
        copies = self.set_up(self.fleets, source="copy", source_profile_id=self.standard.id)
        for source, copy in zip(pair.sorted("reminder_audience"), copies.sorted("reminder_audience"), strict=True):
            self.assertEqual(copy.reminder_profile_id, self.fleets)
            self.assertEqual(
                copy.step_ids.sorted().mapped(lambda step: (step.reminder_role, step.channel, step.delay_count)),
                source.step_ids.sorted().mapped(lambda step: (step.reminder_role, step.channel, step.delay_count)),
            )
            self.assertFalse(copy.step_ids.message_id & source.step_ids.message_id)
            self.assertNotEqual(copy.targeting_id, source.targeting_id)

    def test_a_copy_of_nothing_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "begin with the example texts"):
            self.set_up(self.fleets, source="copy", source_profile_id=self.standard.id)

    def test_two_active_scenarios_for_the_same_customers_are_refused(self):
        self.set_up(self.standard).action_archive()
        first = self.make_reminder_scenario(state="draft")
        second = self.make_reminder_scenario(state="draft")
        first.action_activate()
        with self.assertRaisesRegex(UserError, "already reminds the same customers"):
            second.action_activate()

    def test_12_points_of_sale_remind_their_own_customers(self):
        here, there, again, everywhere = (
            self.make_reminder_scenario(profile=self.fleets, state="draft", team_id=team and team.id)
            for team in (self.team_a, self.team_b, self.team_a, False)
        )
        here.action_activate()
        there.action_activate()
        for twin in (again, everywhere):
            with self.assertRaisesRegex(UserError, "already reminds the same customers"):
                twin.action_activate()

    def test_the_card_of_the_gallery_asks_for_the_profile(self):
        card = self.env.ref("crm_dealership.scenario_model_reminder_email")
        with Form(self.env["dealership.scenario.configure"].with_context(default_model_id=card.id)) as form:
            self.assertEqual(form.reminder_profile_id, self.standard)
            form.reminder_profile_id = self.fleets
        scenario = form.record._create_scenario()
        self.assertEqual(scenario.reminder_profile_id, self.fleets)
        profiles = [
            rule["value"]
            for rule in scenario.targeting_id.rule_tree["rules"]
            if rule.get("attribute") == "customer.profile"
        ]
        self.assertEqual(profiles, [self.fleets.id])


@tagged("post_install", "-at_install")
class TestReminderTodo(ReminderCommon):
    """The accountant's morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet")
        cls.scenario.step_ids.filtered(lambda step: step.reminder_role == "reminder").automatic = False
        cls.first = cls.make_due_invoice(cls.customer, DUE, 100.0)
        cls.second = cls.make_due_invoice(cls.customer, DUE, 50.0)

    def get_todo(self):
        self.env.invalidate_all()
        return self.env["dealership.reminder.todo"].search([("company_id", "=", self.company_a.id)])

    def test_one_row_per_customer_and_step(self):
        self.pass_night(DUE + timedelta(days=3))
        todo = self.get_todo()
        self.assertEqual(len(todo), 1)
        self.assertEqual((todo.partner_id, todo.invoice_count, todo.amount_due), (self.customer, 2, 150.0))
        self.assertEqual((todo.step_name, todo.days_late > 0), ("Reminder 1", True))
        self.assertIn(self.second.name, todo.message_body)

    def test_done_for_one_is_done_for_all_of_the_message(self):
        self.pass_night(DUE + timedelta(days=3))
        self.get_todo().action_mark_done()
        self.assertFalse(self.get_todo())
        deliveries = self.env["dealership.delivery"].search(
            [("res_id", "in", (self.first + self.second).ids), ("step_id.reminder_level", "=", 1)]
        )
        self.assertEqual(set(deliveries.mapped("state")), {"sent"})
        second = self.env["dealership.delivery"].search(
            [("scenario_id", "=", self.scenario.id), ("step_id.reminder_level", "=", 2)]
        )
        self.assertEqual(len(second), 2, "the next reminder counts from here")

    def test_what_is_paid_leaves_the_list(self):
        self.pass_night(DUE + timedelta(days=3))
        self.pay(self.first, DUE + timedelta(days=3))
        self.assertEqual(self.get_todo().amount_due, 50.0)
        self.pay(self.second, DUE + timedelta(days=3))
        self.assertFalse(self.get_todo())

    def test_a_call_goes_on_about_what_is_not_paid(self):
        self.scenario.write({"state": "ended"})
        calls = self.make_reminder_scenario((("reminder", 1), ("reminder", 7)), channel="call")
        self.pass_night(DUE + timedelta(days=1), calls)
        activity = self.get_todo().delivery_id.activity_ids
        self.pay(self.first, DUE + timedelta(days=1))
        self.pass_night(DUE + timedelta(days=2), calls)
        todo = self.get_todo()
        self.assertEqual((todo.reason, todo.amount_due), ("to_call", 50.0))
        self.assertEqual(todo.delivery_id.activity_ids, activity)
        activity.action_feedback()
        self.assertFalse(self.get_todo())
        second = self.env["dealership.delivery"].search([("step_id", "=", calls.step_ids.sorted()[1].id)])
        self.assertEqual(second.res_id, self.second.id)

    def test_12_what_is_left_of_three_stays_one_call_with_its_words_and_files(self):
        self.scenario.write({"state": "ended"})
        calls = self.make_reminder_scenario((("reminder", 1),), channel="call")
        self.make_due_invoice(self.customer, DUE, 25.0)
        self.pass_night(DUE + timedelta(days=1), calls)
        leader = self.get_todo().delivery_id
        words = (leader.text_subject, leader.text_body)
        self.assertTrue(all(words))
        file = self.env["ir.attachment"].create({"name": "Letter.pdf", "res_model": leader._name, "res_id": leader.id})
        self.pay(self.env["account.move"].browse(leader.res_id), DUE + timedelta(days=1))
        self.pass_night(DUE + timedelta(days=2), calls)
        heir = self.get_todo().delivery_id
        self.assertEqual((len(heir), len(heir.gathered_ids), leader.state), (1, 1, "skipped"))
        self.assertEqual((heir.text_subject, heir.text_body, file.res_id), (*words, heir.id))

    def test_nobody_calls_about_what_is_paid(self):
        self.scenario.write({"state": "ended"})
        calls = self.make_reminder_scenario((("reminder", 1),), channel="call")
        self.pass_night(DUE + timedelta(days=1), calls)
        activity = self.get_todo().delivery_id.activity_ids
        self.pay(self.first + self.second, DUE + timedelta(days=1))
        self.pass_night(DUE + timedelta(days=2), calls)
        self.assertFalse(self.get_todo())
        self.assertFalse(activity.exists())

    def test_postponed_until_a_day(self):
        self.pass_night(DUE + timedelta(days=3))
        wizard = self.env["dealership.reminder.postpone"].create(
            {"delivery_ids": self.get_todo().delivery_id.ids, "until": fields.Date.add(fields.Date.today(), days=7)}
        )
        wizard.action_postpone()
        self.assertFalse(self.get_todo())

    def test_skipped(self):
        self.pass_night(DUE + timedelta(days=3))
        self.get_todo().action_leave_out()
        self.assertFalse(self.get_todo())

    def test_receivables_say_how_far_each_customer_is(self):
        self.pass_night(DUE + timedelta(days=3))
        self.get_todo().action_mark_done()
        self.make_credit_note(self.customer, DUE, 20.0)
        self.env.invalidate_all()
        receivable = self.env["dealership.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((receivable.total_due, receivable.in_favour, receivable.level), (130.0, -20.0, 1))
        self.assertEqual(receivable.next_step, "Reminder 2")
        buckets = ["not_due", "due_1_30", "due_31_60", "due_61_90", "due_over_90"]
        self.assertEqual(sum(receivable[name] for name in buckets), 150.0)
        self.assertIn(self.customer, self.customer.search([("receivable_ids.overdue", ">", 0)]))

    def test_receivables_by_age(self):
        customer = self.make_customer("Paul Roux")
        today = fields.Date.context_today(self.env["dealership.receivable"])
        ages = {
            "not_due": (-5, 0),
            "due_1_30": (1, 30),
            "due_31_60": (31, 60),
            "due_61_90": (61, 90),
            "due_over_90": (91, 400),
        }
        for first, last in ages.values():
            self.make_due_invoice(customer, today - timedelta(days=first), 10.0)
            self.make_due_invoice(customer, today - timedelta(days=last), 100.0)
        self.env.invalidate_all()
        receivable = self.env["dealership.receivable"].search([("partner_id", "=", customer.id)])
        self.assertEqual({name: receivable[name] for name in ages}, dict.fromkeys(ages, 110.0))
        self.assertEqual((receivable.overdue, receivable.total_due), (440.0, 550.0))

    def test_12_a_step_counts_days_on_the_side_that_its_role_says(self):
        notice, reminder = self.scenario.step_ids.sorted()[:2]
        for step, vals in (
            (notice, {"delay_count": 1}),
            (reminder, {"delay_count": -1}),
            (reminder, {"delay_unit": "hour"}),
        ):
            with self.subTest(role=step.reminder_role, vals=vals), self.assertRaises(ValidationError):
                step.write(vals)
        (notice + reminder).delay_count = 0
        self.assertEqual((notice + reminder).mapped("reminder_days"), [0, 0])

    def test_the_days_of_a_step_are_entered_without_a_sign(self):
        with Form(self.scenario.with_user(self.user_administrator)) as form, form.step_ids.edit(0) as step:
            self.assertEqual((step.reminder_role, step.reminder_days), ("notice", 5))
            step.reminder_days = 8
        notice = self.scenario.step_ids.sorted()[0]
        self.assertEqual((notice.reminder_days, notice.delay_count), (8, -8))
