from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from .test_scenario_configure import ConfigureCommon

CARDS = "crm_dealership.scenario_model_"
# What is written to customers about their business with the dealership: step by step the channel, and the one for who
# has no address for it. SMS comes first where the trade does so; a recall also goes by letter, which the law knows.
SERVICE_CARDS = {
    "booking_thanks": [("email", "sms")],
    "appointment_reminder": [("sms", "email"), ("sms", "email")],
    "appointment_moved": [("sms", "email")],
    "missed_appointment": [("sms", "email")],
    "adviser_introduction": [("sms", "email")],
    "work_in_progress": [("sms", "email")],
    "vehicle_ready": [("sms", "email")],
    "visit_satisfaction": [("email", "sms")],
    "review_request": [("email", "sms")],
    "first_service": [("email", "sms")],
    "purchase_satisfaction": [("email", "sms")],
    "missed_call": [("sms", "email"), ("call", False)],
    "safety_recall": [("email", "letter"), ("sms", False)],
    "recall_of_vins": [("email", "letter"), ("sms", False), ("call", False)],
    "renewal": [("lead", False)],  # for staff
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01 10:00:00")
class TestAsTheCardHasIt(ConfigureCommon):
    def test_choosing_nothing_makes_what_the_card_says(self):
        for card in self.env["dealership.scenario.model"].search([("rule_tree", "!=", False)]):
            if card.reminder_audience:
                continue  # their rule is that of a profile of customers
            with self.subTest(card.name):
                answers = {"signatory_user_id": self.user_sales} if card.signatory == "user" else {}
                scenario = self.create_scenario(card, **answers)
                self.assertEqual(scenario.targeting_id.rule_tree, card.rule_tree)
                self.assertEqual(scenario.targeting_id.subject, card.subject)
                self.assert_same(scenario, card)
                for made, step in zip(scenario.step_ids.sorted(), card.step_ids.sorted(), strict=True):
                    self.assertEqual((made.channel, made.fallback_channel), (step.channel, step.fallback_channel), step)

    def assert_same(self, scenario, card):
        for name in ("schedule", "send_from", "send_until", "expires_after_hours", "run_hour"):
            self.assertEqual(scenario[name], card[name], name)
        for name in ("re_entry", "re_entry_days", "anchor_attribute", "anchor_yearly", "purpose"):
            self.assertEqual(scenario[name], card[name], name)
        self.assertEqual((scenario.message_per, scenario.asks_for), (card.message_per, card.asks_for))
        days = [scenario.monday, scenario.tuesday, scenario.wednesday, scenario.thursday]
        days += [scenario.friday, scenario.saturday, scenario.sunday]
        self.assertEqual([str(day) for day, runs in enumerate(days) if runs], [card.run_weekday])
        self.assertEqual((scenario.start_date, scenario.end_date), (date(2026, 11, 1), False))
        self.assertEqual((scenario.month_day, scenario.opening_days_only), (1, False))
        self.assertFalse(scenario.opening_hours_only)

    def test_service_cards_reach_who_has_only_one_address(self):
        cards = self.env["dealership.scenario.model"].search([("purpose", "=", "service")])
        found = {
            card.get_external_id()[card.id].removeprefix(CARDS): [
                (step.channel, step.fallback_channel) for step in card.step_ids
            ]
            for card in cards
        }
        self.assertEqual(found, SERVICE_CARDS)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01 10:00:00")
class TestConfigureScreen(ConfigureCommon):
    def open_form(self, name, **context):
        card = self.env.ref(CARDS + name)
        wizards = self.env["dealership.scenario.configure"].with_context(default_model_id=card.id, **context)
        return Form(wizards.with_user(self.user_director))

    def make(self, form):
        action = form.save().action_create_scenario()
        return self.env["dealership.scenario"].browse(action["res_id"])

    def test_the_rule_changed_here_is_that_of_the_targeting(self):
        card = self.env.ref(CARDS + "service_due")
        before = card.rule_tree
        rule = {"attribute": "vehicle.mileage", "operator": ">=", "value": 60000}
        with self.open_form("service_due") as form:
            form.rule_tree = {"match": "all", "rules": [rule]}
            self.assertEqual(form.sentence, "Vehicles whose mileage is at least 60\N{NO-BREAK SPACE}000")
            form.channel_order = "sms"  # for the form to be saved as it is
        scenario = self.make(form)
        self.assertEqual(scenario.targeting_id.rule_tree, {"match": "all", "rules": [rule]})
        self.assertEqual(card.rule_tree, before)

    def test_a_rule_that_is_not_finished_says_so(self):
        form = self.open_form("service_due")
        form.rule_tree = {"match": "all", "rules": [{"attribute": "vehicle.mileage", "operator": ">="}]}
        self.assertIn("rules[0]", form.sentence)
        self.assertEqual(form.customer_count, 0)
        with self.assertRaisesRegex(ValidationError, r"rules\[0\]"):
            self.make(form)

    def test_hours_changed_here_are_those_of_the_scenario(self):
        form = self.open_form("vehicle_ready")
        self.assertEqual(
            form.timing_sentence,
            "Within minutes · messages leave between 08:00 and 20:00 · not if 24 hours late · "
            "again at each new date (Repair order: Status since)",
        )
        form.schedule, form.run_hour, form.send_from, form.send_until = "daily", 18.5, 9.0, 24.0
        form.opening_days_only, form.expires_after_hours = True, 72
        form.re_entry, form.re_entry_days = "interval", 1
        self.assertEqual(
            form.timing_sentence,
            "Every day at 18:30 · messages leave on opening days, between 09:00 and 00:00 · not if 3 days late · "
            "again after 1 day at the earliest",
        )
        scenario = self.make(form)
        self.assertEqual(scenario._describe_timing(), form.timing_sentence)
        self.assertEqual((scenario.schedule, scenario.run_hour), ("daily", 18.5))
        self.assertEqual((scenario.send_from, scenario.opening_days_only), (9.0, True))
        self.assertEqual((scenario.expires_after_hours, scenario.re_entry_days), (72, 1))

    def test_timing_in_words(self):
        form = self.open_form("delivery_anniversary")
        self.assertEqual(
            form.timing_sentence,
            "Every day at 09:00 · messages leave at any hour · not if 24 hours late · "
            "again each year (Vehicle: Delivery date) · one message per customer about all that is due",
        )
        form.message_per = "record"
        form.re_entry, form.schedule, form.tuesday = "never", "weekdays", True
        self.assertTrue(form.timing_sentence.startswith("Every Monday and Tuesday at 09:00"))
        self.assertTrue(form.timing_sentence.endswith("once for each record"))

    def test_an_hour_that_no_day_has(self):
        form = self.open_form("vehicle_ready")
        form.send_from, form.send_until = 30.0, 31.5
        self.assertIn("between 06:00 and 07:30", form.timing_sentence)

    def test_reminders_go_by_the_hour_of_the_settings(self):
        form = self.open_form("reminder_email")
        self.assertTrue(form.timing_sentence.startswith("Every night at"), form.timing_sentence)
        profile = self.env["dealership.customer.profile"].create({"name": "Fleets"})
        form.reminder_profile_id = profile
        self.assertIn("Fleets", form.sentence)
        form.signatory = "team"
        scenario = self.make(form)
        self.assertIn(str(profile.id), str(scenario.targeting_id.rule_tree))

    # -- a targeting of one's own ---------------------------------------------------------------------

    def make_own(self, subject="vehicle", **vals):
        return self.env["dealership.targeting"].create({"name": f"Own of {subject}", "subject": subject, **vals})

    def search_offered(self, form):
        return self.env["dealership.targeting"].with_user(self.user_director).search(form.targeting_domain)

    def test_only_what_fits_is_offered(self):
        everywhere, rodez = self.make_own(), self.make_own(team_id=self.team_a.id)
        millau, customers = self.make_own(team_id=self.team_b.id), self.make_own("customer")
        foreign = self.make_own(company_id=self.company_b.id, user_id=self.user_administrator.id)
        made = everywhere + rodez + millau + customers + foreign
        form = self.open_form("delivery_anniversary")
        form.team_id = self.env["crm.team"]
        self.assertEqual(self.search_offered(form) & made, everywhere + rodez + millau)
        form.team_id = self.team_a
        self.assertEqual(self.search_offered(form) & made, everywhere + rodez)

    def test_a_card_without_a_rule_takes_what_has_the_values_of_its_words(self):
        vehicles, customers = self.make_own(), self.make_own("customer")  # a list that was imported finds customers
        invoices = self.make_own("invoice")  # which tell of no vehicle
        made = vehicles + customers + invoices
        self.assertEqual(self.search_offered(self.open_form("custom_message")) & made, made)
        self.assertEqual(self.search_offered(self.open_form("safety_recall")) & made, vehicles + customers)

    def test_a_wrong_one_is_said_at_once(self):
        form = self.open_form("delivery_anniversary")
        self.assertFalse(form.targeting_problem)
        form.targeting_id = self.make_own("customer")
        expected = "“Own of customer” finds customers, and this scenario is about vehicles: choose another targeting."
        self.assertEqual(form.targeting_problem, expected)
        with self.assertRaisesRegex(ValidationError, "finds customers, and this scenario is about vehicles"):
            form.save()

    def test_a_site_that_is_not_that_of_the_targeting_is_said_at_once(self):
        form = self.open_form("delivery_anniversary")
        form.team_id, form.targeting_id = self.team_a, self.make_own(team_id=self.team_a.id)
        self.assertFalse(form.targeting_problem)
        form.team_id = self.team_b
        self.assertIn("belongs to", form.targeting_problem)
        with self.assertRaisesRegex(ValidationError, "or another point of sale"):
            form.save()

    @users("test_director")
    def test_a_wrong_one_by_call(self):
        wizards = self.env["dealership.scenario.configure"]
        card = self.env.ref(CARDS + "delivery_anniversary").id
        own = self.make_own("customer")
        with self.assertRaisesRegex(ValidationError, "finds customers"):
            wizards.create({"model_id": card, "targeting_id": own.id})
        wizard = wizards.create({"model_id": card})
        with self.assertRaisesRegex(ValidationError, "finds customers"):
            wizard.targeting_id = own
        foreign = self.make_own().sudo()
        foreign.write({"company_id": self.company_b.id, "user_id": self.user_administrator.id})
        with self.assertRaises(UserError):  # no access, or another company
            wizards.create({"model_id": card, "targeting_id": foreign.id})

    def test_a_targeting_changed_meanwhile(self):
        own = self.make_own()
        form = self.open_form("delivery_anniversary")
        form.targeting_id = own
        wizard = form.save()
        own.write({"subject": "customer"})
        with self.assertRaisesRegex(ValidationError, "finds customers"):
            wizard.action_create_scenario()

    # -- e-mail or SMS first --------------------------------------------------------------------------

    def get_order(self, steps):
        return [(step.channel, step.fallback_channel) for step in steps.sorted()]

    def test_one_choice_orders_all_steps(self):
        form = self.open_form("appointment_reminder")
        self.assertTrue(form.has_channel_order)
        self.assertEqual(form.channel_order, "sms")
        form.channel_order = "email"
        scenario = self.make(form)
        self.assertEqual(self.get_order(scenario.step_ids), [("email", "sms")] * 2)
        self.assertEqual(scenario.step_ids.message_id.mapped("channel"), ["email", "email"])
        self.assertEqual(scenario.step_ids.fallback_message_id.mapped("channel"), ["sms", "sms"])

    def test_a_step_given_another_channel_leaves_no_choice_of_all(self):
        form = self.open_form("appointment_reminder")
        with form.step_ids.edit(1) as step:
            step.channel = "email"
            step.fallback_channel = "sms"
        self.assertFalse(form.channel_order)
        form.channel_order = "sms"
        self.assertEqual(self.get_order(form.save().step_ids), [("sms", "email")] * 2)

    def test_what_has_one_channel_has_no_order(self):
        for name in ("renewal", "warranty_end"):
            form = self.open_form(name)
            self.assertFalse(form.has_channel_order, name)
            self.assertFalse(form.channel_order, name)

    @users("test_director")
    def test_the_order_by_call(self):
        wizards = self.env["dealership.scenario.configure"]
        card = self.env.ref(CARDS + "vehicle_ready")
        wizard = wizards.create({"model_id": card.id, "channel_order": "email"})
        self.assertEqual(self.get_order(wizard.step_ids), [("email", "sms")])
