from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...engine.scenario.message import Recipient
from ..ledger.common import DeliveryCommon

BODY = "<p>Dear { customer.name | friend }, your { customer.meta_vehicle_model }: [ENTER THE MAKER]</p>"
FRENCH = "<p>Bonjour ${client.nom}, 19&nbsp;990&nbsp;€</p>"


@tagged("post_install", "-at_install")
class TestMessageForeign(DeliveryCommon):
    """16.10 What people bring along from another program is seen, converted, and never sent as it stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["crm_dealership"], ["fr_FR"])
        cls.customer = cls.make_townsman("Jeanne")
        cls.message = cls.make_message(subject="{ customer.name }, hello", body_html=BODY)
        cls.text = cls.make_message(channel="sms", body_text="Hello ${client.nom}")

    def test_16_10_the_form_says_so(self):
        self.assertEqual(
            self.message.foreign_values,
            "{ customer.name } · { customer.name | friend } · { customer.meta_vehicle_model } · [ENTER THE MAKER]",
        )
        self.assertEqual(self.text.foreign_values, "${client.nom}")
        self.assertFalse(self.make_message().foreign_values)

    def test_16_10_a_scenario_does_not_activate(self):
        for step in (
            {"message_id": self.message.id},
            {"fallback_channel": "sms", "fallback_message_id": self.text.id},
        ):
            scenario = self.make_scenario(self.targeting, steps=[step], state="draft")
            with self.assertRaisesRegex(ValidationError, r"a value of another program.*\(English.*Press “Convert”"):
                scenario.with_user(self.user_director).action_activate()

    def test_16_10_in_french_and_in_every_language(self):
        message = self.make_message()
        message.update_field_translations("body_html", {"fr_FR": FRENCH})
        self.assertEqual(message.foreign_values, "${client.nom}")
        scenario = self.make_scenario(self.targeting, message=message, state="draft")
        with self.assertRaisesRegex(ValidationError, "French.*client.nom"):
            scenario.action_activate()
        with self.assertRaisesRegex(ValidationError, r"«\sConvertir\s»"):
            scenario.with_context(lang="fr_FR").action_activate()

    def test_16_10_nothing_leaves_as_it_stands(self):
        delivery = self.run_and_send(self.make_scenario(self.targeting, message=self.message))["Jeanne"]
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "incomplete"))
        self.assertIn("{ customer.name }", delivery.error)

    def test_16_10_no_preview_and_no_test(self):
        for message, send in ((self.message, "action_send_test"), (self.text, "action_send_test_sms")):
            preview = self.env["dealership.message.preview"].create(
                {"message_id": message.id, "preview_model": "res.partner", "preview_res_id": self.customer.id}
            )
            self.assertIn("a value of another program", preview.preview_problem)
            with self.assertRaisesRegex(UserError, "customers would read as it stands"):
                getattr(preview, send)()

    def test_16_10_converted(self):
        self.message.update_field_translations("body_html", {"fr_FR": FRENCH})
        (self.message | self.text).with_user(self.user_director).action_convert_foreign_values()
        self.assertEqual(self.message.subject, "{{ customer.name }}, hello")
        self.assertEqual(
            str(self.message.body_html),
            '<p>Dear {{ customer.name | default("friend") }}, your {{ vehicle.model }}: [[ENTER THE MAKER]]</p>',
        )
        self.assertIn("Bonjour {{ customer.name }}, 19", str(self.message.with_context(lang="fr_FR").body_html))
        self.assertEqual(self.text.body_text, "Hello {{ customer.name }}")
        self.assertFalse(self.message.foreign_values)
        self.assertEqual(self.message.unwritten, "ENTER THE MAKER")
        [rendered] = self.text._render_batch([Recipient(self.customer.id)])
        self.assertEqual(rendered.body_text, "Hello Jeanne")

    def test_16_10_what_a_message_cannot_speak_of_is_left_to_its_author(self):
        text = self.make_message(channel="sms", subject_category="customer", body_text="{ facture.montant }")
        text.action_convert_foreign_values()
        self.assertEqual(text.body_text, "[[facture.montant]]")

    def test_16_10_nothing_to_convert_changes_nothing(self):
        message = self.make_message()
        before = message.revision
        message.action_convert_foreign_values()
        self.assertEqual(message.revision, before)

    def test_16_10_whoever_may_not_write_it_may_not_convert_it(self):
        elsewhere = self.make_message(company_id=self.company_b.id, team_id=False, body_html="<p>{nom}</p>")
        for user, message in ((self.user_director, elsewhere), (self.user_sales, self.message)):
            with self.assertRaises(AccessError):
                message.with_user(user).action_convert_foreign_values()

    def test_16_10_the_card_says_so(self):
        card = self.env.ref("crm_dealership.scenario_model_custom_message")
        step = self.env["dealership.scenario.configure.step"].new(
            {"model_step_id": card.step_ids[:1].id, "channel": "email", "subject": "{nom}", "body_html": "<p>Hello</p>"}
        )
        self.assertEqual(step.foreign_values, "{nom}")
