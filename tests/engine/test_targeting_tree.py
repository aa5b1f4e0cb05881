import json

from odoo.fields import Domain
from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.targeting.errors import RuleError
from odoo.addons.crm_dealership.engine.targeting.french import with_article
from odoo.addons.crm_dealership.engine.targeting.schema import Attribute, Category, Schema
from odoo.addons.crm_dealership.engine.targeting.sentence import Words, describe
from odoo.addons.crm_dealership.engine.targeting.tree import Condition, Group, Scope, parse_tree


def make_schema():
    customer = (
        Attribute("city", "City", "text", field="city"),
        Attribute("birthday", "Birthday", "date", field="birthdate_date"),
        Attribute("blacklisted", "Blacklisted", "boolean", field="is_blacklisted"),
    )
    vehicle = (
        Attribute("brand", "Brand", "link", field="brand_id", relation="fleet.vehicle.model.brand"),
        Attribute("mileage", "Mileage", "number", field="mileage"),
        Attribute("sale_type", "Sale type", "choice", field="sale_type", choices=(("vn", "New"), ("vo", "Used"))),
    )
    appointment = (Attribute("date", "Date", "datetime", field="start"),)
    return Schema(
        customer=_make_category("customer", "Customer", "id", "", customer),
        vehicle=_make_category("vehicle", "Vehicle", "owner_id", "delivery_date", vehicle),
        appointment=_make_category("appointment", "Appointment", "customer_id", "start", appointment),
    )


def _make_category(key, label, customer, date, attributes):
    return Category(
        key=key,
        label=label,
        plural=f"{label}s",
        model=f"test.{key}",
        base=Domain.TRUE,
        customer=customer,
        date=date,
        attributes={attribute.key: attribute for attribute in attributes},
    )


def condition(attribute, operator, *value):
    return {"attribute": attribute, "operator": operator, **({"value": value[0]} if value else {})}


def group(*rules, match="all"):
    return {"match": match, "rules": list(rules)}


CITY = condition("customer.city", "is", "Rodez")


