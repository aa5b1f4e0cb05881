import json
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import QueryCanceled

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_dealership.models.targeting import targeting_preview

from .common import NOW, TargetingCommon, condition, group, scope

CONTRACT_TREE = {
    "match": "all",
    "rules": [
        {"attribute": "customer.city", "operator": "is", "value": "Rodez"},
        {
            "match": "any",
            "rules": [
                {"attribute": "vehicle.brand", "operator": "in", "value": [3, 7]},
                {
                    "attribute": "vehicle.delivery_date",
                    "operator": "ago_exactly",
                    "value": {"n": 1, "unit": "year"},
                },
            ],
        },
        {"has": "appointment", "pick": "next", "times": {"operator": "=", "value": 0}, "match": "all", "rules": []},
    ],
}


@tagged("post_install", "-at_install")
class TestTargeting(TargetingCommon):
    def make_targeting(self, *rules, **vals):
        return self.env["dealership.targeting"].create({"name": "Test", "rule_tree": group(*rules), **vals})

    def test_contract(self):
        customer = self.make_customer(city="Rodez")
        self.make_vehicle(customer, delivery_date=date(2025, 5, 13))
        targeting = self.make_targeting()
        targeting.rule_tree = CONTRACT_TREE
        domain = targeting._get_domain(NOW)
        self.assertIsInstance(domain, Domain)
        self.assertEqual(targeting._search_subjects(NOW)._name, "res.partner")
        self.assertIn(customer, targeting._search_subjects(NOW))
        self.assertIn(customer, self.env["res.partner"].search(domain & Domain("name", "!=", False)))
        self.assertNotIn(customer, targeting._search_subjects(datetime(2026, 5, 14, 8)))

    def test_one_query_whatever_the_tree(self):
        rules = [
            scope("appointment", condition("appointment.status", "is", "done"), pick="last"),
            scope("repair_order", times=(">=", 2)),
            group(condition("invoice.days_overdue", ">", 10), condition("vehicle.brand", "set"), match="any"),
            condition("customer.blacklisted", "is", False),
        ]
        targeting = self.make_targeting(*rules, team_id=self.team_a.id)
        targeting._search_subjects(NOW)  # rights and translations are cached by now
        domain = targeting._get_domain(NOW)
        with self.assertQueryCount(1):
            self.env["res.partner"].search(domain)

    def test_bad_tree_names_the_node(self):
        with self.assertRaises(ValidationError) as caught:
            self.make_targeting(condition("customer.city", "set"), group(condition("vehicle.colour", "set")))
        self.assertEqual(str(caught.exception), 'rules[1].rules[0]: unknown attribute "vehicle.colour"')
        for tree in (False, [], {"match": "most"}, {"match": "all", "rules": 3}):
            with self.assertRaises(ValidationError) as caught:
                self.env["dealership.targeting"].create({"name": "Bad", "rule_tree": tree})
            self.assertTrue(str(caught.exception).startswith("rule: "), caught.exception)

    def test_bad_tree_on_write(self):
        targeting = self.make_targeting()
        with self.assertRaises(ValidationError):
            targeting.rule_tree = group(condition("customer.city", ">", 3))

    def test_error_is_translated(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        with self.assertRaises(ValidationError) as caught:
            self.env["dealership.targeting"].with_context(lang="fr_FR").create(
                {"name": "Bad", "rule_tree": group(condition("vehicle.colour", "set"))}
            )
        self.assertTrue(str(caught.exception).startswith("rules[0]: "))

    def test_count(self):
        owner = self.make_customer("Owner")
        self.make_vehicle(owner, license_plate="COUNT-1")
        self.make_vehicle(owner, license_plate="COUNT-2")
        rule = condition("vehicle.license_plate", "starts_with", "COUNT-")
        with freeze_time("2026-05-13 08:00:00"):
            targeting = self.make_targeting(rule, subject="vehicle")
            self.assertEqual((targeting.customer_count, targeting.customer_count_date), (1, NOW))
            self.assertEqual(len(targeting._search_subjects()), 2)
        self.make_vehicle(self.make_customer("Other owner"), license_plate="COUNT-3")
        self.assertEqual(targeting.customer_count, 1)
        targeting.action_refresh_count()
        self.assertEqual(targeting.customer_count, 2)
        targeting.rule_tree = group(rule, condition("vehicle.license_plate", "is", "COUNT-3"))
        self.assertEqual(targeting.customer_count, 1)

    def test_code(self):
        first, second = self.make_targeting(), self.make_targeting()
        self.assertTrue(first.code)
        self.assertNotEqual(first.code, second.code)
        self.assertNotEqual(first.copy().code, first.code)
        self.make_targeting(code="A1", company_id=self.company_b.id)
        self.make_targeting(code="A1")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_targeting(code="A1")

    def test_duplicate(self):
        targeting = self.make_targeting(condition("customer.city", "is", "Rodez"), name="Rodez")
        copy = targeting.with_user(self.user_administrator).copy()
        self.assertEqual(copy.name, "Rodez (copy)")
        self.assertEqual(copy.rule_tree, targeting.rule_tree)
        self.assertEqual(copy.user_id, self.user_administrator)

    def test_one_point_of_sale_must_be_chosen(self):
        with self.assertRaises(ValidationError):
            self.make_targeting(visibility="team")

    def test_form(self):
        self.make_customer()
        form = Form(self.env["dealership.targeting"].with_user(self.user_director))
        form.name = "From the form"
        targeting = form.save()
        self.assertEqual(
            (targeting.mode, targeting.subject, targeting.user_id), ("query", "customer", self.user_director)
        )
        self.assertTrue(targeting._search_subjects())

    def test_view_customers(self):
        customer = self.make_customer("To be seen", city="Conques")
        action = self.make_targeting(condition("customer.city", "is", "Conques")).action_view_customers()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(self.env["res.partner"].search(action["domain"]), customer)

    def test_time_zone_is_that_of_the_point_of_sale(self):
        self.team_a.tz = "America/New_York"
        self.assertEqual(str(self.make_targeting(team_id=self.team_a.id)._get_timezone()), "America/New_York")
        self.assertTrue(str(self.make_targeting()._get_timezone()))


@tagged("post_install", "-at_install")
class TestPreview(TargetingCommon):
    def preview(self, *rules, subject="customer", **options):
        return self.env["dealership.targeting"].preview_rule(subject, group(*rules), **options)

    def test_found(self):
        customer = self.make_customer("Zoé Núñez", city="Conques")
        self.make_vehicle(customer)
        vehicle = self.make_vehicle(customer)
        rule = condition("customer.city", "is", "Conques")
        found = self.preview(rule)
        self.assertEqual((found["count"], found["customer_count"], found["error"]), (1, 1, False))
        self.assertEqual(found["customers"][0]["name"], customer.display_name)
        self.assertEqual(found["sentence"], "Customers whose city is “Conques”")
        found = self.preview(rule, subject="vehicle")
        self.assertEqual((found["count"], found["customer_count"]), (2, 1))
        self.assertEqual(found["customers"][0]["id"], customer.id)
        self.assertEqual(found["customers"][0]["record_id"], vehicle.id)

    def test_sentence_names_linked_records(self):
        rule = condition("vehicle.brand", "in", [self.brand_peugeot.id, 999_999])
        sentence = self.env["dealership.targeting"]._describe_rule(group(rule), "customer")
        self.assertEqual(sentence, "Customers with a linked vehicle whose brand is Peugeot (test) or (deleted)")

    def test_incomplete(self):
        error = self.preview(group({"attribute": "vehicle.brand", "operator": "in", "value": []}))["error"]
        self.assertEqual(error["path"], "rules[0].rules[0]")
        self.assertTrue(self.preview(subject="garage")["error"])

    def test_point_of_sale_that_is_none(self):
        for team_id in (None, "1; DROP TABLE crm_team", True, -1, 999_999_999, [self.team_a.id]):
            self.assertFalse(self.preview(team_id=team_id)["error"], team_id)

    def test_time_zone(self):
        self.team_a.tz = "Pacific/Kiritimati"
        customer = self.make_customer("Early bird")
        self.make_repair_order(customer, opened_at=datetime(2026, 5, 13, 8, 30))
        rule = condition("repair_order.opened", "ago_exactly", {"n": 0, "unit": "day"})
        with freeze_time("2026-05-13 09:59:00"):
            names = [line["name"] for line in self.preview(rule, team_id=self.team_a.id)["customers"]]
            self.assertIn(customer.display_name, names)
        with freeze_time("2026-05-13 10:01:00"):  # the next day has begun on Kiritimati
            names = [line["name"] for line in self.preview(rule, team_id=self.team_a.id)["customers"]]
            self.assertNotIn(customer.display_name, names)

    def test_estimate(self):
        """What takes too long to count is estimated, and the transaction lives on."""
        slow = patch.object(
            targeting_preview, "count_sql", lambda *args: SQL("SELECT 1, 1 FROM pg_sleep(5), res_partner")
        )
        self.make_vehicle(self.make_customer())
        with patch.object(targeting_preview, "PREVIEW_MILLISECONDS", 500), slow:
            customers, vehicles = self.preview(), self.preview(subject="vehicle")
        for found in (customers, vehicles):
            self.assertTrue(found["about"])
            self.assertFalse(found["error"])
            self.assertGreaterEqual(found["count"], found["customer_count"])
            self.assertGreater(found["customer_count"], 0)
        self.assertTrue(customers["customers"])
        self.assertFalse(self.preview()["about"])
        self.env.cr.execute("SELECT pg_sleep(0.1)")

    def test_first_records_that_take_too_long(self):
        with patch.object(targeting_preview, "PREVIEW_MILLISECONDS", 50), self.slow_first_records():
            found = self.preview()
        self.assertEqual((found["customers"], found["about"]), ([], False))

    def slow_first_records(self):
        model = self.env.registry["res.partner"]
        search = model._search

        def search_slowly(partners, domain, *args, **options):
            if options.get("limit") == targeting_preview.PREVIEW_LIMIT:
                domain &= Domain.custom(to_sql=lambda model, alias, query: SQL("pg_sleep(5) IS NOT NULL"))
            return search(partners, domain, *args, **options)

        return patch.object(model, "_search", search_slowly)

    def test_time_limit_ends_with_the_preview(self):
        with patch.object(targeting_preview, "PREVIEW_MILLISECONDS", 50):
            self.preview(condition("customer.city", "is", "Nowhere at all"))
        try:
            self.env.cr.execute("SELECT pg_sleep(0.1)")
        except QueryCanceled:
            self.fail("the time limit of the preview still holds")

    def test_code_as_value(self):
        self.make_customer("Still here")
        before = self.env["res.partner"].search_count([])
        for value in ("'; DELETE FROM res_partner; --", "{{ 7 * 7 }}", "%(name)s", "%s", "\\"):
            found = self.preview(condition("customer.city", "contains", value))
            self.assertEqual(found["count"], 0, value)
            self.assertIn(value, found["sentence"])
        self.assertEqual(self.env["res.partner"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestCatalogue(TargetingCommon):
    def setUp(self):
        super().setUp()
        self.catalogue = self.env["dealership.targeting"]._catalogue()
        self.categories = {category["key"]: category for category in self.catalogue["categories"]}

    def get_attribute(self, key):
        category = self.categories[key.split(".")[0]]
        return next(attribute for attribute in category["attributes"] if attribute["key"] == key)

    def test_categories(self):
        keys = ["customer", "lead", "opportunity", "appointment", "vehicle", "repair_order", "recall", "invoice"]
        self.assertEqual([category["key"] for category in self.catalogue["categories"]], [*keys, "call", "message"])
        self.assertFalse(self.categories["message"]["subject"], "messages are spoken of, not returned")
        self.assertEqual(self.categories["customer"]["picks"], ["any"])
        self.assertEqual(self.categories["vehicle"]["picks"], ["any", "last", "next", "first"])

    def test_attributes(self):
        brand = self.get_attribute("vehicle.brand")
        self.assertEqual((brand["type"], brand["relation"]), ("link", "fleet.vehicle.model.brand"))
        kind = self.get_attribute("appointment.kind")
        self.assertIn(["workshop", "Workshop"], kind["choices"])
        self.assertNotIn("hour", self.get_attribute("vehicle.delivery_date")["units"])
        self.assertIn("hour", self.get_attribute("appointment.date")["units"])
        self.assertEqual(self.get_attribute("invoice.amount")["type"], "money")

    def test_calls(self):
        """Who called in vain, and was not talked to since."""
        waiting, answered, silent = (self.make_customer(name) for name in ("Wanda", "Anna", "Silvia"))
        number = self.env["dealership.tracking.number"].create(
            {"name": "Radio", "number": "+33565420009", "team_id": self.team_a.id}
        )
        calls = self.env["dealership.call"]
        values = {"direction": "incoming", "tracking_number_id": number.id, "team_id": self.team_a.id}
        for customer, outcome in ((waiting, "missed"), (answered, "missed"), (answered, "connected")):
            calls.create({**values, "partner_id": customer.id, "outcome": outcome, "duration": 30})
        everyone = waiting + answered + silent
        missed = condition("call.missed", "is", True)
        self.assertFinds(waiting + answered, missed, among=everyone)
        talked = scope("call", condition("call.connected", "is", True), times=("=", 0))
        self.assertFinds(waiting, missed, talked, among=everyone)
        by_number = [condition("call.number", "is", number.id), condition("call.duration", ">=", 30)]
        self.assertFinds(waiting + answered, *by_number, among=everyone)

    def test_messages(self):
        """Who opened a message of a scenario, and who was never written to."""
        reader, stranger = self.make_customer("Lectrice Assidue"), self.make_customer("Jamais Écrit")
        scenario = self.make_scenario(self.make_targeting("customer", [condition("customer.name", "is", reader.name)]))
        run = scenario._run(datetime(2026, 3, 14, 8))
        delivery = run.delivery_ids
        received = condition("message.scenario", "is", scenario.id)
        self.assertFinds(self.env["res.partner"], received, among=reader + stranger)
        self.put(delivery, "sent", sent_at=datetime(2026, 3, 14, 8))
        self.assertFinds(reader, received, among=reader + stranger)
        self.assertFinds(stranger, scope("message", received, times=("=", 0)), among=reader + stranger)
        opened = [received, condition("message.opened", "set")]
        delivery.measured = True
        self.assertFinds(self.env["res.partner"], *opened, among=reader + stranger)
        delivery.opened_at = datetime(2026, 3, 15, 8)
        self.assertFinds(reader, *opened, among=reader + stranger)

    def test_more_fields(self):
        self.assertEqual(self.get_attribute("customer.street")["group"], "more")
        keys = {attribute["key"] for category in self.categories.values() for attribute in category["attributes"]}
        for key in ("customer.id", "customer.active", "customer.image_1920", "customer.child_ids", "customer.zip"):
            self.assertNotIn(key, keys)

    def test_every_operator_is_described(self):
        for category in self.categories.values():
            for attribute in category["attributes"]:
                self.assertLessEqual(set(attribute["operators"]), set(self.catalogue["operators"]))

    def test_it_is_json(self):
        self.assertEqual(json.loads(json.dumps(self.catalogue)), self.catalogue)

    def test_another_addon_adds_an_attribute(self):
        """Extending ``_attributes()`` is all it takes: catalogue, validation, compiler, sentence."""
        category = self.registry["dealership.category.vehicle"]
        attributes = category._attributes

        def _attributes(self):
            return [*attributes(self), self._field_attribute("colour", "color", "Colour")]

        self.patch(category, "_attributes", _attributes)
        red = self.make_vehicle(color="Red")
        found = self.find(condition("vehicle.colour", "is", "Red"), subject="vehicle")
        self.assertEqual(found, red)
