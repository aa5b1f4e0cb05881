from itertools import cycle
from unittest.mock import Mock, patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.targeting import guard
from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree

from .common import NOW, TargetingCommon, condition, group, scope


@tagged("post_install", "-at_install")
class TestGuard(TargetingCommon):
    """Whether a part of a rule is listed or looked up is asked of PostgreSQL; the result is the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_rodez = condition("customer.city", "is", "Rodez")
        cls.paid = scope("repair_order", condition("repair_order.customer_pay", ">", 500), pick="last")
        cls.owns = group(
            condition("vehicle.sale_type", "is", "vn"), condition("repair_order.status", "is", "open"), match="any"
        )

    def get_sql(self, *rules, match="all", subject="customer"):
        schema = self.env["dealership.catalogue"]._get_schema()
        domain = compile_tree(parse_tree(group(*rules, match=match), schema), subject, schema, self.get_clock())
        return self.env[schema[subject].model]._search(domain).select().code

    def get_clock(self):
        return self.team_a._get_targeting_clock(NOW)

    def expect(self, listed, left):
        """Make PostgreSQL expect so many rows: of the listing, then of what the others leave."""
        rows = cycle([listed, left])
        return patch.multiple(guard, _expect=lambda env, sql: next(rows), _has_many=lambda model: True)

    def test_few_records_left_are_looked_up(self):
        with self.expect(1_000_000, 100):
            self.assertIn("LATERAL", self.get_sql(self.in_rodez, self.paid))
            self.assertNotIn("UNION", self.get_sql(self.in_rodez, self.owns))

    def test_many_records_left_are_listed(self):
        with self.expect(1_000_000, 900_000):
            self.assertNotIn("LATERAL", self.get_sql(self.in_rodez, self.paid))
            self.assertIn("UNION", self.get_sql(self.in_rodez, self.owns))

    def test_what_is_listed_fast_is_listed(self):
        with self.expect(500, 1):
            self.assertNotIn("LATERAL", self.get_sql(self.in_rodez, self.paid))

    def test_nothing_is_asked_where_there_is_no_choice(self):
        with patch.multiple(guard, _expect=Mock(side_effect=AssertionError), _has_many=lambda model: True):
            self.get_sql(self.paid)
            self.get_sql(self.owns)
            self.get_sql(self.in_rodez, condition("vehicle.sale_type", "is", "vn"))
            self.get_sql(self.in_rodez, self.paid, match="any")

    def test_what_is_nested_is_not_planned_again_and_again(self):
        """Each level of a deep rule that has choices everywhere asks twice, not twice as often as the next."""
        asked = []
        tree = group(self.in_rodez, self.paid, self.owns)
        for _level in range(12):
            tree = group(self.in_rodez, self.paid, group(self.owns, tree, match="any"))
        answer = patch.object(guard, "_expect", lambda env, sql: asked.append(1) or 50_000)
        with answer, patch.object(guard, "_has_many", lambda model: True):
            self.get_sql(tree)
        self.assertLess(len(asked), 13 * 6)

    def test_the_database_is_asked(self):
        nobody = guard.Domain("id", "=", 0)
        self.assertFalse(self.ask(nobody, 1_000_000), "among few customers there is nothing to ask")
        with patch.object(guard, "_has_many", lambda model: True):
            self.assertTrue(self.ask(nobody, 1_000_000))
            self.assertFalse(self.ask(nobody, 500))

    def ask(self, left, listed):
        """Ask whether to look up, where so many would be listed."""
        listing = guard.SQL("SELECT * FROM generate_series(1, %s) AS id", listed)
        return guard.should_look_up(self.env["res.partner"], left, listing)

    def test_sizes_of_tables_are_known_without_a_query(self):
        catalogue = self.env["dealership.catalogue"]
        with self.assertQueryCount(0):
            self.assertFalse(catalogue._has_at_least("res_partner", 10**9))
        with freeze_time("2090-01-01"), self.assertQueryCount(1):
            catalogue._has_at_least("res_partner", 1)
        self.registry["dealership.catalogue"]._remember_sizes(catalogue)
