from odoo.tests import tagged

from ...engine.scenario.message import MessageProblem, Recipient
from .common import GalleryCommon


@tagged("post_install", "-at_install")
class TestEveryModel(GalleryCommon):
    """Whatever card stands in the gallery, of this addon or of another, works on the demo dealership."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = {"team_id": cls.env.ref("crm_dealership.demo_team_rodez").id, "lang": "fr_FR"}
        cls.people = cls.env["res.partner"].create(
            [
                {"name": "Claire Martin", "lastname": "Martin", "courtesy_title": "madam", **place},
                {"name": "Luc Dubois", "lastname": "Dubois", "courtesy_title": "sir", **place},
                {"name": "Garage du Viaur", "is_company": True, **place},
            ]
        )
        cls.salutations = ("Madame Martin", "Monsieur Dubois", "Madame, Monsieur")

    def test_finds_somebody_and_writes_to_them(self):
        models = self.env["dealership.scenario.model"].search([])
        self.assertGreater(len(models), 15)
        for model in models:
            with self.subTest(model.name):
                scenario = self.configure(model)
                run = scenario._run(self.now)
                reached = run.delivery_ids.filtered(lambda delivery: delivery.state != "skipped")
                self.assertTrue(reached, f"targeted {run.targeted_count}, {run.delivery_ids.mapped('reason')}")
                for step in scenario.step_ids:
                    self.check_texts(step, reached[0])

    def check_texts(self, step, delivery):
        """Each text of a step, in French, for a woman, a man and a company: complete, and addressed to them."""
        for message in step.message_id | step.fallback_message_id:
            channel = self.env["dealership.channel"]._get_channel(message.channel)
            to_customers = channel._consent_channel and message.channel != "call"
            for person, salutation in zip(self.people, self.salutations, strict=True):
                text = self.render(message, delivery, person)
                self.assertNotIsInstance(text, MessageProblem)
                shown = text.body_html or text.body_text
                if to_customers:
                    self.assertIn(salutation, shown)
                self.assertNotIn("{{", f"{text.subject}{shown}")

    def render(self, message, delivery, person):
        recipient = Recipient(
            person.id,
            delivery.res_model,
            person.id if delivery.res_model == "res.partner" else delivery.res_id,
            user_id=self.director.id,
            team_id=person.team_id.id,
            unsubscribe_link="https://example.com/out",
            lang="fr_FR",
        )
        return message._render_batch([recipient], self.now)[0]
