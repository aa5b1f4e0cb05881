from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import TargetingCommon, condition

CITY = condition("customer.city", "is", "Estaing")
MONDAY = datetime(2026, 5, 11, 8, 0)


@tagged("post_install", "-at_install")
class TestChanges(TargetingCommon):
    """Who entered and who left, and what is remembered to say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stays, cls.leaves = (cls.make_customer(name, city="Estaing") for name in ("Stays", "Leaves"))
        with freeze_time(MONDAY):
            cls.targeting = cls.make_targeting(rules=[CITY], user_id=cls.user_director.id)
        cls.leaves.city = "Rodez"
        cls.enters = cls.make_customer("Enters", city="Estaing")

    def change(self, user=None, targeting=None, **values):
        wizard = self.env["dealership.targeting.change"].with_user(user or self.user_director)
        return wizard.create({"targeting_id": (targeting or self.targeting).id, "day": date(2026, 5, 12), **values})

    def find(self, action):
        return self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])

    def test_entered_and_left(self):
        change = self.change()
        self.assertEqual(change.snapshot_id.taken_at, MONDAY)
        self.assertEqual((change.entered_count, change.left_count), (1, 1))
        self.assertEqual((change.entered_names, change.left_names), ("Enters", "Leaves"))
        self.assertEqual(self.find(change.action_view_entered()), self.enters)
        self.assertEqual(self.find(change.action_view_left()), self.leaves)

    def test_archived_customers_left(self):
        self.stays.active = False
        change = self.change()
        self.assertEqual(change.left_count, 2)
        self.assertEqual(self.find(change.action_view_left()), self.leaves + self.stays)

    def test_nearest_snapshot_is_named(self):
        with freeze_time(MONDAY + timedelta(days=2)):
            self.targeting.action_refresh_count()
        self.assertIn("5/11/26", self.change(day=date(2026, 5, 12)).snapshot_sentence)
        later = self.change(day=date(2026, 5, 30))
        self.assertIn("5/13/26", later.snapshot_sentence)
        self.assertEqual((later.entered_count, later.left_count), (0, 0))
        self.assertIn("nothing older is known", self.change(day=date(2026, 5, 1)).snapshot_sentence)

    def test_day_is_that_of_the_point_of_sale(self):
        self.assertEqual(self.targeting._get_end_of_day(date(2026, 5, 12)), datetime(2026, 5, 12, 21, 59, 59))
        self.team_a.tz = "America/New_York"
        self.assertEqual(self.targeting._get_end_of_day(date(2026, 5, 12)), datetime(2026, 5, 13, 3, 59, 59))

    def test_since_the_last_run(self):
        change = self.change(since="run")
        self.assertEqual((change.snapshot_id.id, change.entered_count), (False, 0))
        self.assertIn("No scenario has run", change.snapshot_sentence)
        scenario = self.make_scenario(self.targeting)
        scenario._run()
        self.make_customer("Later", city="Estaing")
        change = self.change(since="run")
        self.assertEqual(change.snapshot_id.reason, "run")
        self.assertEqual((change.entered_names, change.left_names), ("Later", ""))

    def test_what_is_the_same_is_not_written_again(self):
        self.targeting.action_refresh_count()
        count = len(self.targeting.snapshot_ids)
        self.assertEqual(count, 2)
        self.targeting.action_refresh_count()
        self.assertEqual(len(self.targeting.snapshot_ids), count)

    def test_another_rule_is_a_change(self):
        self.targeting.rule_tree = {"match": "all", "rules": [condition("customer.name", "is", "Nobody at All")]}
        self.assertEqual(self.targeting.snapshot_ids[0].count, 0)
        self.assertEqual(self.change().left_count, 2)

    def test_another_subject_cannot_be_compared(self):
        self.targeting.write({"subject": "vehicle", "rule_tree": {"match": "all", "rules": [CITY]}})
        self.assertEqual(self.change().snapshot_id.res_model, "fleet.vehicle")

    def test_other_subjects(self):
        with freeze_time(MONDAY):
            targeting = self.make_targeting(
                "vehicle", [condition("vehicle.mileage", ">", 60000), CITY], user_id=self.user_director.id
            )
        vehicle = self.make_vehicle(self.stays, mileage=70000)
        change = self.change(targeting=targeting)
        self.assertEqual(self.find(change.action_view_entered()), vehicle)

    def test_reader_is_narrowed_by_their_own_rules(self):
        """The comparison is the author's, so that nobody seems to have left whom only the reader cannot see."""
        with freeze_time(MONDAY):
            targeting = self.make_targeting("lead", user_id=self.user_director.id)
        seen = self.make_lead(self.stays)
        hidden = self.make_lead(self.stays, team_id=self.team_b.id, user_id=self.user_sales_b.id)
        self.assertEqual(self.find(self.change(targeting=targeting).action_view_entered()), seen + hidden)
        change = self.change(user=self.user_sales, targeting=targeting)
        action = change.action_view_entered()
        self.assertEqual(self.env["crm.lead"].with_user(self.user_sales).search(action["domain"]), seen)
        self.assertEqual((change.entered_count, change.left_count), (1, 0))

    def test_snapshots_are_seen_with_their_targeting(self):
        self.targeting.visibility = "me"
        snapshots = self.env["dealership.targeting.snapshot"]
        own = [("targeting_id", "=", self.targeting.id)]
        self.assertTrue(snapshots.with_user(self.user_director).search(own))
        self.assertFalse(snapshots.with_user(self.user_sales).search(own))
        snapshot = snapshots.search(own, limit=1)
        domain = [("dealership_left_id", "=", snapshot.id)]
        self.assertFalse(self.env["res.partner"].with_user(self.user_sales).search(domain))

    def test_an_author_who_may_no_longer_read_it(self):
        targeting = self.make_targeting("repair_order", user_id=self.user_director.id)
        self.make_repair_order(self.stays)
        self.user_director.group_ids = self.env.ref("base.group_user")
        targeting.action_refresh_count()
        self.assertEqual(targeting.snapshot_ids.mapped("count"), [0])

    def test_daily_snapshots_of_what_active_scenarios_use(self):
        now = fields.Datetime.now()
        due = self.env["dealership.targeting"]._get_due_for_snapshot
        self.assertNotIn(self.targeting, due(now))
        scenario = self.make_scenario(self.targeting)
        self.assertIn(self.targeting, due(now))
        self.targeting._take_snapshots("daily")
        self.assertNotIn(self.targeting, due(now))
        self.assertIn(self.targeting, due(now + timedelta(days=1)))
        scenario.state = "paused"
        self.assertNotIn(self.targeting, due(now + timedelta(days=1)))

    def test_thinning(self):
        now = datetime(2026, 11, 21, 12, 0)
        self.targeting.snapshot_ids.unlink()
        snapshots = self.env["dealership.targeting.snapshot"].create(
            [
                {"targeting_id": self.targeting.id, "taken_at": taken_at, "reason": "daily", "res_model": "res.partner"}
                for taken_at in (
                    datetime(2026, 11, 21, 9),
                    datetime(2026, 11, 21, 10),
                    datetime(2026, 11, 10, 9),
                    datetime(2026, 11, 10, 17),
                    datetime(2026, 11, 11, 9),
                    datetime(2026, 9, 7, 9),  # a Monday
                    datetime(2026, 9, 13, 9),  # the Sunday of the same week
                    datetime(2026, 9, 14, 9),
                    datetime(2025, 10, 1, 9),
                )
            ]
        )
        kept = [snapshots[place].taken_at for place in (0, 1, 3, 4, 6, 7)]
        snapshots._thin_out(now)
        self.assertEqual(snapshots.exists().mapped("taken_at"), kept)


