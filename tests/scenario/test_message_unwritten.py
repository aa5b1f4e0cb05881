from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from ...engine.scenario.template_check import find_unwritten
from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestMessageUnwritten(DeliveryCommon):
    """What an author has still to write is marked [[so]], and does not leave (11.25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["crm_dealership"], ["fr_FR"])
        cls.customer = cls.make_townsman("Jeanne")
        cls.message = cls.make_message(body_html="<p>Dear {{ customer.name }}, [[your <b>news</b>]]</p>")
        cls.text = cls.make_message(channel="sms", body_text="[[your news]]")
        cls.card = cls.env.ref("crm_dealership.scenario_model_custom_message")

    def test_11_25_the_marking(self):
        self.assertEqual(self.message.unwritten, "your news")
        self.assertEqual(self.text.unwritten, "your news")
        self.assertFalse(self.make_message(body_html="<p>[One] {{ customer.name }}</p>").unwritten)
        self.message.body_html = "<p>Dear {{ customer.name }}, come on Saturday</p>"
        self.assertFalse(self.message.unwritten)

    def test_11_25_a_scenario_does_not_activate(self):
        for step in (
            {"message_id": self.message.id},
            {"fallback_channel": "sms", "fallback_message_id": self.text.id},
        ):
            scenario = self.make_scenario(self.targeting, steps=[step], state="draft")
            with self.assertRaisesRegex(ValidationError, r"not finished. To be written \(English.*your news"):
                scenario.with_user(self.user_director).action_activate()

    def test_11_25_nor_is_one_approved(self):
        scenario = self.make_scenario(self.targeting, message=self.message, state="submitted")
        with self.assertRaisesRegex(ValidationError, "not finished"):
            scenario.with_user(self.user_administrator).action_approve()

    def test_11_25_in_every_language(self):
        message = self.make_message()
        message.update_field_translations("subject", {"fr_FR": "[[Votre objet]]"})
        self.assertEqual(message.unwritten, "Votre objet")
        scenario = self.make_scenario(self.targeting, message=message, state="draft")
        with self.assertRaisesRegex(ValidationError, "French.*Votre objet"):
            scenario.action_activate()

    def test_11_25_nothing_leaves_of_a_message_changed_later(self):
        """The customer is held back, as where a value is missing, and can be sent to once it is written."""
        scenario = self.make_scenario(self.targeting, message=self.message)
        delivery = self.run_and_send(scenario)["Jeanne"]
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "incomplete"))
        self.assertIn("your news", delivery.error)

    def test_11_25_however_it_is_marked(self):
        """Emptied, half overwritten, half bold, with signs that nobody sees, in the address of a link."""
        parts = {
            "<p>[[]]</p>": "…",
            "<p>[[ ]]</p>": "…",
            "<p>Come and see: [[what</p>": "what",
            "<p>[[what]</p>": "what]",
            "<p>On Saturday]]</p>": "On Saturday",
            "<p>[<b>[what]</b>]</p>": "what",
            "<p>[\u200b[what]]</p>": "what",
            "<p>&#91;&#91;what]]</p>": "what",
            '<p><a href="[[where]]">Here</a></p>': "where",
            "<p>[[what<br>and when]]</p>": "what and when",
        }
        for html, part in parts.items():
            with self.subTest(html):
                self.assertEqual(self.make_message(body_html=html).unwritten, part)
        for html in ("<p>[1] and [2]</p>", "<p>[</p><p>[1]</p>", "<p>a[b[1] ]</p>"):
            with self.subTest(html):
                self.assertFalse(self.make_message(body_html=html).unwritten)

    def test_11_25_what_is_long_says_that_it_goes_on(self):
        self.message.body_html = f"<p>[[{'so many words ' * 20}]]</p>"
        self.assertRegex(self.message.unwritten, r"^so many .{90,}(so|many|words|w)…$")

    def test_11_25_words_for_staff(self):
        """What a step says in words of its own: activities, calls, the name of a lead."""
        for channel in ("task", "call", "lead", "other"):
            for words in ({"task_summary": "[[what to do]]"}, {"task_summary": "Do", "task_note": "<p>[[how]]</p>"}):
                with self.subTest(channel=channel, words=words):
                    step = {"channel": channel, "message_id": False, **words}
                    scenario = self.make_scenario(self.targeting, steps=[step], state="draft")
                    with self.assertRaisesRegex(ValidationError, "To be written"):
                        scenario.action_activate()
                    at_work = self.make_scenario(self.targeting, steps=[step])
                    delivery = self.run_and_send(at_work)["Jeanne"]
                    self.assertEqual((delivery.state, delivery.reason), ("waiting", "incomplete"))
                    self.assertFalse(delivery.activity_ids | delivery.lead_ids.activity_ids)
        step = {"channel": "task", "message_id": False, "task_summary": "Do"}
        scenario = self.make_scenario(self.targeting, steps=[step], state="draft")
        scenario.step_ids.update_field_translations("task_summary", {"fr_FR": "[[Faire quoi]]"})
        with self.assertRaisesRegex(ValidationError, "French.*Faire quoi"):
            scenario.action_activate()

    def test_11_25_words_that_nobody_reads(self):
        """A message says what is to be done: the step's own words are not used."""
        scenario = self.make_scenario(self.targeting, steps=[{"task_summary": "[[what]]"}], state="draft")
        scenario.action_activate()
        self.assertEqual(scenario.state, "active")

    def test_11_25_no_preview_and_no_test(self):
        for message, send in ((self.message, "action_send_test"), (self.text, "action_send_test_sms")):
            preview = self.env["dealership.message.preview"].create(
                {"message_id": message.id, "preview_model": "res.partner", "preview_res_id": self.customer.id}
            )
            self.assertIn("To be written: your news", preview.preview_problem)
            self.assertFalse(preview.preview_body)
            with self.assertRaisesRegex(UserError, "not finished"):
                getattr(preview, send)()

    def test_11_25_the_card_leaves_it_to_its_author(self):
        for lang in ("en_US", "fr_FR"):
            step = self.card.step_ids.with_context(lang=lang)
            with self.subTest(lang):
                self.assertEqual(len(find_unwritten(str(step.body_html))), 1)
                self.assertEqual(len(find_unwritten(step.body_text)), 1)
                self.assertIn("[[", str(step.example_body), "whoever reads the card sees it")
        wizard = self.env["dealership.scenario.configure"].create(
            {
                "model_id": self.card.id,
                "targeting_id": self.targeting.id,
                "signatory": "team",
                "team_id": self.team_a.id,
            }
        )
        self.assertIn("Write your news here", wizard.step_ids.unwritten)
        with self.assertRaisesRegex(ValidationError, "not finished"):
            wizard.action_create_and_activate()
        self.assertEqual(wizard._create_scenario().state, "draft")

    def test_11_25_texts_in_french_leave_the_same_to_their_author(self):
        """A translator who forgets the marking would let the placeholder leave."""
        with open(file_path("crm_dealership/i18n/fr.po"), encoding="utf-8") as file:
            entries = file.read().split("\n\n")
        for entry in entries:
            english, _msgstr, french = entry.replace('"\n"', "").partition("msgstr ")
            self.assertEqual("[[" in english, "[[" in french, entry)
