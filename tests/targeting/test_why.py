from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import NOW, TargetingCommon, condition, group, scope


@tagged("post_install", "-at_install")
class TestWhy(TargetingCommon):
    """Each kind of node, true and false, and what decided it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet", city="Millau")

    def explain(self, *rules, subject="customer", customer=None, user=None, **vals):
        targeting = self.make_targeting(subject, rules, name="Tested", **vals).with_user(user or self.env.user)
        explained = targeting._explain((customer or self.customer).with_user(user or self.env.user), NOW)
        found = targeting._search_subjects(NOW)
        if subject == "customer":
            self.assertEqual(explained.holds, (customer or self.customer) in found)
        return explained.to_json()

    def explain_node(self, rule, **options):
        """Return the node of the only rule."""
        root = self.explain(rule, **options)
        [group_node] = root["children"]
        [node] = group_node["children"]
        self.assertEqual(node["holds"], root["holds"])
        return node

    def assertNode(self, node, holds, detail="", label=None):
        self.assertEqual((node["holds"], node["detail"]), (holds, detail))
        if label:
            self.assertEqual(node["label"], label)

    def test_condition_on_the_record(self):
        node = self.explain_node(condition("customer.city", "is", "Rodez"))
        self.assertNode(node, False, "City: Millau", "Whose city is “Rodez”")
        self.assertNode(self.explain_node(condition("customer.city", "is", "Millau")), True, "City: Millau")

    def test_values_of_every_kind(self):
        tag = self.env["res.partner.category"].create({"name": "Fleet"})
        self.customer.write({"category_id": [Command.link(tag.id)], "birthdate_date": "1980-05-13", "lang": "en_US"})
        details = {
            "customer.tags": "Tags: Fleet",
            "customer.birthday": "Birthday: 05/13/1980",
            "customer.country": "Country: France",
            "customer.salesperson": "Salesperson: nothing",
            "customer.company_type": "Company or person: Person",
            "customer.consent_marketing_email": "Consent: Marketing by E-mail: Undecided",
        }
        for attribute, detail in details.items():
            self.assertEqual(self.explain_node(condition(attribute, "set"))["detail"].lower(), detail.lower())
        node = self.explain_node(condition("customer.email_present", "is", True))
        self.assertNode(node, True, "E-mail address present: Yes")

    def test_conditions_on_the_same_record(self):
        """One vehicle has the brand, another the mileage: the node is false, and tells which fails what."""
        brand = self.make_vehicle(self.customer, mileage=10)
        mileage = self.make_vehicle(self.customer, mileage=90000, model_id=self.model_clio.id)
        rules = [condition("vehicle.brand", "is", self.brand_peugeot.id), condition("vehicle.mileage", ">", 50000)]
        root = self.explain(*rules)
        [node] = root["children"][0]["children"]
        self.assertFalse(node["holds"])
        verdicts = {child["record"]["id"]: [part["holds"] for part in child["children"]] for child in node["children"]}
        self.assertEqual(verdicts, {brand.id: [True, False], mileage.id: [False, True]})
        mileage.model_id = self.model_208
        [node] = self.explain(*rules)["children"][0]["children"]
        self.assertTrue(node["holds"])
        self.assertEqual([child["record"]["id"] for child in node["children"]], mileage.ids)
        self.assertEqual(node["children"][0]["record"]["name"], mileage.display_name)

    def test_no_linked_record_at_all(self):
        self.assertNode(self.explain_node(condition("vehicle.mileage", ">", 5)), False, "no vehicle at all")

    def test_groups(self):
        here, there = condition("customer.city", "is", "Millau"), condition("customer.city", "is", "Rodez")
        for match, rules, holds in (
            ("any", [here, there], True),
            ("any", [there], False),
            ("none", [there], True),
            ("none", [here, there], False),
            ("all", [here, there], False),
            ("all", [], True),
        ):
            node = self.explain_node(group(*rules, match=match))
            self.assertEqual(node["holds"], holds, (match, rules))
            self.assertEqual([child["holds"] for child in node["children"]], [rule is here for rule in rules])

    def test_in_an_any_group_each_condition_speaks_for_itself(self):
        self.make_vehicle(self.customer, mileage=10)
        rules = [condition("vehicle.mileage", "<", 20), condition("vehicle.mileage", ">", 50000)]
        node = self.explain_node(group(*rules, match="any"))
        self.assertEqual([child["holds"] for child in node["children"]], [True, False])

    def test_scope_that_counts(self):
        self.make_vehicle(self.customer, mileage=10)
        old = self.make_vehicle(self.customer, mileage=90000)
        rule = scope("vehicle", condition("vehicle.mileage", ">", 50000), times=(">=", 2))
        node = self.explain_node(rule)
        self.assertNode(node, False, "1 found")
        self.assertEqual([child["holds"] for child in node["children"]], [True, False])
        self.assertEqual(node["children"][0]["record"]["id"], old.id)
        rule["times"]["value"] = 1
        self.assertNode(self.explain_node(rule), True, "1 found")

    def test_scope_that_picks(self):
        rule = scope("appointment", condition("appointment.status", "is", "planned"), pick="next")
        self.assertNode(self.explain_node(rule), False, "there is none")
        later = self.make_appointment(self.customer, NOW + timedelta(days=9))
        soon = self.make_appointment(self.customer, NOW + timedelta(days=2), appointment_status="cancelled")
        node = self.explain_node(rule)
        self.assertFalse(node["holds"])
        [picked] = node["children"]
        self.assertEqual((picked["record"]["id"], picked["holds"]), (soon.id, False))
        self.assertTrue(picked["record"]["date"])
        self.assertEqual(picked["children"][0]["detail"], "Status: Cancelled")
        soon.unlink()
        node = self.explain_node(rule)
        self.assertTrue(node["holds"])
        self.assertEqual(node["children"][0]["record"]["id"], later.id)

    def test_scope_of_none(self):
        rule = scope("appointment", pick="next", times=("=", 0))
        self.assertNode(self.explain_node(rule), True, "there is none")
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=9))
        node = self.explain_node(rule)
        self.assertFalse(node["holds"])
        self.assertEqual(node["children"][0]["record"]["id"], appointment.id)

    def test_who_is_no_customer(self):
        self.customer.active = False
        self.assertEqual(self.explain()["children"][0]["label"], "Is archived")
        self.customer.write({"active": True, "type": "delivery", "parent_id": self.make_customer("Owner").id})
        root = self.explain()
        self.assertFalse(root["holds"])
        self.assertEqual(root["children"][0]["label"], "Is a delivery, invoice or other address of a customer")
        company = self.explain(customer=self.company_a.partner_id)
        self.assertIn("Is one of your own companies", [child["label"] for child in company["children"]])
        staff = self.explain(customer=self.user_sales.partner_id)
        self.assertIn("Is one of your staff", [child["label"] for child in staff["children"]])

    def test_another_subject(self):
        rule = condition("vehicle.mileage", ">", 50000)
        root = self.explain(rule, subject="vehicle")
        self.assertNode(root, False, "no vehicle at all")
        small, large = self.make_vehicle(self.customer, mileage=10), self.make_vehicle(self.customer, mileage=90000)
        root = self.explain(rule, subject="vehicle")
        self.assertTrue(root["holds"])
        verdicts = {child["record"]["id"]: child["holds"] for child in root["children"]}
        self.assertEqual(verdicts, {small.id: False, large.id: True})

    def test_operation(self):
        here = self.make_targeting(rules=[condition("customer.city", "is", "Millau")], name="Here")
        owners = self.make_targeting("vehicle", name="Owners")
        lines = [Command.create({"operand_id": targeting.id}) for targeting in here + owners]
        options = {"mode": "operation", "operation": "difference", "operand_ids": lines}
        root = self.explain(**options)
        self.assertEqual(
            [(child["label"], child["holds"]) for child in root["children"]], [("Here", True), ("Owners", False)]
        )
        self.assertTrue(root["holds"])
        self.make_vehicle(self.customer)
        root = self.explain(**options)
        self.assertFalse(root["holds"])
        self.assertTrue(root["children"][1]["children"][0]["holds"])

    def test_just_outside_then_in(self):
        """Read the reason, change the record, see the customer in."""
        order = self.make_repair_order(self.customer, opened_at=datetime(2025, 12, 1))
        targeting = self.make_targeting(
            rules=[
                scope(
                    "repair_order", condition("repair_order.opened", "ago_more", {"n": 6, "unit": "month"}), pick="last"
                )
            ]
        )
        self.assertNotIn(self.customer, targeting._search_subjects(NOW))
        node = targeting._explain(self.customer, NOW).to_json()
        reason = node["children"][0]["children"][0]["children"][0]
        self.assertEqual((reason["record"]["id"], reason["holds"]), (order.id, False))
        self.assertIn("2025", reason["children"][0]["detail"])
        order.opened_at = datetime(2025, 10, 1)
        self.assertIn(self.customer, targeting._search_subjects(NOW))
        self.assertTrue(targeting._explain(self.customer, NOW).holds)

    def test_rights(self):
        """What the user may not read decides nothing, and is not named."""
        self.make_lead(self.customer, name="Hidden", team_id=self.team_b.id, user_id=self.user_sales_b.id)
        rule = scope("lead")
        self.assertTrue(self.explain_node(rule)["holds"])
        node = self.explain_node(rule, user=self.user_sales, visibility="everyone")
        self.assertNode(node, False, "0 found")
        self.assertFalse(node["children"])
        foreign = self.make_customer("Foreign", team_id=self.team_foreign.id)
        with self.assertRaises(AccessError):
            self.explain(rule, customer=foreign, user=self.user_sales)
        private = self.make_targeting(visibility="me", user_id=self.user_administrator.id)
        with self.assertRaises(AccessError):
            private.with_user(self.user_sales)._explain(self.customer.with_user(self.user_sales), NOW)

    def test_dialog(self):
        finding = self.make_targeting(rules=[condition("customer.city", "is", "Millau")], name="Finds her")
        missing = self.make_targeting(rules=[condition("customer.city", "is", "Rodez")], name="Does not find her")
        private = self.make_targeting(visibility="me", user_id=self.user_administrator.id, name="Private one")
        context = self.customer.with_user(self.user_sales).action_view_targetings()["context"]
        form = Form(self.env["dealership.targeting.why"].with_user(self.user_sales).with_context(**context))
        finds, _separator, does_not = form.overview.partition("Does not")
        self.assertIn(finding.name, finds)
        self.assertIn(missing.name, does_not)
        self.assertNotIn(private.name, form.overview)
        self.assertFalse(form.explanation)
        form.targeting_id = missing
        self.assertFalse(form.overview)
        self.assertIn("does not find this customer", form.explanation)
        self.assertIn("City: Millau", form.explanation)

    def test_dialog_of_a_targeting(self):
        targeting = self.make_targeting(rules=[condition("vehicle.mileage", ">", 5)])
        vehicle = self.make_vehicle(self.customer, mileage=10, license_plate="<b>")
        form = Form(self.env["dealership.targeting.why"].with_context(**targeting.action_explain()["context"]))
        form.partner_id = self.customer
        self.assertIn(f"/odoo/dealership-vehicles/{vehicle.id}", form.explanation)
        self.assertNotIn("<b>", form.explanation)
