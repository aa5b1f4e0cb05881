from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.targeting.conditions import SameText

from .common import NOW, TargetingCommon, condition, group


@tagged("post_install", "-at_install")
class TestSameText(TargetingCommon):
    """Which texts "is" finds, and how PostgreSQL finds them."""

    def test_16_11_capitals_and_blanks_around_make_no_other_text(self):
        """Written by SQL, as programs and other addons may: Odoo itself takes the blanks away of some texts only."""
        codes = ["N", "n", "N ", "\tn\n", "\N{NO-BREAK SPACE}n", "É", "é ", "E", "N N", "NN", "", " ", None]
        jeanne = self.make_customer("Jeanne")
        orders = self.env["dealership.repair.order"].union(*(self.make_repair_order(jeanne) for _code in codes))
        for order, code in zip(orders, codes, strict=True):
            self.env.cr.execute(
                "UPDATE dealership_repair_order SET dms_status_code = %s WHERE id = %s", (code, order.id)
            )
        orders.invalidate_recordset()
        for asked in ("N", " n", "n\N{NO-BREAK SPACE}"):
            rule = condition("repair_order.dms_status_code", "is", asked)
            self.assertFinds(orders[:5], rule, subject="repair_order", among=orders)
            rule = condition("repair_order.dms_status_code", "is_not", asked)
            self.assertFinds(orders[5:], rule, subject="repair_order", among=orders)
        accented, letters = (condition("repair_order.dms_status_code", "is", asked) for asked in ("É", "n N"))
        self.assertFinds(orders[5:7], accented, subject="repair_order", among=orders)
        self.assertFinds(orders[5:7] + orders[8], accented, letters, match="any", subject="repair_order", among=orders)
        self.assertFinds(
            orders - orders[5:7] - orders[8], accented, letters, match="none", subject="repair_order", among=orders
        )
        with self.assertRaisesRegex(ValidationError, "the text is empty"):
            self.find(condition("repair_order.dms_status_code", "is", " \N{NO-BREAK SPACE}"))

    def test_16_11_an_index_finds_what_is_the_same(self):
        """Few of many: PostgreSQL, told that reading the table costs much, looks the text up."""
        targeting = self.env["dealership.targeting"].create(
            {"name": "Rodez", "rule_tree": group(condition("customer.city", "is", "rodez"))}
        )
        query = self.env["res.partner"]._search(targeting._get_domain(NOW), active_test=False)
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query.select())))
        self.assertIn("res_partner_city_same_idx", plan)

    def test_16_11_an_index_of_trigrams_is_asked_first(self):
        same_text = SameText("name", ["OR 12_7"])
        orders = self.env["dealership.repair.order"]
        with patch.object(self.registry, "has_trigram", True):
            code = orders._search(same_text).select().code
        self.assertIn("ILIKE", code.upper())
        jeanne = self.make_customer("Jeanne")
        order = self.make_repair_order(jeanne, name="or 12_7 ")
        self.make_repair_order(jeanne, name="OR 1217")
        with patch.object(self.registry, "has_trigram", True):
            self.assertEqual(orders.search(same_text), order)

    def test_16_11_a_code_since_at_least_two_hours(self):
        """Both of one order: that which has had the code long enough, however its program writes it."""
        jeanne, hours = self.make_customer("Jeanne"), (1, 2, 3, 3)
        orders = self.env["dealership.repair.order"].union(
            *(
                self.make_repair_order(jeanne, dms_status_code=code, dms_status_since=NOW - timedelta(hours=age))
                for code, age in zip(("45", "45 ", "45", "90"), hours, strict=True)
            )
        )
        rules = [
            condition("repair_order.dms_status_code", "is", "45"),
            condition("repair_order.dms_status_since", "ago_at_least", {"n": 2, "unit": "hour"}),
        ]
        self.assertFinds(orders[1:3], *rules, subject="repair_order", among=orders)
        self.assertFinds(jeanne, *rules, among=jeanne)
        rules[1]["operator"] = "ago_at_most"
        self.assertFinds(orders[:2], *rules, subject="repair_order", among=orders)
