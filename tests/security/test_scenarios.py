from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..ledger.common import DeliveryCommon

LEDGER = [
    "dealership.scenario",
    "dealership.scenario.step",
    "dealership.scenario.run",
    "dealership.enrolment",
    "dealership.delivery",
]


@tagged("post_install", "-at_install")
class TestScenarioAccess(DeliveryCommon):
    """Who sees and changes scenarios and their ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_townsman("Jeanne")
        cls.scenario = cls.make_scenario(cls.targeting)
        cls.first_run = cls.scenario._run()
        cls.records = {
            "dealership.scenario": cls.scenario,
            "dealership.scenario.step": cls.scenario.step_ids,
            "dealership.scenario.run": cls.first_run,
            "dealership.enrolment": cls.first_run.enrolment_ids,
            "dealership.delivery": cls.first_run.delivery_ids,
        }

    def count(self, model, user):
        found = self.env[model].with_user(user).search_count([("id", "in", self.records[model].ids)])
        groups = self.env[model].with_user(user)._read_group([("id", "in", self.records[model].ids)], [], ["__count"])
        self.assertEqual(groups, [(found,)])
        return found

    def test_read_and_count(self):
        for model in LEDGER:
            with self.subTest(model=model):
                for user in (self.user_sales, self.user_director, self.user_administrator):
                    self.assertEqual(self.count(model, user), 1, user.login)
                for user in (self.user_sales_b, self.user_foreign):
                    self.assertEqual(self.count(model, user), 0, user.login)
                    with self.assertRaises(AccessError):
                        self.records[model].with_user(user).read(["display_name"])

    def test_nobody_writes_the_ledger(self):
        for model in LEDGER[2:]:
            for user in (self.user_sales, self.user_director, self.user_administrator):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.records[model].with_user(user).write(
                        {"partner_id": False} if "partner_id" in self.env[model] else {"targeted_count": 9}
                    )
                with self.assertRaises(AccessError):
                    self.records[model].with_user(user).unlink()

    def test_directors_change_the_scenarios_of_their_points_of_sale(self):
        self.scenario.with_user(self.user_director).name = "Renamed"
        with self.assertRaises(AccessError):
            self.scenario.with_user(self.user_sales).name = "Not mine"
        place = {"team_id": self.team_foreign.id, "user_id": self.user_foreign.id}
        foreign = self.make_scenario(self.make_targeting(**place), **place)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_director).name = "Not mine"

    def test_deciding_on_a_delivery_needs_to_see_it(self):
        delivery = self.make_scenario(self.targeting, steps=[{"automatic": False}])._run().delivery_ids
        with self.assertRaises(AccessError):
            delivery.with_user(self.user_sales_b).action_mark_done()
        delivery.with_user(self.user_sales).action_leave_out()
        self.assertEqual(delivery.state, "skipped")

    def test_running_needs_the_right_to_change(self):
        with self.assertRaises(AccessError):
            self.scenario.with_user(self.user_sales).action_run()
        self.scenario.with_user(self.user_director).action_run()
        self.assertEqual(len(self.scenario.run_ids), 2)
