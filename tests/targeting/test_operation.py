from random import Random

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged

from odoo.addons.crm_dealership.engine.targeting.operation import find_cycle

from ..common import DealershipCommon
from .common import NOW, TargetingCommon, condition
from .dataset import MOMENTS, Dataset
from .evaluator import CUSTOMER, Evaluator, World
from .random_trees import TreeMaker


class OperationCommon(TargetingCommon):
    @classmethod
    def make_operation(cls, operation, *operands, **vals):
        lines = [Command.create({"operand_id": operand.id, "sequence": n}) for n, operand in enumerate(operands)]
        return cls.make_targeting(mode="operation", operation=operation, operand_ids=lines, **vals)


@tagged("post_install", "-at_install")
class TestOperation(OperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.make_customer("Both", city="Conques", ref="VIP")
        cls.town = cls.make_customer("Town", city="Conques")
        cls.vip = cls.make_customer("Vip", city="Najac", ref="VIP")
        cls.owner = cls.make_customer("Owner", city="Najac")
        cls.vehicle = cls.make_vehicle(cls.owner, license_plate="OP-1")
        cls.made = cls.both + cls.town + cls.vip + cls.owner
        cls.of_town = cls.make_targeting(rules=[condition("customer.city", "is", "Conques")], name="Town")
        cls.of_vip = cls.make_targeting(rules=[condition("customer.ref", "is", "VIP")], name="VIP")
        cls.of_vehicle = cls.make_targeting(
            subject="vehicle", rules=[condition("vehicle.license_plate", "is", "OP-1")], name="Vehicle"
        )

    def assertOperation(self, expected, operation, *operands):
        found = self.make_operation(operation, *operands)._search_subjects(NOW)
        self.assertEqual(set((found & self.made).mapped("name")), set(expected.mapped("name")))

    def test_union(self):
        self.assertOperation(self.both + self.town + self.vip, "union", self.of_town, self.of_vip)

    def test_intersection(self):
        self.assertOperation(self.both, "intersection", self.of_town, self.of_vip)

    def test_difference_is_the_first_less_all_others(self):
        self.assertOperation(self.town, "difference", self.of_town, self.of_vip)
        self.assertOperation(self.vip, "difference", self.of_vip, self.of_town)
        everyone = self.make_targeting()
        self.assertOperation(self.owner, "difference", everyone, self.of_vip, self.of_town)

    def test_nested(self):
        inner = self.make_operation("difference", self.of_town, self.of_vip)
        self.assertOperation(self.town + self.owner, "union", inner, self.of_vehicle)
        outer = self.make_operation("union", inner, self.of_vip)
        self.assertOperation(self.both + self.vip, "difference", outer, inner)

    def test_operands_of_another_subject_stand_for_their_customers(self):
        self.assertOperation(self.both + self.town + self.owner, "union", self.of_town, self.of_vehicle)
        everyone = self.make_targeting()
        self.assertOperation(self.both + self.town + self.vip, "difference", everyone, self.of_vehicle)

    def test_one_subject_that_is_not_the_customer(self):
        renault = self.make_vehicle(self.owner, license_plate="OP-2")
        others = self.make_targeting(subject="vehicle", rules=[condition("vehicle.license_plate", "is", "OP-2")])
        union = self.make_operation("union", self.of_vehicle, others, subject="vehicle")
        self.assertEqual(union._search_subjects(NOW), (self.vehicle + renault).sorted())
        self.assertEqual(union.customer_count, 1)

    def test_subjects_that_do_not_combine_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "returns “Vehicles”, but “VIP” returns “Customers”"):
            self.make_operation("union", self.of_vehicle, self.of_vip, subject="vehicle")

    def test_subject_of_an_operand_in_use(self):
        other = self.make_targeting(subject="vehicle")
        self.make_operation("union", self.of_vehicle, other, subject="vehicle")
        with self.assertRaisesRegex(ValidationError, "returns “Vehicles”, but"):
            other.write({"subject": "customer"})

    def test_one_query(self):
        operation = self.make_operation("difference", self.of_town, self.of_vip, self.of_vehicle)
        operation._search_subjects(NOW)
        domain = operation._get_domain(NOW)
        with self.assertQueryCount(1):
            self.env["res.partner"].search(domain)

    def test_difference_is_not_exists(self):
        operation = self.make_operation("difference", self.of_town, self.of_vehicle)
        query = self.env["res.partner"]._search(operation._get_domain(NOW))
        self.assertIn("NOT EXISTS", query.select().code)
        self.assertNotIn("IS NOT TRUE", query.select().code)

    def test_two_operands_at_least(self):
        for operands in ((), (self.of_town,)):
            with self.assertRaisesRegex(ValidationError, "at least two"):
                self.make_operation("union", *operands)

    def test_count_follows_the_operands(self):
        operation = self.make_operation("intersection", self.of_town, self.of_vip)
        self.assertEqual(operation.customer_count, 1)
        operation.operation = "union"
        self.assertEqual(operation.customer_count, 3)
        operation.operand_ids[1].operand_id = self.of_vehicle
        self.assertEqual(operation.customer_count, 3)

    def test_cycle_is_refused_with_its_way(self):
        first = self.make_operation("union", self.of_town, self.of_vip, name="A")
        second = self.make_operation("union", first, self.of_vip, name="B")
        with self.assertRaisesRegex(ValidationError, "“A” → “B” → “A”"):
            first.operand_ids[0].operand_id = second

    def test_nothing_contains_itself(self):
        first = self.make_operation("union", self.of_town, self.of_vip, name="A")
        with self.assertRaisesRegex(ValidationError, "“A” → “A”"):
            first.write({"operand_ids": [Command.create({"operand_id": first.id})]})

    def test_cycle_is_refused_when_the_mode_closes_it(self):
        first = self.make_operation("union", self.of_town, self.of_vip, name="A")
        second = self.make_operation("union", first, self.of_vip, name="B")
        first.mode = "query"
        first.operand_ids[0].operand_id = second
        self.assertTrue(first._search_subjects(NOW))
        with self.assertRaisesRegex(ValidationError, "→"):
            first.mode = "operation"

    def test_operand_in_use_cannot_be_deleted(self):
        operation = self.make_operation("union", self.of_town, self.of_vip, name="Both of them")
        with self.assertRaisesRegex(UserError, "made of it: “Both of them”"):
            self.of_town.unlink()
        operation.unlink()
        self.of_town.unlink()

    def test_operation_and_operand_can_be_deleted_together(self):
        operation = self.make_operation("union", self.of_town, self.of_vip)
        (operation + self.of_town).unlink()
        self.assertFalse(self.of_town.exists())

    def test_sentence(self):
        sentences = {
            "union": "Customers of “Town” or of “VIP” or of “Vehicle”",
            "intersection": "Customers of “Town” and of “VIP” and of “Vehicle”",
            "difference": "Customers of “Town”, but not of “VIP” or of “Vehicle”",
        }
        for operation, sentence in sentences.items():
            made = self.make_operation(operation, self.of_town, self.of_vip, self.of_vehicle)
            self.assertEqual(made._describe(), sentence)

    def test_copy_keeps_the_operands_in_order(self):
        operation = self.make_operation("difference", self.of_vip, self.of_town)
        self.assertEqual(operation.copy()._get_all_operands(), self.of_vip + self.of_town)

    def test_form(self):
        form = Form(self.env["dealership.targeting"].with_user(self.user_director))
        form.name = "By clicks"
        form.mode = "operation"
        form.operation = "intersection"
        for operand in self.of_town + self.of_vip:
            with form.operand_ids.new() as line:
                line.operand_id = operand
        operation = form.save()
        self.assertEqual(operation._search_subjects(NOW) & self.made, self.both)
        self.assertIn("VIP", operation.operation_outline)

    def test_preview(self):
        preview = self.env["dealership.targeting"].preview_operation
        found = preview("customer", "intersection", (self.of_town + self.of_vip).ids)
        self.assertEqual((found["count"], found["error"]), (1, False))
        self.assertEqual(found["sentence"], "Customers of “Town” and of “VIP”")
        self.assertIn("at least two", preview("customer", "union", self.of_vip.ids)["error"]["message"])
        mixed = preview("vehicle", "union", (self.of_vehicle + self.of_vip).ids)
        self.assertIn("combined by their customers", mixed["error"]["message"])
        operation = self.make_operation("union", self.of_town, self.of_vip, name="A")
        outer = self.make_operation("union", operation, self.of_vip, name="B")
        cycle = preview("customer", "union", (outer + self.of_vip).ids, operation.id)
        self.assertIn("“A” → “B” → “A”", cycle["error"]["message"])


