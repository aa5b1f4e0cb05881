from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from .test_message import MessageCommon

ANNIVERSARY = "crm_dealership.scenario_model_delivery_anniversary"


class ConfigureCommon(MessageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env.ref(ANNIVERSARY)

    def configure(self, model=None, **answers):
        """Answer the questions as a person does, and return the wizard."""
        wizard = self.env["dealership.scenario.configure"].with_context(default_model_id=(model or self.model).id)
        form = Form(wizard.with_user(self.user_director) if self.env.su else wizard)
        texts = {name: answers.pop(name) for name in ("subject", "body_html", "body_text") if name in answers}
        for name, answer in answers.items():
            form[name] = answer
        if texts:
            with form.step_ids.edit(0) as step:
                for name, text in texts.items():
                    step[name] = text
        return form.save()

    def create_scenario(self, *args, **answers):
        action = self.configure(*args, **answers).action_create_scenario()
        return self.env["dealership.scenario"].with_user(self.user_director).browse(action["res_id"])


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01 10:00:00")
class TestScenarioConfigure(ConfigureCommon):
    @users("test_director")
    def test_the_anniversary_as_it_comes(self):
        wizard = self.configure(team_id=self.team_a.with_env(self.env))
        self.assertEqual((wizard.reached_count, wizard.customer_count), (1, 1))
        self.assertIn("anniversary", wizard.sentence)
        scenario = self.env["dealership.scenario"].browse(wizard.action_create_scenario()["res_id"])
        self.assertEqual(scenario.state, "draft")
        self.assertEqual(scenario.schedule_sentence, "Every day at 09:00")
        self.assertEqual((scenario.re_entry, scenario.anchor_attribute), ("occurrence", "vehicle.delivery_date"))
        self.assertTrue(scenario.anchor_yearly)
        self.assertEqual(scenario.user_id, self.user_director)
        self.assertEqual(scenario.targeting_id._search_subjects(), self.vehicle)
        self.assertEqual(scenario.step_ids.message_id.subject_category, "vehicle")

    def test_who_cannot_be_written_to(self):
        self.env["dealership.consent"]._record(self.customer, "marketing", "email", False, "form")
        other = self.make_customer("Also a Year Ago", email=False)
        self.make_vehicle(other, delivery_date=self.vehicle.delivery_date)
        wizard = self.configure(team_id=self.team_a)
        self.assertEqual((wizard.reached_count, wizard.customer_count), (0, 2))
        self.assertTrue(wizard.reach_sentence.startswith("0 of 2 customers can be written to now."))
        for reason in ("No valid address: 1", "Opted out: 1"):
            self.assertIn(reason, wizard.reach_sentence)
        run = wizard.with_user(self.user_director)._create_scenario()._run()
        self.assertEqual(sorted(run.delivery_ids.mapped("reason")), ["no_address", "refused"])

    @users("test_director")
    def test_create_and_activate(self):
        wizard = self.configure(team_id=self.team_a.with_env(self.env))
        message = wizard.action_create_and_activate()["params"]
        self.assertIn("is active", message["message"])
        scenario = self.env["dealership.scenario"].browse(message["next"]["res_id"])
        self.assertEqual(scenario.state, "active")
        run = scenario._run()
        self.assertEqual(run.targeted_count, 1)

    @users("test_director")
    def test_activate_and_go_on_with_the_gallery(self):
        wizard = self.configure(team_id=self.team_a.with_env(self.env))
        for _click in range(2):
            action = wizard.action_activate_and_return()
            action = action.get("params", {}).get("next", action)
            self.assertEqual((action["res_model"], action["target"]), ("dealership.scenario.model", "main"))
        scenario = self.env["dealership.scenario"].search([("scenario_model_id", "=", self.model.id)])
        self.assertEqual(scenario.mapped("state"), ["active"])

    @users("test_director")
    def test_create_and_submit_for_approval(self):
        self.company_a.dealership_scenario_approval = True
        message = self.configure().action_create_and_activate()["params"]
        self.assertIn("submitted", message["message"])
        self.assertEqual(self.env["dealership.scenario"].browse(message["next"]["res_id"]).state, "submitted")

    def test_every_card_of_the_gallery_can_be_configured(self):
        targeting = self.env["dealership.targeting"].create({"name": "Everyone of Rodez"})
        for model in self.env["dealership.scenario.model"].search([]):
            with self.subTest(model.name):
                own = {"targeting_id": targeting, "body_html": "<p>Come on Saturday.</p>"}
                answers = own if not model.rule_tree else {}
                if model.signatory == "user":
                    answers["signatory_user_id"] = self.user_sales
                scenario = self.create_scenario(model, **answers)
                scenario.action_activate()
                self.assertEqual(scenario.state, "active")

    def test_the_example_comes_in_all_languages_an_own_text_as_written(self):
        french = self.model.step_ids.with_context(lang="fr_FR")
        french.subject = "Bon anniversaire !"
        message = self.create_scenario().step_ids.message_id
        self.assertEqual(message.with_context(lang="fr_FR").subject, "Bon anniversaire !")
        message = self.create_scenario(subject="My own words").step_ids.message_id
        self.assertEqual(message.with_context(lang="fr_FR").subject, "My own words")

    def test_example_text_one_click_away(self):
        wizard = self.configure(subject="Something else")
        wizard.action_use_example()
        self.assertEqual(wizard.step_ids.subject, self.model.step_ids.subject)

    def test_questions_that_need_an_answer(self):
        custom = self.env.ref("crm_dealership.scenario_model_custom_message")
        wizard = self.env["dealership.scenario.configure"].create({"model_id": custom.id, "signatory": "team"})
        with self.assertRaisesRegex(UserError, "Choose the targeting"):
            wizard.action_create_scenario()
        with self.assertRaisesRegex(ValidationError, "Choose the person who signs"):
            self.env["dealership.scenario.configure"].create({"model_id": custom.id, "signatory": "user"})

    def test_a_wrong_message_is_refused_with_its_place(self):
        wizard = self.configure(subject="Hello {{ customer.nam }}")
        self.assertIn("Subject, line 1, column 10", wizard.preview_problem)
        with self.assertRaisesRegex(ValidationError, r"Subject, line 1, column 10: Unknown value .customer\.nam"):
            wizard.action_create_scenario()

    def test_another_addon_adds_a_card_by_data(self):
        card = self.env["dealership.scenario.model"].create(
            {
                "name": "Mileage reached",
                "trigger": "60,000 km",
                "target": "Owners",
                "action": "E-mail",
                "subject": "vehicle",
                "rule_tree": {
                    "match": "all",
                    "rules": [{"attribute": "vehicle.mileage", "operator": ">=", "value": 60000}],
                },
                "step_ids": [
                    Command.create({"subject": "Your {{ vehicle.model }}", "body_html": "<p>Time for a check.</p>"})
                ],
            }
        )
        self.vehicle.mileage = 61000
        self.assertEqual(self.create_scenario(card).targeting_id._search_subjects(), self.vehicle)
        with self.assertRaisesRegex(ValidationError, "vehicle.colour"):
            card.rule_tree = {"match": "all", "rules": [{"attribute": "vehicle.colour", "operator": "set"}]}
        with self.assertRaisesRegex(ValidationError, "invoice.number"):
            card.step_ids.subject = "{{ invoice.number }}"

    @users("test_sales")
    def test_salespeople_do_not_configure(self):
        with self.assertRaises(AccessError):
            self.env["dealership.scenario.configure"].create({"model_id": self.model.id})


@tagged("post_install", "-at_install")
class TestScenarioPresentation(ConfigureCommon):
    def test_timetable_in_words(self):
        scenario = self.create_scenario()
        for values, expected in (
            ({"schedule": "daily", "run_hour": 18.5}, "Every day at 18:30"),
            ({"schedule": "realtime"}, "Within minutes"),
            ({"schedule": "monthly", "month_day": 3}, "Every month on day 3 at 18:30"),
            ({"schedule": "once", "start_date": date(2026, 12, 24)}, "Once, on 12/24/2026 at 18:30"),
        ):
            scenario.write(values)
            self.assertEqual(scenario.schedule_sentence, expected)
        days = dict.fromkeys(("wednesday", "thursday", "friday", "saturday", "sunday"), False)
        scenario.write({"schedule": "weekdays", "monday": True, "tuesday": True, **days})
        self.assertEqual(scenario.schedule_sentence, "Every Monday and Tuesday at 18:30")

    @users("test_director")
    def test_dates_to_choose_from(self):
        choices = self.env["dealership.scenario"].get_anchor_choices("vehicle")
        self.assertIn(["vehicle.delivery_date", "Delivery date"], choices)
        self.assertNotIn("vehicle.mileage", [key for key, _label in choices])
        self.assertEqual(self.env["dealership.scenario"].get_anchor_choices("nothing"), [])

    def test_the_switch_in_the_row(self):
        scenario = self.create_scenario()
        states = []
        for running in (True, False, True):
            scenario.is_running = running
            states.append(scenario.state)
        self.assertEqual(states, ["active", "paused", "active"])
        search = self.env["dealership.scenario"].search
        self.assertIn(scenario, search([("is_running", "=", True)]))
        self.assertNotIn(scenario, search([("is_running", "=", False)]))

    def test_refusing_asks_for_a_reason(self):
        self.company_a.dealership_scenario_approval = True
        scenario = self.create_scenario(team_id=self.team_a)
        scenario.user_id = self.user_director
        scenario.with_user(self.user_director).action_activate()
        self.assertEqual(scenario.state, "submitted")
        refuse = self.env["dealership.scenario.refuse"].with_user(self.user_administrator)
        refuse.create({"scenario_id": scenario.id, "reason": "Too soon"}).action_refuse()
        self.assertEqual(scenario.state, "draft")
        self.assertIn("Too soon", scenario.message_ids[0].body)


@tagged("post_install", "-at_install")
class TestMessagePreview(ConfigureCommon):
    def preview(self, message, record, **values):
        return self.env["dealership.message.preview"].create(
            {"message_id": message.id, "preview_model": record._name, "preview_res_id": record.id, **values}
        )

    def test_preview_shows_how_to_opt_out_of_marketing(self):
        message = self.make_message(body_html="<p>Hello</p>")
        self.assertIn("Unsubscribe</a>", self.preview(message, self.vehicle).preview_body)
        scenario = self.make_scenario(self.make_targeting("vehicle", []), message=message, purpose="service")
        service = self.preview(message, self.vehicle, scenario_id=scenario.id)
        self.assertNotIn("Unsubscribe", service.preview_body)
        letter = self.make_message(channel="letter", body_html="<p>Hello</p>")
        self.assertNotIn("Unsubscribe", self.preview(letter, self.vehicle).preview_body)

    def test_preview_on_a_real_record_in_any_language(self):
        message = self.make_message("Your {{ vehicle.model }}", subject_category="vehicle")
        message.with_context(lang="fr_FR").subject = "Votre {{ vehicle.model }}"
        preview = self.preview(message, self.vehicle)
        self.assertEqual((preview.preview_subject, preview.preview_customer_id), ("Your 208", self.customer))
        preview.preview_lang = "fr_FR"
        self.assertEqual(preview.preview_subject, "Votre 208")

    def test_problems_are_shown(self):
        message = self.make_message("{{ vehicle.warranty_end }}", subject_category="vehicle")
        preview = self.preview(message, self.vehicle)
        self.assertIn("vehicle.warranty_end", preview.preview_problem)
        self.assertFalse(preview.preview_subject)
        self.vehicle.owner_id = False
        self.assertIn("no customer", self.preview(message, self.vehicle).preview_problem)

    def test_a_record_is_proposed(self):
        message = self.make_message(subject_category="vehicle")
        preview = self.env["dealership.message.preview"].create({"message_id": message.id})
        self.assertEqual(preview.preview_model, "fleet.vehicle")
        self.assertTrue(preview.preview_customer_id)

    @freeze_time("2026-11-01 10:00:00")
    def test_from_a_scenario_its_own_customer_and_signatory(self):
        self.make_vehicle(self.make_customer("Somebody Later"), delivery_date=date(2026, 3, 3))
        scenario = self.create_scenario(team_id=self.team_a, signatory_user_id=self.user_sales)
        scenario.step_ids.message_id.body_html = "<p>{{ referenced_user.name | default('nobody') }}</p>"
        context = scenario.action_preview_message()["context"]
        preview = (
            self.env["dealership.message.preview"].with_user(self.user_director).with_context(**context).create({})
        )
        self.assertEqual((preview.preview_model, preview.preview_res_id), ("fleet.vehicle", self.vehicle.id))
        self.assertIn("Sandrine Vidal", preview.preview_body)
        scenario.signatory = "team"
        preview = preview.create({})
        self.assertIn("nobody", preview.preview_body)

    def test_nobody_previews_a_record_they_may_not_read(self):
        stranger = self.make_customer("Foreign Person", team_id=self.team_foreign.id, company_id=self.company_b.id)
        vehicle = self.make_vehicle(stranger, team_id=self.team_foreign.id, company_id=self.company_b.id)
        message = self.make_message("{{ customer.name }}", subject_category="vehicle")
        with self.assertRaises(AccessError):
            preview = self.env["dealership.message.preview"].with_user(self.user_sales)
            preview.create(
                {"message_id": message.id, "preview_model": "fleet.vehicle", "preview_res_id": vehicle.id}
            ).read(["preview_subject"])

    def test_test_sending(self):
        message = self.make_message(
            "Your {{ vehicle.model }}", "<p>Hello &amp; welcome</p>", subject_category="vehicle"
        )
        preview = self.env["dealership.message.preview"].with_user(self.user_director)
        preview = preview.create(
            {
                "message_id": message.id,
                "preview_model": "fleet.vehicle",
                "preview_res_id": self.vehicle.id,
                "test_address": "me@dealership.test",
            }
        )
        self.assertEqual(preview.action_send_test()["params"]["type"], "success")
        preview.test_address = False
        with self.assertRaises(UserError):
            preview.action_send_test()

    @users("test_director")
    def test_11_24_a_click_that_arrives_twice_makes_one_scenario(self):
        """Two would write to everybody twice."""
        for first in ("action_create_scenario", "action_create_and_activate"):
            wizard = self.configure(team_id=self.team_a.with_env(self.env))
            getattr(wizard, first)()
            scenario = wizard.scenario_id
            self.assertEqual(wizard.action_create_scenario()["res_id"], scenario.id)
            wizard.action_create_and_activate()
            self.assertEqual(wizard.action_create_and_activate()["res_id"], scenario.id)
            self.assertEqual((wizard.scenario_id, scenario.state), (scenario, "active"))
