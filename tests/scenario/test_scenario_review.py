from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_scenario_configure import ConfigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01 10:00:00")
class TestScenarioReview(ConfigureCommon):
    """Dialogues say what will happen, and only once it can (11.26)."""

    ANY_HOUR = "messages leave at any hour · not if 24 hours late"
    ONE_MESSAGE = "one message per customer about all that is due"

    def get_shown_buttons(self, record, view, name):
        """Return the labels of a view's buttons of one action, as a form shows them for a record."""
        arch = etree.fromstring(record.get_view(self.env.ref(f"crm_dealership.{view}").id, "form")["arch"])
        shown = []
        for button in arch.iterfind(f".//button[@name='{name}']"):
            hidden = button.get("invisible") or "False"
            values = {"state": "draft", "id": record.id, "needs_approval": record.needs_approval}
            if not eval(hidden, {}, values):  # noqa: S307 the view's own expression
                shown.append(button.get("string"))
        return shown

    def review(self, wizard):
        action = wizard.action_review()
        view = "dealership_scenario_configure_view_form_review"
        self.assertEqual((action["target"], action["res_id"]), ("new", wizard.id))
        return action["name"], self.get_shown_buttons(wizard, view, "action_create_and_activate"), wizard.promise

    def test_11_26_activating(self):
        wizard = self.configure(name="A year", team_id=self.team_a).with_user(self.user_director)
        form = "dealership_scenario_configure_view_form"
        self.assertEqual(self.get_shown_buttons(wizard, form, "action_review"), ["Create and Activate"])
        title, buttons, promise = self.review(wizard)
        self.assertEqual((title, buttons), ("Activate", ["Activate"]))
        self.assertEqual(
            promise.splitlines()[:3],
            [
                "“A year” becomes active at once.",
                f"Every day at 09:00 · {self.ANY_HOUR} · again each year (Vehicle: Delivery date) · {self.ONE_MESSAGE}",
                "1 of 1 customers can be written to now.",
            ],
        )

    def test_11_26_asking_for_activation(self):
        self.company_a.dealership_scenario_approval = True
        wizard = self.configure(name="A year", team_id=self.team_a).with_user(self.user_director)
        form = "dealership_scenario_configure_view_form"
        self.assertEqual(self.get_shown_buttons(wizard, form, "action_review"), ["Create and Ask for Activation"])
        title, buttons, promise = self.review(wizard)
        self.assertEqual((title, buttons), ("Ask for Activation", ["Ask for Activation"]))
        self.assertTrue(promise.startswith("An Administrator is asked to approve “A year”. Nothing is done"))
        self.assertFalse(wizard.with_user(self.user_administrator).needs_approval)

    def test_11_26_the_form_of_the_scenario_says_the_same(self):
        scenario = self.create_scenario(team_id=self.team_a)
        view = "dealership_scenario_view_form"
        self.assertEqual(self.get_shown_buttons(scenario, view, "action_activate"), ["Activate"])
        self.company_a.dealership_scenario_approval = True
        scenario.invalidate_recordset()
        self.assertEqual(self.get_shown_buttons(scenario, view, "action_activate"), ["Ask for Activation"])
        administrators = scenario.with_user(self.user_administrator)
        self.assertEqual(self.get_shown_buttons(administrators, view, "action_activate"), ["Activate"])

    def test_11_26_what_is_missing_is_said_instead_of_a_promise(self):
        custom = self.env.ref("crm_dealership.scenario_model_custom_message")
        wizards = self.env["dealership.scenario.configure"].with_user(self.user_director)
        wizard = wizards.create({"model_id": custom.id, "signatory": "team"})
        wizard.env.flush_all()  # what is refused is rolled back; the dialogue itself was saved before
        with self.assertRaisesRegex(UserError, "Choose the targeting"):
            wizard.action_review()
        wizard.targeting_id = self.make_targeting()
        wizard.team_id = self.team_a
        with self.assertRaisesRegex(ValidationError, "not finished"):
            wizard.action_review()
        self.assertFalse(wizard.promise)

    def test_11_26_looking_leaves_nothing_behind(self):
        wizard = self.configure(team_id=self.team_a)
        models = ["dealership.scenario", "dealership.scenario.step", "dealership.message", "dealership.targeting"]
        models += ["mail.message", "dealership.targeting.snapshot"]
        before = {model: self.env[model].search_count([]) for model in models}
        wizard.action_review()
        self.assertEqual({model: self.env[model].search_count([]) for model in models}, before)

    def test_11_26_what_only_concerns_staff_promises_no_messages(self):
        renewal = self.env.ref("crm_dealership.scenario_model_renewal")
        wizard = self.configure(renewal, team_id=self.team_a)
        wizard.action_review()
        self.assertIn("nothing is sent to customers", wizard.promise)

    def test_11_26_no_dialogue_asks_before_it_is_valid(self):
        """The client asks a button's ``confirm`` before it looks whether what was entered can be saved."""
        dialogues = [name for name in self.env if name.startswith("dealership.") and self.env[name]._transient]
        self.assertGreater(len(dialogues), 10)
        views = self.env["ir.ui.view"].search([("model", "in", dialogues)])
        self.assertFalse(views.filtered(lambda view: " confirm=" in view.arch_db).mapped("name"))

    def review_missed(self):
        card = self.env.ref("crm_dealership.scenario_model_missed_appointment")
        return self.review(self.configure(card, team_id=self.team_a).with_user(self.user_director))[2]

    def test_16_01_a_site_without_what_the_card_presumes(self):
        """Without orders, and nobody who marks arrivals, nobody knows who came: said before it is activated."""
        warning = f"{self.team_a.name} has no repair orders at all yet"
        self.assertIn(warning, self.review_missed())
        scenario = self.create_scenario(
            self.env.ref("crm_dealership.scenario_model_vehicle_ready"), team_id=self.team_a
        )
        self.assertIn(warning, scenario.presumption_warning)
        self.assertIn(scenario.presumption_warning, scenario._get_approval_lines())
        six_months = self.env.ref("crm_dealership.scenario_model_service_reminder")
        self.assertIn(warning, self.create_scenario(six_months, team_id=self.team_a).presumption_warning)
        self.assertFalse(self.create_scenario(team_id=self.team_a).presumption_warning, "the anniversary asks for none")
        self.make_repair_order(self.customer, self.vehicle, team_id=self.team_b.id)
        self.assertIn(warning, self.review_missed(), "another site's")
        self.make_repair_order(self.customer, self.vehicle)
        self.assertNotIn("has no", self.review_missed())
        scenario.invalidate_recordset(["presumption_warning"])
        self.assertFalse(scenario.presumption_warning)

    def test_16_01_where_arrivals_are_marked_no_order_is_needed(self):
        visit = self.make_appointment(self.customer, fields.Datetime.now() - timedelta(days=3))
        self.assertIn("has no", self.review_missed())
        visit.appointment_status = "done"
        self.assertNotIn("has no", self.review_missed())