@tagged("post_install", "-at_install")
class TestTree(BaseCase):
    def setUp(self):
        super().setUp()
        self.schema = make_schema()

    def assertRefused(self, tree, path, words):
        """Assert that the tree is refused at ``path``, with a message that has ``words``."""
        with self.assertRaises(RuleError) as caught:
            parse_tree(tree, self.schema)
        self.assertEqual(caught.exception.path, path, str(caught.exception))
        self.assertIn(words, str(caught.exception))

    def assertConditionRefused(self, rule, words):
        self.assertRefused(group(CITY, group(rule)), "rules[1].rules[0]", words)

    # -- what is read -------------------------------------------------------------------------------

    def test_nodes_keep_their_place(self):
        scope = {"has": "vehicle", "rules": [condition("vehicle.mileage", ">", 10)]}
        root = parse_tree(group(CITY, group(scope, match="none")), self.schema)
        self.assertIsInstance(root, Group)
        self.assertIsInstance(root.rules[0], Condition)
        inner = root.rules[1].rules[0]
        self.assertIsInstance(inner, Scope)
        self.assertEqual((inner.path, inner.pick, inner.times), ("rules[1].rules[0]", "any", (">=", 1)))
        self.assertEqual(inner.rules[0].path, "rules[1].rules[0].rules[0]")

    def test_message_of_the_contract(self):
        tree = group(CITY, group(condition("vehicle.colour", "is", 1)))
        with self.assertRaises(RuleError) as caught:
            parse_tree(tree, self.schema)
        self.assertEqual(str(caught.exception), 'rules[1].rules[0]: unknown attribute "vehicle.colour"')

    # -- structure ----------------------------------------------------------------------------------

    def test_root_must_be_a_group(self):
        for tree in (None, False, 3, "all", [], {}, CITY, {"has": "vehicle", "match": "all", "rules": []}):
            self.assertRefused(tree, "", "rule: ")

    def test_not_json(self):
        self.assertRefused({"match": "all", "rules": [object()]}, "", "not JSON")
        loop = group()
        loop["rules"].append(loop)
        self.assertRefused(loop, "", "")

    def test_pieces_of_a_group(self):
        self.assertRefused({"match": "some", "rules": []}, "", '"match" must be')
        self.assertRefused({"match": ["all"], "rules": []}, "", '"match" must be')
        self.assertRefused({"match": "all"}, "", '"rules" is missing')
        self.assertRefused({"match": "all", "rules": {}}, "", '"rules" must be a list')
        self.assertRefused({"match": "all", "rules": [], "limit": 3}, "", 'unknown key "limit"')
        for node in (None, 1, "x", [], {}):
            self.assertRefused(group(CITY, node), "rules[1]", "is expected")

    def test_pieces_of_a_condition(self):
        self.assertConditionRefused({**CITY, "negate": True}, 'unknown key "negate"')
        self.assertConditionRefused({"attribute": "customer.city"}, "unknown operator")
        self.assertConditionRefused(condition("customer.city", "ilike", "x"), 'unknown operator "ilike"')
        self.assertConditionRefused(condition("customer.city", ">", "x"), "does not suit")
        self.assertConditionRefused(condition("customer.city", "is"), '"value" is missing')
        self.assertConditionRefused(condition("customer.city", "set", True), 'unknown key "value"')
        for name in (
            None,
            3,
            "",
            "city",
            "customer",
            "customer.",
            ".city",
            "customer.city.name",
            "owner.city",
            "x" * 999,
        ):
            self.assertConditionRefused(condition(name, "is", "x"), "unknown attribute")

    def test_pieces_of_a_scope(self):
        def scope(**keys):
            return {"has": "vehicle", "match": "all", "rules": [], **keys}

        self.assertConditionRefused(scope(has="garage"), 'unknown category "garage"')
        self.assertConditionRefused(scope(has=["vehicle"]), "unknown category")
        self.assertConditionRefused(scope(pick="second"), '"pick" must be')
        self.assertConditionRefused(scope(has="customer", pick="last"), "no date")
        self.assertConditionRefused(scope(match="most"), '"match" must be')
        self.assertConditionRefused(scope(which="x"), 'unknown key "which"')
        for times in (3, {}, {"operator": "="}, {"operator": "=", "value": 1, "more": 1}):
            self.assertConditionRefused(scope(times=times), '"times" must be an object')
        self.assertConditionRefused(scope(times={"operator": "in", "value": 1}), "operator of")
        for value in (-1, 1.0, True, "1", None, 10**9):
            self.assertConditionRefused(scope(times={"operator": "=", "value": value}), "value of")

    def test_a_scope_speaks_of_its_own_category_only(self):
        scope = {"has": "vehicle", "match": "all", "rules": [group(CITY)]}
        self.assertRefused(group(scope), "rules[0].rules[0].rules[0]", "only conditions of")
        scope = {"has": "vehicle", "match": "all", "rules": [{"has": "vehicle"}]}
        self.assertRefused(group(scope), "rules[0].rules[0]", "inside another scope")

    # -- values -------------------------------------------------------------------------------------

    def test_text(self):
        for value in (1, True, None, ["Rodez"], {"n": 1}):
            self.assertConditionRefused(condition("customer.city", "is", value), "a text is expected")
        self.assertConditionRefused(condition("customer.city", "is", ""), "empty")
        self.assertConditionRefused(condition("customer.city", "is", "x" * 1001), "longer")
        for value in ("a\0b", "\ud800"):
            self.assertConditionRefused(condition("customer.city", "is", value), "characters")

    def test_code_is_only_text(self):
        for value in ("'; DROP TABLE res_partner; --", "{{ 7 * 7 }}", "%(x)s %s %", "__import__('os')"):
            root = parse_tree(group(condition("customer.city", "contains", value)), self.schema)
            self.assertEqual(root.rules[0].value, value)

    def test_number(self):
        for value in (True, False, "1", None, [1]):
            self.assertConditionRefused(condition("vehicle.mileage", "=", value), "a number is expected")
        for value in (float("nan"), float("inf"), 1e16, -(10**400)):
            self.assertConditionRefused(condition("vehicle.mileage", "=", value), "out of range")
        self.assertConditionRefused(condition("vehicle.mileage", "between", [2, 1]), "lowest value comes first")
        for value in ([1], [1, 2, 3], 1, {"low": 1, "high": 2}):
            self.assertConditionRefused(condition("vehicle.mileage", "between", value), "two values")

    def test_choice_and_link(self):
        self.assertConditionRefused(condition("vehicle.sale_type", "is", "vx"), "no choice")
        self.assertConditionRefused(condition("vehicle.sale_type", "is", 1), "one of the choices")
        for value in (0, -1, True, 1.0, "3", None, 2**31):
            self.assertConditionRefused(condition("vehicle.brand", "is", value), "id of a record")
        for value in ([], 3, "3", None):
            self.assertConditionRefused(condition("vehicle.brand", "in", value), "a list with at least one")
        self.assertConditionRefused(condition("vehicle.brand", "in", [1] * 1001), "more than")

    def test_boolean(self):
        for value in (1, 0, "true", None):
            self.assertConditionRefused(condition("customer.blacklisted", "is", value), "true or false")

    def test_dates(self):
        for value in ("2026-02-30", "tomorrow", "20260228", 20260228, None, "2026-02-28T10:00:00"):
            self.assertConditionRefused(condition("customer.birthday", "on", value), "a date like")
        for value in ("2026-02-28T25:00:00", "2026-02-28 now", "x" * 99):
            self.assertConditionRefused(condition("appointment.date", "before", value), "a date or a time")
        self.assertConditionRefused(condition("appointment.date", "before", "2026-02-28T10:00:00+02:00"), "time zone")
        self.assertConditionRefused(condition("appointment.date", "on", "2026-02-28T10:00:00"), "a date like")
        mixed = ["2026-02-28", "2026-02-28T10:00:00"]
        self.assertConditionRefused(condition("appointment.date", "between", mixed), "both")

    def test_relative_dates(self):
        for value in (3, {}, {"n": 1}, {"n": 1, "unit": "day", "tz": "x"}):
            self.assertConditionRefused(condition("customer.birthday", "ago_less", value), "an object with")
        for value in (-1, 1.5, True, "1", None, 10**7):
            rule = condition("customer.birthday", "ago_less", {"n": value, "unit": "day"})
            self.assertConditionRefused(rule, '"n" must be')
        for unit in ("fortnight", None, ["day"], "hour"):
            rule = condition("customer.birthday", "ago_less", {"n": 1, "unit": unit})
            self.assertConditionRefused(rule, '"unit" must be')
        self.assertConditionRefused(condition("customer.birthday", "anniversary", {"n": -1}), '"n" must be')
        self.assertConditionRefused(condition("customer.birthday", "anniversary", 0), "an object with")

    # -- size ---------------------------------------------------------------------------------------

    def test_depth(self):
        def nest(depth):
            tree = group(CITY)
            for _level in range(depth - 2):
                tree = group(tree)
            return tree

        parse_tree(nest(40), self.schema)
        self.assertRefused(nest(41), ".".join(["rules[0]"] * 40), "deep")
        self.assertRefused(nest(50), ".".join(["rules[0]"] * 40), "deep")
        self.assertRefused(nest(100_000), "", "")

    def test_number_of_parts(self):
        parse_tree(group(*[CITY] * 2000), self.schema)
        self.assertRefused(group(*[CITY] * 2001), "rules[2000]", "more than")

    def test_megabyte(self):
        tree = group(*[condition("customer.city", "is", "x" * 1000)] * 1000)
        self.assertGreater(len(json.dumps(tree)), 1024 * 1024)
        self.assertRefused(tree, "", "larger than")


