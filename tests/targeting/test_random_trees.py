from datetime import timedelta

import pytz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

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
DURATIONS = [0, 1, 2, 5, 7, 23, 24, 30, 60, 365, 1440]


class TreeStrategy:
    """Draws trees whose values come from the records, so that they tell records apart."""

    def __init__(self, schema, world):
        self.schema = schema
        self.world = world
        self.pools = {}
        self.attributes = {
            key: {"main": [], "more": [], **_group_attributes(category)} for key, category in schema.items()
        }

    def draw_group(self, draw, depth, scope=None):
        """Draw a group; inside a scope all conditions are of its category."""
        rules = [self.draw_rule(draw, depth, scope) for _number in range(draw(st.sampled_from([0, 1, 1, 2, 2, 3])))]
        return {"match": draw(st.sampled_from(["all", "all", "any", "none"])), "rules": rules}

    def draw_rule(self, draw, depth, scope):
        kinds = ["condition", "condition", "condition"]
        if depth:
            kinds += ["group"] if scope else ["group", "scope", "scope"]
        kind = draw(st.sampled_from(kinds))
        if kind == "group":
            return self.draw_group(draw, depth - 1, scope)
        if kind == "scope":
            return self.draw_scope(draw, depth - 1)
        return self.draw_condition(draw, scope or draw(st.sampled_from(sorted(self.schema))))

    def draw_scope(self, draw, depth):
        key = draw(st.sampled_from(sorted(self.schema)))
        scope = {"has": key, **self.draw_group(draw, depth, key)}
        scope["pick"] = draw(st.sampled_from(self.schema[key].picks))
        if draw(st.booleans()):
            operator = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
            scope["times"] = {"operator": operator, "value": draw(st.sampled_from([0, 0, 1, 1, 2, 3]))}
        return scope

    def draw_condition(self, draw, category):
        group = draw(st.sampled_from(["main", "main", "main", "more"]))
        attribute = draw(st.sampled_from(self.attributes[category][group]))
        operator = OPERATORS[draw(st.sampled_from(VALUE_TYPES[attribute.type].operators))]
        node = {"attribute": f"{category}.{attribute.key}", "operator": operator.key}
        if operator.shape != "none":
            node["value"] = self.draw_value(draw, category, attribute, operator)
        return node

    def draw_value(self, draw, category, attribute, operator):
        if operator.shape == "relative":
            return {
                "n": draw(st.sampled_from(DURATIONS)),
                "unit": draw(st.sampled_from(VALUE_TYPES[attribute.type].units)),
            }
        if operator.shape == "ahead":
            return {"n": draw(st.sampled_from([0, 0, 1, 2, 7]))}
        pool = self.get_pool(category, attribute, operator.key == "on")
        if operator.shape == "list":
            return draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3))
        if operator.shape == "range":
            return self.draw_range(draw, pool)
        value = draw(st.sampled_from(pool))
        if attribute.type == "text" and draw(st.booleans()):
            start = draw(st.integers(0, len(value) - 1)) if operator.key != "starts_with" else 0
            value = value[start : start + draw(st.integers(1, 4))]
        return value

    def draw_range(self, draw, pool):
        low = draw(st.sampled_from(pool))
        same_kind = [value for value in pool if not isinstance(low, str) or len(value) == len(low)]
        return sorted([low, draw(st.sampled_from(same_kind))])

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
        """Return up to eight of the values that the records have."""
        evaluator = Evaluator(self.world, MOMENTS[0], ZONES[0])
        values = {evaluator.value(category, record_id, attribute.key) for record_id in self.world.records[category]}
        if any(isinstance(value, frozenset) for value in values):
            values = set().union(*values)
        return sorted(values - {None, ""}, key=str)[:8]

    def _get_dates(self, found, with_times):
        for value in found:
            yield value.isoformat()[:10]
            yield (value + timedelta(days=1)).isoformat()[:10]
            if with_times:
                yield value.isoformat(sep="T")[:19]


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
        Dataset(cls).create()
        cls.world = World(cls.env)
        cls.schema = cls.env["dealership.catalogue"]._get_schema()
        cls.strategy = TreeStrategy(cls.schema, cls.world)

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
            subject = data.draw(st.sampled_from(sorted(self.schema)), label="subject")
            now = data.draw(st.sampled_from(MOMENTS), label="now")
            zone = data.draw(st.sampled_from(ZONES), label="zone")
            tree = self.strategy.draw_group(data.draw, 3)
            found = self._assert_agreement(tree, subject, now, zone)
            telling.append(0 < len(found) < len(self.world.records[subject]))

        check()
        self.assertGreater(sum(telling), EXAMPLES // 4, "too few of the random trees tell records apart")

    def test_each_operator_of_each_attribute(self):
        """Every attribute with every operator, alone, on its own category."""
        count = 0
        for key, category in self.schema.items():
            for attribute in category.attributes.values():
                for operator in VALUE_TYPES[attribute.type].operators:
                    self._check_operator(key, attribute, OPERATORS[operator], count)
                    count += 1

    def _check_operator(self, key, attribute, operator, count):
        node = {"attribute": f"{key}.{attribute.key}", "operator": operator.key}
        if operator.shape != "none":
            pool = self.strategy.get_pool(key, attribute, operator.key == "on")
            node["value"] = _pick_value(attribute, operator, pool, count)
        tree = {"match": "all", "rules": [node]}
        self._assert_agreement(tree, key, MOMENTS[count % len(MOMENTS)], ZONES[count % 2])

    def _assert_agreement(self, tree, subject, now, zone):
        working_days = WorkingDays(frozenset(range(5)), frozenset())
        clock = Clock(now, pytz.timezone(zone), lambda: working_days)
        domain = compile_tree(parse_tree(tree, self.schema), subject, self.schema, clock)
        found = set(self.env[self.schema[subject].model].search(domain).ids)
        expected = Evaluator(self.world, now, zone).search(tree, subject)
        self.assertEqual(found, expected, f"{subject} at {now} in {zone}: {tree}")
        return found


def _pick_value(attribute, operator, pool, count):
    value = pool[count % len(pool)]
    match operator.shape:
        case "relative":
            units = VALUE_TYPES[attribute.type].units
            return {"n": DURATIONS[count % len(DURATIONS)], "unit": units[count % len(units)]}
        case "ahead":
            return {"n": count % 3}
        case "list":
            return [value, pool[0]]
        case "range":
            return [value, value]
    return value
