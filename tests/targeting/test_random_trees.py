from itertools import cycle
from random import Random
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.targeting import guard
from odoo.addons.crm_dealership.engine.targeting.types import OPERATORS, VALUE_TYPES

from ..common import DealershipCommon
from .dataset import MOMENTS, Dataset
from .evaluator import Evaluator, World
from .random_trees import ZONES, TreeMaker, find

EXAMPLES = 300
MANY = 1_000_000


@tagged("post_install", "-at_install")
class TestRandomTrees(DealershipCommon):
    """The compiler against the plain-Python evaluator, over all records in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Dataset(cls).fill()
        cls.world = World(cls.env)
        cls.schema = cls.env["dealership.catalogue"]._get_schema()
        cls.maker = TreeMaker(cls.schema, cls.world)

    def test_compiler_and_evaluator_agree(self):
        """Every tree finds the same records both ways, and enough trees find some but not all."""
        telling = []

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def check(data):
            def choose(options):
                return data.draw(st.sampled_from(options))

            subject, now, zone = choose(sorted(self.schema)), choose(MOMENTS), choose(ZONES)
            self.maker.now = now
            tree = self.maker.draw_group(choose, 3)
            with self._expecting(choose([0, MANY])):
                found = self._assert_agreement(tree, subject, now, zone)
            telling.append(0 < len(found) < len(self.world.records[subject]))

        check()
        self.assertGreater(sum(telling), EXAMPLES // 4, "too few of the random trees tell records apart")

    def test_each_operator_of_each_attribute(self):
        """Every attribute with its operators, alone, on its own category; two of them for "More fields"."""
        count = 0
        for key, category in self.schema.items():
            for attribute in category.attributes.values():
                operators = VALUE_TYPES[attribute.type].operators
                if attribute.group == "more":
                    operators = operators[count % len(operators) :][:2]
                for operator in operators:
                    self._check_operator(key, attribute, OPERATORS[operator], count)
                    count += 1

    def _expecting(self, listed):
        """Let PostgreSQL expect so many rows of what can be listed, and none of what is left: see ``guard``."""
        rows = cycle([listed, 0] if listed else [0])
        return patch.multiple(guard, _expect=lambda env, sql: next(rows), _has_many=lambda model: True)

    def _check_operator(self, key, attribute, operator, count):
        node = {"attribute": f"{key}.{attribute.key}", "operator": operator.key}
        self.maker.now = MOMENTS[count % len(MOMENTS)]
        if operator.shape != "none":
            node["value"] = self.maker.draw_value(Random(count).choice, key, attribute, operator)
        self._assert_agreement({"match": "all", "rules": [node]}, key, self.maker.now, ZONES[count % 2])

    def _assert_agreement(self, tree, subject, now, zone):
        domain = find(self.schema, tree, subject, now, zone)
        found = set(self.env[self.schema[subject].model].search(domain).ids)
        expected = Evaluator(self.world, now, zone).search(tree, subject)
        self.assertEqual(found, expected, f"{subject} at {now} in {zone}: {tree}")
        return found
