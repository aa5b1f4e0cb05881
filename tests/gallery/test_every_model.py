from odoo.tests import tagged

from ...engine.scenario.message import MessageProblem, Recipient
from .common import GalleryCommon


@tagged("post_install", "-at_install")
class TestEveryModel(GalleryCommon):
    """Whatever card stands in the gallery, of this addon or of another, works on the demo dealership."""

    people = (
        ("Madame Martin", {"name": "Claire Martin", "lastname": "Martin", "courtesy_title": "madam"}),
        ("Monsieur Dubois", {"name": "Luc Dubois", "lastname": "Dubois", "courtesy_title": "sir"}),
        ("Madame, Monsieur", {"name": "Garage du Viaur", "is_company": True, "lastname": False}),
    )

    def test_finds_somebody_and_writes_to_them(self):
        models = self.env["dealership.scenario.model"].search([])
        self.assertGreater(len(models), 15)
        for model in models:
            with self.subTest(model.name):
                scenario = self.configure(model)
                run = scenario._run(self.now)
                reached = run.delivery_ids.filtered(lambda delivery: delivery.state != "skipped")
                self.assertTrue(reached, f"targeted {run.targeted_count}, {run.delivery_ids.mapped('reason')}")
                self.check_languages(scenario)
                for step, deliveries in reached.grouped("step_id").items():
                    self.check_texts(step, deliveries[0])

    def check_languages(self, scenario):
        """Configured in French, an example left as it was is still English for those who read English."""
        for step, example in zip(scenario.step_ids.sorted(), scenario.scenario_model_id.step_ids.sorted(), strict=True):
            message = step.message_id
            field = "body_text" if message.message_format == "text" else "body_html"
            english = message._fields[field].convert_to_cache(example.with_context(lang="en_US")[field], message)
            english = str(english).replace("[[", "").replace("]]", "")
            self.assertEqual(str(message.with_context(lang="en_US")[field]), english)

    def check_texts(self, step, delivery):
        """Each text of a step, in French, for a woman, a man and a company: complete, and addressed to them."""
        for message in step.message_id | step.fallback_message_id:
            for salutation, person in self.people:
                delivery.partner_id.write({"is_company": False, "courtesy_title": False, "lang": "fr_FR", **person})
                text = message._render_batch([self.get_recipient(delivery)], self.now)[0]
                self.assertNotIsInstance(text, MessageProblem)
                shown = text.body_html or text.body_text
                if self.is_for_customers(message):
                    formal = message.channel == "letter"  # by the title alone
                    self.assertIn(salutation.partition(" ")[0] if formal else salutation, str(shown))
                self.assertNotIn("{{", f"{text.subject}{shown}")

    def is_for_customers(self, message):
        """A task, a lead, and what to say in a call are for colleagues."""
        return message.channel in ("email", "sms", "letter")

    def get_recipient(self, delivery):
        return Recipient(
            delivery.partner_id.id,
            delivery.res_model,
            delivery.res_id,
            user_id=self.director.id,
            team_id=delivery.team_id.id,
            unsubscribe_link="https://example.com/out",
            lang="fr_FR",
        )
