from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestTopics(DeliveryCommon):
    """A customer refuses one topic and keeps another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.tyres, cls.news = cls.env["dealership.topic"].create([{"name": "Tyres"}, {"name": "News"}])
        cls.all, cls.one = cls.make_townsman("Refuses All"), cls.make_townsman("Refuses Tyres")
        cls.back, cls.free = cls.make_townsman("Wants Tyres Only"), cls.make_townsman("Free")
        for customer, granted, topic in (
            (cls.all, False, None),
            (cls.one, False, cls.tyres),
            (cls.back, False, None),
            (cls.back, True, cls.tyres),
        ):
            cls.consents._record(customer, "marketing", "email", granted, "page", NOW, topic=topic)

    def test_13_a_scenario_obeys_what_was_decided_about_its_topic(self):
        refused = ("skipped", "refused")
        expected = {
            self.tyres: ["sent", refused, "sent"],
            self.news: ["sent", "sent", refused],
            self.tyres.browse(): ["sent", "sent", refused],
        }
        for topic, states in expected.items():
            with self.subTest(topic=topic.name):
                scenario = self.make_scenario(self.targeting, topic_id=topic.id)
                reach = self.targeting.preview_own_reach("marketing", self.team_a.id, ["email"], scenario.id)
                deliveries = self.run_and_send(scenario)
                names = ("Free", "Refuses Tyres", "Wants Tyres Only")
                self.assertDeliveries(deliveries, {**dict(zip(names, states, strict=True)), "Refuses All": refused})
                self.assertEqual(reach["channels"][0]["reached"], states.count("sent"))

    def test_13_only_marketing_has_a_topic(self):
        with self.assertRaisesRegex(ValidationError, "topic"):
            self.make_scenario(self.targeting, topic_id=self.tyres.id, purpose="service")

    def test_13_a_topic_of_another_company(self):
        self.tyres.company_id = self.company_b
        with self.assertRaises(UserError):
            self.make_scenario(self.targeting, topic_id=self.tyres.id)

    def test_13_what_somebody_decided_about_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.tyres.unlink()
