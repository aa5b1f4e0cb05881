"""Random rules whose values come from the records, for comparing the compiler with plain Python."""

from datetime import datetime, timedelta

import pytz

from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.dates import Clock
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree
from odoo.addons.crm_dealership.engine.targeting.types import OPERATORS, VALUE_TYPES

from .dataset import MOMENTS
from .evaluator import Evaluator

ZONES = ["Europe/Paris", "America/New_York"]
STRANGE_TEXTS = ["%", "_", "\\", "o'h", "'; DROP TABLE res_partner; --", "{{ 7 * 7 }}", "É", "0"]
FOUND_VALUES = 12
MAX_COUNT = 100_000


def find(schema, tree, subject, now, zone):
    """Return the compiler's ``Domain`` of a rule, at a moment in a time zone where every weekday is a working day."""
    clock = Clock(now, pytz.timezone(zone))
    return compile_tree(parse_tree(tree, schema), subject, schema, clock)


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
        if attribute.type == "text" and operator.key in ("is", "is_not"):
            # Nothing but blanks is no text to compare with; those around one, and its capitals, make no other.
            value = choose([str.upper, str.lower, " {} ".format, str])(value.strip() or "0")
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
