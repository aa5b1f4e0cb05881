from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_dealership.engine.local_time import to_local

from .test_message import MessageCommon


@tagged("post_install", "-at_install")
class TestScenarioTour(MessageCommon, HttpCase):
    def test_from_the_gallery_to_an_active_scenario(self):
        """A director configures, previews and activates by clicks; the run then finds the customer."""
        today = to_local(fields.Datetime.now(), self.team_a._get_timezone()).date()
        self.company_a.email = "accueil@groupe-aveyron.test"
        self.vehicle.delivery_date = today - relativedelta(years=1)
        self.start_tour(
            "/odoo/action-crm_dealership.dealership_scenario_model_action",
            "crm_dealership.scenario_gallery",
            login=self.user_director.login,
        )
        scenario = self.env["dealership.scenario"].search([("name", "=", "A year together")])
        self.assertEqual((scenario.state, scenario.user_id), ("active", self.user_director))
        message = scenario.step_ids.message_id
        self.assertEqual(message.subject, 'Dear {{ customer.first_name | default("Madam, Sir") }}')
        self.assertIn("{{ vehicle.license_plate }}", message.body_html)
        self.assertEqual(scenario._run().targeted_count, 1)

    def test_two_steps_on_two_channels(self):
        """Channel, delay and words of each step are chosen on one screen."""
        self.make_appointment(self.customer, fields.Datetime.now() + timedelta(hours=30))
        self.start_tour(
            "/odoo/action-crm_dealership.dealership_scenario_model_action",
            "crm_dealership.gallery_steps",
            login=self.user_director.login,
        )
        card = self.env.ref("crm_dealership.scenario_model_appointment_reminder")
        scenario = self.env["dealership.scenario"].search(
            [("scenario_model_id", "=", card.id)], limit=1, order="id desc"
        )
        first, second = scenario.step_ids.sorted()
        self.assertEqual((scenario.state, scenario.user_id), ("active", self.user_director))
        self.assertEqual((first.channel, first.delay_basis, first.delay_count), ("email", "anchor", -2))
        self.assertEqual((second.channel, second.delay_count, second.delay_unit), ("sms", -2, "hour"))
        self.assertEqual(first.message_id.subject, "Your appointment of {{ appointment.date }}")
        self.assertEqual(second.message_id.body_text, "See you at {{ appointment.time }}!")
        self.assertEqual((second.fallback_channel, second.fallback_message_id.channel), ("email", "email"))

    def test_a_card_with_its_rule_and_its_hours_changed(self):
        """Nothing of it asks to leave the screen of the card."""
        self.start_tour(
            "/odoo/action-crm_dealership.dealership_scenario_model_action",
            "crm_dealership.configure_card",
            login=self.user_director.login,
        )
        card = self.env.ref("crm_dealership.scenario_model_vehicle_ready")
        scenario = self.env["dealership.scenario"].search(
            [("scenario_model_id", "=", card.id)], limit=1, order="id desc"
        )
        self.assertEqual((scenario.state, scenario.user_id), ("active", self.user_director))
        rules = scenario.targeting_id.rule_tree["rules"]
        self.assertEqual([rule["value"] for rule in rules], ["ready", {"n": 3, "unit": "day"}])
        self.assertEqual([rule["value"] for rule in card.rule_tree["rules"]], ["ready", {"n": 1, "unit": "day"}])
        self.assertEqual((scenario.send_from, scenario.send_until), (9.5, 20.0))
        self.assertEqual((scenario.step_ids.channel, scenario.step_ids.fallback_channel), ("email", "sms"))
