from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from unittest.mock import patch

import pytz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.targeting import guard
from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.dates import Clock, WorkingDays
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree
from odoo.addons.crm_dealership.engine.targeting.types import OPERATORS, VALUE_TYPES

from ..common import DealershipCommon
from .dataset import MOMENTS, Dataset
from .evaluator import Evaluator, World

EXAMPLES = 300
ZONES = ["Europe/Paris", "America/New_York"]
STRANGE_TEXTS = ["%", "_", "\\", "o'h", "'; DROP TABLE res_partner; --", "{{ 7 * 7 }}", "É", "0"]
FOUND_VALUES = 12
MAX_COUNT = 100_000
MANY = 1_000_000


class TreeMaker:
    """Draws trees whose values come from the records, so that they tell records apart.

    ``choose`` takes a sequence and returns one of its items: hypothesis's choice, or a ``Random``'s.
    ``now`` must be that of the evaluation: relative dates are drawn to hit records exactly.
    """

    def __init__(self, schema, world):
        self.schema = schema
        self.world = world
        self.pools = {}
        self.found = {}
        self.now = MOMENTS[0]
        self.attributes = {
            key: {"main": [], "more": [], **_group_attributes(category)} for key, category in schema.items()
        }

    def draw_group(self, choose, depth, scope=None):
        """Draw a group; inside a scope all conditions are of its category."""
        rules = [self.draw_rule(choose, depth, scope) for _number in range(choose([0, 1, 1, 2, 2, 3]))]
        return {"match": choose(["all", "all", "any", "none"]), "rules": rules}

    def draw_rule(self, choose, depth, scope):
        kinds = ["condition", "condition", "condition"]
        if depth:
            kinds += ["group"] if scope else ["group", "scope", "scope"]
        kind = choose(kinds)
        if kind == "group":
            return self.draw_group(choose, depth - 1, scope)
        if kind == "scope":
            return self.draw_scope(choose, depth - 1)
        return self.draw_condition(choose, scope or choose(sorted(self.schema)))

    def draw_scope(self, choose, depth):
        key = choose(sorted(self.schema))
        scope = {"has": key, **self.draw_group(choose, depth, key)}
        scope["pick"] = choose(self.schema[key].picks)
        if choose([True, False]):
            operator = choose(["=", "!=", "<", "<=", ">", ">="])
            scope["times"] = {"operator": operator, "value": choose([0, 0, 1, 1, 2, 3])}
        return scope

    def draw_condition(self, choose, category):
        group = choose(["main", "main", "main", "more"])
        attribute = choose(self.attributes[category][group])
        operator = OPERATORS[choose(VALUE_TYPES[attribute.type].operators)]
        node = {"attribute": f"{category}.{attribute.key}", "operator": operator.key}
        if operator.shape != "none":
            node["value"] = self.draw_value(choose, category, attribute, operator)
        return node

    def draw_value(self, choose, category, attribute, operator):
        if operator.shape == "relative":
            unit = choose(VALUE_TYPES[attribute.type].units)
            return {"n": choose(self.get_counts(category, attribute, unit)), "unit": unit}
        if operator.shape == "ahead":
            return {"n": choose([0, 0, 1, 2, 7])}
        pool = self.get_pool(category, attribute, operator.key == "on")
        if operator.shape == "list":
            return [choose(pool) for _number in range(choose([1, 2, 3]))]
        if operator.shape == "range":
            return self.draw_range(choose, pool)
        value = choose(pool)
        if attribute.type == "text" and choose([True, False]):
            start = choose(range(len(value))) if operator.key != "starts_with" else 0
            value = value[start : start + choose([1, 2, 3, 4])]
        return value

    def get_counts(self, category, attribute, unit):
        """Return numbers of units that lead from now to some record's date, or just beside it."""
        day = 86400
        seconds = {"minute": 60, "hour": 3600, "week": 7 * day, "month": 30 * day, "year": 365 * day}.get(unit, day)
        found = [value for value in self._get_found(category, attribute) if value != 0]
        ages = {abs(_to_seconds(value) - _to_seconds(self.now)) // seconds for value in found}
        return [0, 1, 2, 7, *sorted({age + step for age in ages for step in (0, 1) if age < MAX_COUNT})]

    def draw_range(self, choose, pool):
        low = choose(pool)
        same_kind = [value for value in pool if not isinstance(low, str) or len(value) == len(low)]
        return sorted([low, choose(same_kind)])

    def get_pool(self, category, attribute, days_only):
        """Return values of the type, first of all those that the records have."""
        key = category, attribute.key, days_only
        if key not in self.pools:
            self.pools[key] = list(dict.fromkeys(self._get_values(category, attribute, days_only)))
        return self.pools[key]

    def _get_values(self, category, attribute, days_only):
        if attribute.type == "boolean":
            return [True, False]
        if attribute.type == "choice":
            return [value for value, _label in attribute.choices]
        found = self._get_found(category, attribute)
        if attribute.type in ("number", "money"):
            return [0, 1, -1, 2.5, *found, *(value + 0.5 for value in found)]
        if attribute.type == "link":
            return [*found, 999_999]
        if attribute.type == "text":
            return [*found, *STRANGE_TEXTS]
        return list(self._get_dates(found or MOMENTS, attribute.type == "datetime" and not days_only))

    def _get_found(self, category, attribute):
        """Return some of the values that the records have, from all over their range."""
        key = category, attribute.key
        if key not in self.found:
            evaluator = Evaluator(self.world, MOMENTS[0], ZONES[0])
            ids = self.world.records[category]
            values = {evaluator.value(category, record_id, attribute.key) for record_id in ids}
            if any(isinstance(value, frozenset) for value in values):
                values = set().union(*values)
            values = sorted(values - {None, ""}, key=str)
            self.found[key] = values[:: len(values) // FOUND_VALUES + 1]
        return self.found[key]

    def _get_dates(self, found, with_times):
        for value in found:
            yield value.isoformat()[:10]
            yield (value + timedelta(days=1)).isoformat()[:10]
            if with_times:
                yield value.isoformat(sep="T")[:19]


def _to_seconds(value):
    """Return a day or a moment as a number."""
    start = datetime(1900, 1, 1)
    moment = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
    return int((moment - start).total_seconds())


def _group_attributes(category):
    groups = {}
    for attribute in category.attributes.values():
        groups.setdefault(attribute.group, []).append(attribute)
    return groups


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
        working_days = WorkingDays(frozenset(range(5)), frozenset())
        clock = Clock(now, pytz.timezone(zone), lambda: working_days)
        domain = compile_tree(parse_tree(tree, self.schema), subject, self.schema, clock)
        found = set(self.env[self.schema[subject].model].search(domain).ids)
        expected = Evaluator(self.world, now, zone).search(tree, subject)
        self.assertEqual(found, expected, f"{subject} at {now} in {zone}: {tree}")
        return found