@tagged("post_install", "-at_install")
class TestOperationRights(OperationCommon):
    """Nobody learns by an operation what a targeting hidden from them finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shown = cls.make_targeting(name="Shown")
        cls.hidden = cls.make_targeting(name="Secret", visibility="me", user_id=cls.user_administrator.id)
        cls.operation = cls.make_operation("difference", cls.shown, cls.hidden, name="Mixed")

    def test_hidden_operand(self):
        self.env.flush_all()
        self.env.invalidate_all()
        operation = self.operation.with_user(self.user_director)
        with self.assertRaisesRegex(AccessError, "“Mixed” can't be evaluated") as caught:
            operation._search_subjects(NOW)
        self.assertNotIn("Secret", str(caught.exception))
        self.assertNotIn("Secret", operation._describe())
        self.assertNotIn("Secret", operation.operation_outline)
        self.assertEqual(operation.operand_ids.sudo().operand_id, self.shown)
        answer = operation.preview_operation("customer", "union", (self.shown + self.shown).ids, operation.id)
        self.assertTrue(answer["error"])
        self.operation.with_user(self.user_administrator)._search_subjects(NOW)

    def test_hidden_operand_cannot_be_added(self):
        director = self.env["dealership.targeting"].with_user(self.user_director)
        answer = director.preview_operation("customer", "union", (self.shown + self.hidden).ids)
        self.assertIn("not shared with you", answer["error"]["message"])
        lines = [Command.create({"operand_id": operand.id}) for operand in self.shown + self.hidden]
        with self.assertRaises(AccessError):
            director.create(
                {"name": "Own", "mode": "operation", "visibility": "me", "operand_ids": lines}
            ).flush_recordset()

    def test_users_change_no_operands(self):
        with self.assertRaises(AccessError):
            self.operation.operand_ids[0].with_user(self.user_sales).sequence = 3
        with self.assertRaises(AccessError):
            self.operation.operand_ids[0].with_user(self.user_sales).unlink()

    def test_a_hidden_operation_is_not_named(self):
        secret = self.make_operation(
            "union", self.shown, self.make_targeting(), visibility="me", user_id=self.user_administrator.id, name="Plot"
        )
        self.shown.user_id = self.user_director
        with self.assertRaises(UserError) as caught:
            self.shown.with_user(self.user_director).unlink()
        self.assertNotIn(secret.name, str(caught.exception))


@tagged("post_install", "-at_install")
class TestRandomOperations(DealershipCommon):
    """Random operations, nested, over random rules: against the algebra of sets in plain Python."""

    def test_operations_and_sets_agree(self):
        # The values drawn are also such as no record has: that those are refused is another test's business.
        self.patch(self.env.registry["dealership.targeting"], "_check_named_records", lambda self, root: None)
        # To the evaluator, every weekday is a working day.
        self.patch(self.env.registry["crm.team"], "_get_public_holidays", lambda self: frozenset())
        Dataset(type(self)).fill()
        self.world = World(self.env)
        self.random = Random(20)
        maker = TreeMaker(self.env["dealership.catalogue"]._get_schema(), self.world)
        self.now = maker.now = MOMENTS[0]
        pool = [self._draw_query(maker) for _number in range(24)]
        telling = 0
        for _number in range(40):
            targeting, expected = self._draw_operation(pool)
            found = set(targeting._search_subjects(self.now).ids)
            self.assertEqual(found, expected, targeting._describe())
            telling += 0 < len(found) < len(self.world.records["customer"])
            pool.append((targeting, expected))
        self.assertGreater(telling, 15, "too few of the operations tell customers apart")

    def _draw_query(self, maker):
        """Draw a rule that finds some but not all: sets that are empty or full say little of an operation."""
        subject = self.random.choice(["customer", "customer", "customer", "vehicle", "lead", "appointment"])
        expected = ()
        while not 0 < len(expected) < len(self.world.records[subject]):
            tree = maker.draw_group(self.random.choice, 2)
            expected = Evaluator(self.world, self.now, "Europe/Paris").search(tree, subject)
        return self.make_targeting(subject, rule_tree=tree), expected

    def _draw_operation(self, pool):
        operation = self.random.choice(["union", "intersection", "difference"])
        operands = self.random.sample(pool, self.random.choice([2, 2, 3, 4]))
        lines = [Command.create({"operand_id": operand.id}) for operand, _found in operands]
        targeting = self.make_targeting(mode="operation", operation=operation, operand_ids=lines)
        sets = [self._get_customers(*operand) for operand in operands]
        combine = {"union": set.union, "intersection": set.intersection, "difference": set.difference}
        return targeting, combine[operation](*sets)

    def _get_customers(self, targeting, found):
        if targeting.subject == "customer":
            return set(found)
        owners = {self.world.field(targeting.subject, record_id, CUSTOMER) for record_id in found}
        return owners & set(self.world.records["customer"])


class TestCycle(BaseCase):
    def test_find_cycle(self):
        graph = {"A": "BC", "B": "D", "C": "D", "D": "", "E": "AF", "F": "E", "G": "EF"}
        self.assertIsNone(find_cycle("A", graph.__getitem__))
        self.assertEqual(find_cycle("E", graph.__getitem__), ["E", "F", "E"])
        self.assertEqual(find_cycle("G", graph.__getitem__), ["E", "F", "E"])
