from datetime import datetime
from random import Random

from pytz import timezone

from odoo.tests import tagged

from ...engine.targeting.compiler import compile_unknown
from ...engine.targeting.dates import Clock
from ...engine.targeting.tree import parse_tree
from .common import TargetingCommon, condition, group, scope
from .dataset import MOMENTS, Dataset
from .evaluator import Evaluator, World
from .random_trees import ZONES, TreeMaker

IN_TOWN = condition("customer.city", "is", "Testbourg")
SENT_AT = datetime(2026, 3, 14, 8)
OPENED, NOT_OPENED = condition("message.opened", "set"), condition("message.opened", "not_set")


@tagged("post_install", "-at_install")
class TestUnknownOpenings(TargetingCommon):
    """Of whom openings are not measured, it is known neither that they opened nor that they did not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {}
        for name, messages in {
            "Opened": [{"measured": True, "opened_at": SENT_AT}],
            "Did Not": [{"measured": True}],
            "Unknown": [{}],
            "By SMS": [{"channel": "sms"}],
            "Opened and Unknown": [{"measured": True, "opened_at": SENT_AT}, {}],
            "Did Not and Unknown": [{"measured": True}, {}],
            "Nothing": [],
        }.items():
            cls.people[name] = cls.make_customer(name, city="Testbourg")
            for vals in messages:
                cls.send(cls.people[name], **vals)
        cls.everyone = cls.env["res.partner"].concat(*cls.people.values())

    @classmethod
    def send(cls, customer, **vals):
        """Have a message stand in the ledger as sent."""
        named = condition("customer.name", "is", customer.name)
        scenario = cls.make_scenario(cls.make_targeting("customer", [named]), purpose="service")
        delivery = scenario._run(SENT_AT).delivery_ids.filtered(lambda one: one.partner_id == customer)
        cls.put(delivery, "sent", sent_at=SENT_AT, **vals)

    def get(self, *names):
        return self.env["res.partner"].concat(*(self.people[name] for name in names))

    def assertKnown(self, rule, found, unknown):
        """Compare whom a rule finds, and of whom it cannot tell, by name."""
        self.assertFinds(self.get(*found), rule, among=self.everyone)
        targeting = self.make_targeting("customer", [rule])
        self.assertUnknown(targeting, unknown)

    def assertUnknown(self, targeting, names):
        found = self.env["res.partner"].search(targeting._get_unknown_domain()) & self.everyone
        self.assertEqual(set(found.mapped("name")), set(names))

    def test_13_neither_opened_nor_not(self):
        both = ["Opened", "Opened and Unknown"]
        self.assertKnown(OPENED, both, ["Unknown", "Did Not and Unknown"])
        self.assertKnown(NOT_OPENED, ["Did Not", "By SMS", "Did Not and Unknown"], ["Unknown", "Opened and Unknown"])

    def test_13_who_opened_none(self):
        """However it is put: none of them, not once, fewer than once."""
        found, unknown = ["Did Not", "By SMS", "Nothing"], ["Unknown", "Did Not and Unknown"]
        self.assertKnown(group(OPENED, match="none"), found, unknown)
        self.assertKnown(scope("message", OPENED, times=("=", 0)), found, unknown)
        self.assertKnown(scope("message", OPENED, times=("<", 1)), found, unknown)

    def test_13_who_opened_so_many(self):
        self.assertKnown(
            scope("message", OPENED, times=("=", 1)),
            ["Opened"],
            ["Unknown", "Opened and Unknown", "Did Not and Unknown"],
        )

    def test_13_what_does_not_hang_on_it_is_known(self):
        """Another condition that decides anyhow leaves nothing unknown."""
        named = condition("customer.name", "is", "Unknown")
        either = group(OPENED, named, match="any")
        self.assertKnown(either, ["Opened", "Opened and Unknown", "Unknown"], ["Did Not and Unknown"])
        self.assertKnown(group(OPENED, condition("customer.name", "is", "Nothing")), [], [])

    def test_13_in_operations(self):
        """Less those who opened: of whom that is unknown is in neither half."""
        all_of_them = self.make_targeting("customer", [])
        opened = self.make_targeting("customer", [OPENED, IN_TOWN])
        expected = {
            "union": (set(self.people), set()),
            "intersection": ({"Opened", "Opened and Unknown"}, {"Unknown", "Did Not and Unknown"}),
            "difference": ({"Did Not", "By SMS", "Nothing"}, {"Unknown", "Did Not and Unknown"}),
        }
        for operation, (found, unknown) in expected.items():
            with self.subTest(operation):
                targeting = self.make_targeting(
                    "customer",
                    mode="operation",
                    operation=operation,
                    operand_ids=[(0, 0, {"operand_id": one.id}) for one in (all_of_them, opened)],
                )
                self.assertEqual(set((targeting._search_subjects() & self.everyone).mapped("name")), found)
                self.assertUnknown(targeting, unknown)
                answer = targeting.preview_operation("customer", operation, (all_of_them + opened).ids)
                self.assertEqual(answer["unknown"], len(unknown))

    def test_13_the_editor_says_how_many_cannot_be_known(self):
        targetings = self.env["dealership.targeting"].with_user(self.user_director)
        answer = targetings.preview_rule("customer", group(OPENED, IN_TOWN), self.team_a.id)
        self.assertEqual((answer["count"], answer["unknown"]), (2, 2))
        self.assertEqual(targetings.preview_rule("customer", group(), self.team_a.id)["unknown"], 0)
        targeting = self.make_targeting("customer", [OPENED, IN_TOWN])
        reach = targeting.preview_own_reach("service", self.team_a.id, ["email"])
        self.assertEqual((reach["total"], reach["unknown"]), (2, 2))

    def test_13_why_says_that_it_is_not_known(self):
        for rule in (OPENED, NOT_OPENED):
            explained = self.make_targeting("customer", [rule])._explain(self.people["Unknown"])
            self.assertFalse(explained.holds)
            self.assertIn("not known", str(explained.to_json()))


@tagged("post_install", "-at_install")
class TestRandomUnknownOpenings(TargetingCommon):
    def test_13_as_a_plain_model_says(self):
        """Random rules that speak of openings: whom they cannot tell of, found by supposing both."""
        Dataset(self).fill()
        world = World(self.env)
        schema = self.env["dealership.catalogue"]._get_schema()
        maker, random, telling = TreeMaker(schema, world), Random(13), 0
        for number in range(60):
            maker.now = MOMENTS[number % len(MOMENTS)]
            tree = maker.draw_group(random.choice, 2)
            wrapped = group(random.choice([OPENED, NOT_OPENED]), tree, match=random.choice(["all", "any", "none"]))
            subject = random.choice(["customer", "vehicle", "lead"])
            clock = Clock(maker.now, timezone(ZONES[0]))
            domain = compile_unknown(parse_tree(wrapped, schema), subject, schema, clock)
            found = set(self.env[schema[subject].model].search(domain).ids)
            expected = Evaluator(world, maker.now, ZONES[0]).search_unknown(wrapped, subject)
            self.assertEqual(found, expected, f"{subject}: {wrapped}")
            telling += bool(found)
        self.assertGreater(telling, 10)
