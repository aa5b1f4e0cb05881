from datetime import timedelta

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

    def test_13_a_topic_has_a_limit_of_its_own(self):
        """Messages about it count, over all scenarios about it; not those about anything else."""
        self.news.write({"contact_cap": 1, "contact_cap_days": 10})
        targeting = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Free"}])

        def run(topic, days=0):
            [delivery] = self.run_and_send(
                self.make_scenario(targeting, topic_id=topic.id), NOW + timedelta(days=days)
            ).values()
            return delivery.reason or delivery.state

        self.assertEqual(
            [run(self.tyres), run(self.news), run(self.news), run(self.tyres)], ["sent", "sent", "too_many", "sent"]
        )
        self.assertEqual([run(self.news, days) for days in (9, 11)], ["too_many", "sent"])

    def test_13_two_messages_about_a_topic_in_one_batch(self):
        self.news.contact_cap = 1
        targeting = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Free"}])
        runs = [self.make_scenario(targeting, topic_id=self.news.id)._run(NOW) for _scenario in range(2)]
        self.send()
        self.assertEqual(sorted(run.delivery_ids.state for run in runs), ["sent", "skipped"])

    def test_13_a_limit_needs_days(self):
        with self.assertRaisesRegex(ValidationError, "days"):
            self.news.write({"contact_cap": 1, "contact_cap_days": 0})