@tagged("post_install", "-at_install")
class TestSentence(BaseCase):
    def setUp(self):
        super().setUp()
        self.schema = make_schema()
        names = {3: "Peugeot", 7: "Renault"}
        self.words = Words(
            str, lambda model, ids: [names[record_id] for record_id in ids], lambda value: f"{value:%d/%m/%Y}"
        )

    def assertSentence(self, tree, sentence, subject="customer"):
        root = parse_tree(tree, self.schema)
        self.assertEqual(describe(root, subject, self.schema, self.words), sentence)

    def test_empty_groups(self):
        self.assertSentence(group(), "All customers")
        self.assertSentence(group(match="none"), "All vehicles", "vehicle")
        self.assertSentence(group(match="any"), "No customers")

    def test_same_record(self):
        tree = group(CITY, condition("vehicle.brand", "in", [3, 7]), condition("vehicle.sale_type", "is_not", "vo"))
        self.assertSentence(
            tree,
            "Customers whose city is “Rodez” and with a linked vehicle (whose brand is Peugeot or Renault"
            " and whose sale type is not Used)",
        )

    def test_nested_groups(self):
        tree = group(CITY, group(condition("vehicle.mileage", ">", 15000), CITY, match="any"))
        self.assertSentence(
            tree,
            "Customers whose city is “Rodez” and"
            " (whose city is “Rodez” or with a linked vehicle whose mileage is more than 15\N{NO-BREAK SPACE}000)",
        )
        self.assertSentence(
            group(CITY, match="none"), "Customers for which none of this is true (whose city is “Rodez”)"
        )

    def test_scopes(self):
        appointment = {"has": "appointment", "pick": "next", "times": {"operator": "=", "value": 0}}
        self.assertSentence(group(appointment), "Customers without a next appointment")
        vehicles = {"has": "vehicle", "times": {"operator": ">=", "value": 2}, "match": "all", "rules": []}
        self.assertSentence(group(vehicles), "Customers with at least 2 vehicles")

    def test_dates_and_flags(self):
        tree = group(
            condition("customer.birthday", "anniversary", {"n": 1}),
            condition("customer.birthday", "ago_more", {"n": 18, "unit": "year"}),
            condition("customer.birthday", "between", ["1990-01-01", "1999-12-31"]),
            condition("customer.blacklisted", "is", False),
            condition("customer.city", "not_set"),
        )
        self.assertSentence(
            tree,
            "Customers whose birthday has its anniversary tomorrow and whose birthday was more than 18 years ago"
            " and whose birthday is between 01/01/1990 and 31/12/1999 and not marked “Blacklisted”"
            " and whose city is not known",
        )

    def test_16_11_what_is_0_days_away_is_today(self):
        for unit in ("day", "working_day", "week", "year"):
            for side in ("ago", "ahead"):
                tree = group(condition("customer.birthday", f"{side}_exactly", {"n": 0, "unit": unit}))
                self.assertSentence(tree, "Customers whose birthday is today")
        tree = group(condition("customer.birthday", "ago_exactly", {"n": 1, "unit": "day"}))
        self.assertSentence(tree, "Customers whose birthday was exactly 1 day ago")
        tree = group(condition("appointment.date", "ahead_exactly", {"n": 0, "unit": "hour"}))
        self.assertSentence(tree, "Appointments whose date is in exactly 0 hours", "appointment")

    def test_16_11_at_most_and_at_least(self):
        tree = group(
            condition("appointment.date", "ago_at_least", {"n": 2, "unit": "hour"}),
            condition("appointment.date", "ahead_at_most", {"n": 1, "unit": "week"}),
        )
        self.assertSentence(
            tree,
            "Appointments whose date was at least 2 hours ago and whose date is in at most 1 week",
            "appointment",
        )

    def test_16_11_a_text_is_kept_without_the_blanks_around(self):
        self.assertSentence(group(condition("customer.city", "is", " Rodez ")), "Customers whose city is “Rodez”")
        with self.assertRaisesRegex(RuleError, "the text is empty"):
            parse_tree(group(condition("customer.city", "is_not", " ")), self.schema)

    def test_nested_clauses_stay_apart(self):
        never = group(CITY, condition("vehicle.mileage", ">", 15000), match="none")
        self.assertSentence(
            group(CITY, group(never, CITY, match="any")),
            "Customers whose city is “Rodez” and (for which none of this is true (whose city is “Rodez”"
            " or with a linked vehicle whose mileage is more than 15\N{NO-BREAK SPACE}000) or whose city is “Rodez”)",
        )
        vehicles = {"has": "vehicle", "match": "any", "rules": [condition("vehicle.brand", "is", 3)] * 2}
        self.assertSentence(
            group(vehicles), "Customers with a linked vehicle (whose brand is Peugeot or whose brand is Peugeot)"
        )

    def test_french_articles(self):
        nouns = {
            "Ville": "la ville",
            "Énergie": "l'énergie",
            "Date de livraison": "la date de livraison",
            "Code postal": "le code postal",
            "Échéance": "l'échéance",
            "Dernière immatriculation": "la dernière immatriculation",
            "Pays": "le pays",
            "Couleurs": "le champ «\N{NO-BREAK SPACE}Couleurs\N{NO-BREAK SPACE}»",
        }
        self.assertEqual({label: with_article(label) for label in nouns}, nouns)
