from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree

from .common import NOW, TargetingCommon, condition, group, scope


@tagged("post_install", "-at_install")
class TestAlternatives(TargetingCommon):
    """ANY over several categories: right, within the evaluator's rights, and said as a join."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_customer("Owner", city="Millau")
        cls.make_vehicle(cls.owner, sale_type="vn")
        cls.prospect = cls.make_customer("Prospect", city="Millau")
        cls.lead = cls.make_lead(cls.prospect, business_attribute="apv")
        cls.neighbour = cls.make_customer("Neighbour", city="Rodez")
        cls.stranger = cls.make_customer("Stranger", city="Albi")
        cls.everyone = cls.owner + cls.prospect + cls.neighbour + cls.stranger
        cls.is_owner = condition("vehicle.sale_type", "is", "vn")
        cls.is_prospect = condition("lead.business_attribute", "is", "apv")
        cls.in_rodez = condition("customer.city", "is", "Rodez")

    def get_sql(self, *rules, match="any"):
        schema = self.env["dealership.catalogue"]._get_schema()
        root = parse_tree(group(*rules, match=match), schema)
        domain = compile_tree(root, "customer", schema, self.team_a._get_targeting_clock(NOW))
        return self.env["res.partner"]._search(domain).select().code

    def test_any(self):
        rules = (self.is_owner, self.is_prospect, self.in_rodez)
        self.assertFinds(self.owner + self.prospect + self.neighbour, *rules, match="any", among=self.everyone)
        self.assertFinds(self.stranger, *rules, match="none", among=self.everyone)
        self.assertFinds(self.stranger, group(group(*rules, match="any"), match="none"), among=self.everyone)

    def test_not_all(self):
        both = group(self.is_owner, condition("customer.city", "is", "Millau"))
        others = self.prospect + self.neighbour + self.stranger
        self.assertFinds(others, group(both, match="none"), among=self.everyone)

    def test_negatives_and_scopes_as_alternatives(self):
        rules = (condition("customer.city", "is_not", "Millau"), scope("vehicle", times=("=", 0)))
        self.assertFinds(self.everyone - self.owner, *rules, match="any", among=self.everyone)
        twice = scope("vehicle", times=(">=", 2))
        self.assertFinds(self.neighbour, self.in_rodez, twice, match="any", among=self.everyone)

    def test_alternatives_within_another_category(self):
        order = self.make_repair_order(self.owner, vehicle_id=self.make_vehicle(self.owner).id, status="open")
        rules = (
            condition("repair_order.vehicle_brand", "is", order.vehicle_id.brand_id.id),
            condition("repair_order.status", "is", "closed"),
        )
        self.assertFinds(self.owner, scope("repair_order", *rules, match="any"), among=self.everyone)
        self.assertFinds(self.owner, *rules, match="any", among=self.everyone)

    def test_rights(self):
        """Each part finds no more than the evaluator may read, and neither does the whole."""
        rules = (self.is_prospect, self.in_rodez)
        found = {"match": "any", "among": self.everyone}
        self.assertFinds(self.prospect + self.neighbour, *rules, user=self.user_sales, **found)
        self.assertFinds(self.neighbour, *rules, user=self.user_sales_b, **found)
        self.assertFinds(self.everyone.browse(), *rules, user=self.user_foreign, **found)

    def test_parts_about_others_are_joined(self):
        self.assertIn("UNION", self.get_sql(self.is_owner, self.in_rodez))
        self.assertNotIn("UNION", self.get_sql(self.in_rodez, condition("customer.name", "set")))
        self.assertNotIn("UNION", self.get_sql(self.is_owner, self.in_rodez, match="none"))
        self.assertEqual(self.get_sql(self.is_owner, self.is_prospect, self.in_rodez).count("UNION"), 2)
        undecided = condition("customer.consent_marketing_email", "in", ["granted", "undecided"])
        self.assertIn("UNION", self.get_sql(undecided, match="all"))
