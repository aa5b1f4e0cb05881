from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.models.targeting import targeting_preview

from .common import TargetingCommon, condition, group

CITY = condition("customer.city", "is", "Espalion")
NAMED = condition("customer.name", "is", "Jeanne")


@tagged("post_install", "-at_install")
class TestReach(TargetingCommon):
    """How many of those found can be written to, and why the others cannot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.make_townsman("No Mail", email=False)
        cls.make_townsman("Elsewhere", team_id=cls.team_b.id)
        cls.refused = cls.make_townsman("Refused")
        cls.env["dealership.consent"]._record(cls.refused, "marketing", "email", False, "form")
        cls.env["mail.blacklist"]._add(cls.make_townsman("Banned").email)

    @classmethod
    def make_townsman(cls, name, **vals):
        return cls.make_customer(name, city="Espalion", **vals)

    def preview(self, *rules, subject="customer", user=None, tree=None):
        targetings = self.env["dealership.targeting"].with_user(user or self.user_sales)
        return targetings.preview_reach(subject, tree or group(*rules), self.team_a.id)["channels"]

    def get_email(self, *rules, **options):
        return self.get_channel("email", self.preview(*rules, **options))

    @staticmethod
    def get_channel(key, channels):
        return next(channel for channel in channels if channel["key"] == key)

    def assertReasons(self, channel, **expected):
        self.assertEqual({reason["key"]: reason["count"] for reason in channel["reasons"]}, expected)
        self.assertEqual(channel["reached"] + sum(expected.values()), channel["total"])

    def test_reasons_add_up_to_the_count(self):
        found = self.get_email(CITY)
        self.assertEqual(found["reached"], 1)
        self.assertReasons(found, no_address=1, other_point_of_sale=1, refused=1, blacklisted=1)
        preview = self.env["dealership.targeting"].with_user(self.user_sales).preview_rule("customer", group(CITY))
        self.assertEqual(found["total"], preview["customer_count"])
        self.assertIn("Opted out", [reason["label"] for reason in found["reasons"]])

    def test_points_of_sale_of_the_user(self):
        found = self.get_email(CITY, user=self.user_administrator)
        self.assertReasons(found, no_address=1, refused=1, blacklisted=1)
        self.assertEqual(found["reached"], 2)

    def test_text_messages_need_a_mobile(self):
        self.make_townsman("Landline", phone="+33 5 65 00 00 00")
        self.env["phone.blacklist"]._add([self.make_townsman("Stopped", phone="+33 6 12 99 99 99").phone_sanitized])
        found = self.get_channel("sms", self.preview(CITY))
        self.assertEqual(found["label"], "SMS")
        self.assertReasons(found, no_address=1, blacklisted=1, other_point_of_sale=1)

    def test_over_the_contact_cap(self):
        self.company_a.write({"dealership_contact_cap": 1, "dealership_contact_cap_days": 30})
        scenario = self.make_scenario(self.make_targeting(rules=[NAMED]))
        self.put(scenario._run().delivery_ids, "sent")
        found = self.get_email(CITY)
        self.assertEqual(found["reached"], 0)
        self.assertReasons(found, no_address=1, other_point_of_sale=1, refused=1, blacklisted=1, too_many=1)

    def test_customers_are_counted_not_vehicles(self):
        for owner in (self.jeanne, self.jeanne, self.refused):
            self.make_vehicle(owner)
        self.make_vehicle(None, license_plate="NOBODY")
        found = self.get_email(CITY, subject="vehicle")
        self.assertEqual((found["reached"], found["total"]), (1, 2))
        self.assertReasons(found, refused=1)
        preview = self.env["dealership.targeting"].with_user(self.user_sales).preview_rule("vehicle", group(CITY))
        self.assertEqual(preview["customer_count"], 2)

    def test_archived_customers_of_vehicles(self):
        owner = self.make_townsman("Archived")
        self.make_vehicle(owner, license_plate="OLD-1")
        owner.active = False
        found = self.get_email(condition("vehicle.license_plate", "is", "OLD-1"), subject="vehicle")
        self.assertReasons(found, archived=1)

    def test_purpose_decides(self):
        """Who wants no marketing is still told that the car is ready; who owes money, even if blacklisted."""
        targetings = self.env["dealership.targeting"].with_user(self.user_sales)
        for purpose, reached, expected in (
            ("marketing", 1, {"no_address": 1, "other_point_of_sale": 1, "refused": 1, "blacklisted": 1}),
            ("service", 2, {"no_address": 1, "other_point_of_sale": 1, "blacklisted": 1}),
            ("payment", 3, {"no_address": 1, "other_point_of_sale": 1}),
        ):
            channels = targetings.preview_reach("customer", group(CITY), self.team_a.id, purpose)["channels"]
            found = next(channel for channel in channels if channel["key"] == "email")
            self.assertEqual(found["reached"], reached, purpose)
            self.assertReasons(found, **expected)
        self.assertEqual(targetings.preview_reach("customer", group(CITY), False, "nonsense"), {"channels": []})

    def test_text_messages_have_reasons_of_their_own(self):
        self.make_townsman("No Mobile", phone="+33 5 65 68 00 00")
        found = next(channel for channel in self.preview(CITY) if channel["key"] == "sms")
        self.assertReasons(found, no_address=1, other_point_of_sale=1)

    def test_for_the_form_of_a_scenario(self):
        """By the channels of the steps, at the scenario's point of sale; a staff task contacts nobody."""
        targeting = self.make_targeting(rules=[CITY]).with_user(self.user_administrator)
        answer = targeting.preview_own_reach("marketing", self.team_a.id, ["email", "task"])
        [found] = answer["channels"]
        self.assertEqual((answer["total"], found["key"], found["reached"]), (5, "email", 1))
        self.assertReasons(found, no_address=1, other_point_of_sale=1, refused=1, blacklisted=1)
        anywhere = targeting.preview_own_reach("payment", False, ["sms"])
        self.assertEqual([channel["key"] for channel in anywhere["channels"]], ["sms"])
        self.assertEqual(
            targeting.preview_own_reach("marketing", False, []), {"channels": [], "total": 5, "unknown": 0}
        )

    def test_operations(self):
        everyone, others = self.make_targeting(rules=[CITY]), self.make_targeting(rules=[NAMED])
        targetings = self.env["dealership.targeting"].with_user(self.user_sales)
        operands = (everyone + others).ids
        channels = targetings.preview_operation_reach("customer", "difference", operands)["channels"]
        found = self.get_channel("email", channels)
        self.assertEqual((found["reached"], found["total"]), (0, 4))
        self.assertEqual(targetings.preview_operation_reach("customer", "difference", operands[:1])["channels"], [])

    def test_a_rule_that_cannot_be_applied(self):
        self.assertEqual(self.preview(tree={"match": "all", "rules": [{"attribute": "customer.colour"}]}), [])
        self.assertEqual(self.preview(subject="nonsense"), [])

    def test_time_limit(self):
        rules = self.registry["dealership.contact.rules"]
        slow = patch.object(rules, "_get_counts", lambda *args, **kwargs: SQL("SELECT NULL, 1 FROM pg_sleep(9)"))
        limit = patch.object(targeting_preview, "PREVIEW_MILLISECONDS", 50)
        with slow, limit:
            self.assertEqual(self.preview(CITY), [])
        self.assertTrue(self.preview(CITY))
