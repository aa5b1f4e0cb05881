"""What a benchmark checks is checked in small with every change."""

from importlib import import_module
from pathlib import Path

from odoo.tests import BaseCase, TransactionCase, tagged

from .. import benchmarks
from ..benchmarks.dealership_group.operations import build_operations
from ..benchmarks.dealership_group.rules import build_cases
from ..benchmarks.dealership_group.seeding import BRANDS, prepare_values, write_rows
from ..benchmarks.feeding.by_hand import load_by_hand
from ..benchmarks.feeding.files import make_files, make_rows
from ..benchmarks.feeding.odoo_load import load_by_odoo
from ..benchmarks.feeds import load_history, make_feed, taken_back
from ..benchmarks.targeting import TargetingBench

# The test that does in small what a benchmark does, with what it asserts; ``docs/benchmarks.md`` says it in words.
IN_SMALL = {
    "consent": "consent.test_model.TestConsentModel",
    "feeds": "test_benchmarks.TestFeedsInSmall.test_15_all_ways_bring_the_same",
    "invoices": "invoice.test_simulation.TestSimulation.test_each_night_sends_what_was_worked_out",
    "killed": "email.test_killed.TestKilled",
    "lifetime": "lead.test_lead_reminder.TestLeadReminder.test_queries_grow_with_the_leads_due",
    "sending": "email.test_smtp.TestSmtp",
    "sms": "sms.test_sms_sending.TestSmsSending",
    "targeting": "test_benchmarks.TestTargetingInSmall.test_11_24_rules_find_what_the_sql_by_hand_finds",
    "webhooks": "call.test_many_callers.TestManyCallers.test_11_24_one_caller_one_open_lead",
}


@tagged("post_install", "-at_install")
class TestEveryBenchmark(BaseCase):
    def test_11_24_each_has_a_test_in_small(self):
        names = {path.stem for path in Path(benchmarks.__file__).parent.glob("*.py")} - {"__init__"}
        self.assertEqual(names, set(IN_SMALL))
        for path in IN_SMALL.values():
            module, _dot, rest = path.partition(".Test")
            found = import_module(f"odoo.addons.crm_dealership.tests.{module}")
            for name in f"Test{rest}".split("."):
                found = getattr(found, name)


@tagged("post_install", "-at_install")
class TestTargetingInSmall(TransactionCase):
    def test_11_24_rules_find_what_the_sql_by_hand_finds(self):
        """The rules of the benchmark, on a thousand of everything; each way of finding has to find as many."""
        env = self.env(context={**self.env.context, "tracking_disable": True, "no_reset_password": True})
        write_rows(env, prepare_values(env, 0.001))
        env.invalidate_all()
        bench = TargetingBench(env, 1, None)
        ids = {brand.name: brand.id for brand in env["fleet.vehicle.model.brand"].browse(self._get_brands(env))}
        found = {case.name: bench.compare(case)["records"] for case in [*build_cases(ids), *build_operations(ids)]}
        self.assertGreater(sum(count > 0 for count in found.values()), len(found) / 2, found)

    def _get_brands(self, env):
        """Return the brands that the seed has just created: the demo data may have some of the same names."""
        brands = env["fleet.vehicle.model.brand"].search([("name", "in", list(BRANDS))], order="id desc")
        return brands[: len(BRANDS)].ids


@tagged("post_install", "-at_install")
class TestFeedsInSmall(TransactionCase):
    ORDERS = 40

    def test_15_all_ways_bring_the_same(self):
        team = self.env["crm.team"].search([("company_id", "!=", False)], limit=1)
        feed = make_feed(self.env, team)
        ways = {
            "feed": lambda: load_history(feed, self.ORDERS),
            "by hand": lambda: load_by_hand(self.env, team, make_files(make_rows(self.ORDERS))),
            "load()": lambda: load_by_odoo(self.env, team, make_rows(self.ORDERS)),
        }
        found = {}
        for way, load in ways.items():
            with taken_back(self.env):
                self.assertEqual(load(), self.ORDERS, way)
                found[way] = self._tell(team)
        self.assertEqual(len(found["feed"]), self.ORDERS)
        for way in ways:
            self.assertEqual(found[way], found["feed"], way)

    def _tell(self, team):
        """Return what is known of each repair order, its customer and its vehicle."""
        orders = self.env["dealership.repair.order"].search([("name", "=like", "OR00000__"), ("team_id", "=", team.id)])
        return sorted(
            (
                *(order.name, order.status, order.mileage, order.customer_pay_amount, order.partner_id.name),
                *(order.partner_id.email_normalized, order.partner_id.phone_sanitized, order.partner_id.ref),
                *(order.vehicle_id.license_plate, order.vehicle_id.vin_sn, order.vehicle_id.owner_id.ref),
            )
            for order in orders
        )