@tagged("post_install", "-at_install")
class TestSearchByTargeting(TargetingCommon):
    def test_in_any_domain(self):
        found = self.make_customer("Found", city="Estaing")
        other = self.make_customer("Other", city="Estaing", ref="X")
        targeting = self.make_targeting(rules=[CITY], name="People of Estaing")
        partners = self.env["res.partner"]
        among = [("id", "in", (found + other).ids)]
        for operator, value in (("=", targeting.id), ("in", targeting.ids), ("ilike", "of Estaing")):
            self.assertEqual(partners.search([("dealership_targeting_id", operator, value)]), found + other, operator)
        self.assertEqual(partners.search([("dealership_targeting_id", "=", targeting.id), ("ref", "=", "X")]), other)
        self.assertFalse(partners.search([("dealership_targeting_id", "!=", targeting.id), *among]))
        self.assertFalse(self.env["fleet.vehicle"].search([("dealership_targeting_id", "=", targeting.id)]))

    def test_a_targeting_one_may_not_see_finds_nothing(self):
        self.make_customer("Found", city="Estaing")
        targeting = self.make_targeting(rules=[CITY], visibility="me", user_id=self.user_director.id)
        partners = self.env["res.partner"].with_user(self.user_sales)
        self.assertFalse(partners.search([("dealership_targeting_id", "=", targeting.id)]))

    def test_lists_open_without_ids(self):
        targeting = self.make_targeting(rules=[CITY])
        self.assertEqual(targeting.action_view_customers()["domain"], [("dealership_targeting_id", "=", targeting.id)])

    def test_lists_can_be_searched_by_targeting(self):
        """The lists open in the views of the trade, and their search offers the targetings that return such records."""
        for subject, _label in self.env["dealership.targeting"]._selection_subject():
            targeting = self.make_targeting(subject, name=f"All of {subject}")
            action = targeting.with_user(self.user_director).action_view_customers()
            records = self.env[action["res_model"]].with_user(self.user_director)
            view_id = action["search_view_id"] and action["search_view_id"][0]
            self.assertIn("dealership_targeting_id", records.get_view(view_id, "search")["arch"], subject)
            self.assertEqual(action["views"][0][1], "list", subject)
            found = records.search([("dealership_targeting_id", "ilike", targeting.name)])
            self.assertEqual(found, records.search(action["domain"]), subject)
