"""From the JSON of a rule to checked nodes.

Whatever comes in, either a tree of ``Group``, ``Condition`` and ``Scope`` comes out, or a
``RuleError`` that names the node. Nodes keep their ``path`` for the messages of later stages.
"""

import json
from dataclasses import dataclass
from typing import Any

from odoo.tools import LazyTranslate

from .errors import RuleError, ValueProblem
from .schema import Attribute, Schema
from .types import COUNT_OPERATORS, MATCHES, MAX_COUNT, OPERATORS, PICKS, VALUE_TYPES, Operator, is_integer, read_value

_lt = LazyTranslate(__name__, default_lang="en_US")

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40
MAX_NODES = 2000


@dataclass(frozen=True)
class Group:
    """``all``: every rule holds; ``any``: at least one; ``none``: not one. No rules: true, false, true."""

    path: str
    match: str
    rules: tuple


@dataclass(frozen=True)
class Condition:
    """A test of one attribute; ``value`` is parsed (see ``types.read_value``)."""

    path: str
    category: str
    attribute: Attribute
    operator: Operator
    value: Any = None


@dataclass(frozen=True)
class Scope:
    """How many picked records of a category satisfy the rules: ``times`` is (operator, number)."""

    path: str
    category: str
    pick: str
    times: tuple[str, int]
    match: str
    rules: tuple

    @property
    def group(self) -> Group:
        """Return the rules that each record is tested with."""
        return Group(self.path, self.match, self.rules)


def parse_tree(tree, schema: Schema) -> Group:
    """Check a rule tree and return its root.

    :raise RuleError: with the path of the node at fault
    """
    _check_size(tree)
    return _Parser(schema).parse_root(tree)


def _check_size(tree):
    try:
        size = len(json.dumps(tree, allow_nan=True))
    except RecursionError as error:
        raise RuleError("", _lt("the rule is nested more than %(limit)s deep", limit=MAX_DEPTH)) from error
    except (TypeError, ValueError) as error:
        raise RuleError("", _lt("the rule is not JSON")) from error
    if size > MAX_BYTES:
        raise RuleError("", _lt("the rule is larger than %(limit)s KB", limit=MAX_BYTES // 1024))


class _Parser:
    """One pass over one tree, counting its nodes."""

    def __init__(self, schema):
        self.schema = schema
        self.count = 0

    def parse_root(self, tree):
        if not isinstance(tree, dict) or "match" not in tree or "has" in tree:
            raise RuleError("", _lt('a group with "match" and "rules" is expected'))
        return self._parse_group(tree, "", 1, None)

    def _parse_node(self, node, path, depth, scope):
        """Parse any node; ``scope`` is the category of the scope around it, if any."""
        self.count += 1
        if self.count > MAX_NODES:
            raise RuleError(path, _lt("the rule has more than %(limit)s parts", limit=MAX_NODES))
        if depth > MAX_DEPTH:
            raise RuleError(path, _lt("the rule is nested more than %(limit)s deep", limit=MAX_DEPTH))
        if not isinstance(node, dict):
            raise RuleError(path, _lt("a group, a condition or a scope is expected"))
        if "attribute" in node:
            return self._parse_condition(node, path, scope)
        if "has" in node:
            return self._parse_scope(node, path, depth, scope)
        if "match" in node:
            return self._parse_group(node, path, depth, scope)
        raise RuleError(path, _lt("a group, a condition or a scope is expected"))

    def _parse_group(self, node, path, depth, scope):
        _check_keys(node, path, ("match", "rules"), ("match", "rules"))
        return Group(path, _parse_match(node, path), self._parse_rules(node, path, depth, scope))

    def _parse_rules(self, node, path, depth, scope):
        if not isinstance(node["rules"], list):
            raise RuleError(path, _lt('"rules" must be a list'))
        prefix = f"{path}." if path else ""
        return tuple(
            self._parse_node(rule, f"{prefix}rules[{index}]", depth + 1, scope)
            for index, rule in enumerate(node["rules"])
        )

    def _parse_scope(self, node, path, depth, scope):
        _check_keys(node, path, ("has",), ("has", "pick", "times", "match", "rules"))
        if scope:
            raise RuleError(path, _lt("a scope cannot stand inside another scope"))
        category = self._get_category(node["has"], path)
        node = {"match": "all", "rules": [], **node}
        return Scope(
            path=path,
            category=category.key,
            pick=_parse_pick(node.get("pick", "any"), category, path),
            times=_parse_times(node.get("times", {"operator": ">=", "value": 1}), path),
            match=_parse_match(node, path),
            rules=self._parse_rules(node, path, depth, category.key),
        )

    def _get_category(self, key, path):
        if not isinstance(key, str) or key not in self.schema:
            raise RuleError(path, _lt('unknown category "%(category)s"', category=str(key)[:60]))
        return self.schema[key]

    def _parse_condition(self, node, path, scope):
        category, attribute = self._get_attribute(node["attribute"], path)
        if scope and category != scope:
            message = _lt("only conditions of “%(category)s” can stand in this scope", category=scope)
            raise RuleError(path, message)
        operator = _get_operator(node, attribute, path)
        keys = ("attribute", "operator", "value")
        if operator.shape == "none":
            _check_keys(node, path, keys[:2], keys[:2])
            return Condition(path, category, attribute, operator)
        _check_keys(node, path, keys, keys)
        try:
            value = read_value(node["value"], attribute, operator)
        except ValueProblem as error:
            raise RuleError(path, error.args[0]) from error
        return Condition(path, category, attribute, operator, value)

    def _get_attribute(self, name, path):
        category, _dot, key = name.partition(".") if isinstance(name, str) else ("", "", "")
        attributes = self.schema[category].attributes if category in self.schema else {}
        if key not in attributes:
            raise RuleError(path, _lt('unknown attribute "%(attribute)s"', attribute=str(name)[:80]))
        return category, attributes[key]


def _get_operator(node, attribute, path):
    key = node.get("operator")
    if not isinstance(key, str) or key not in OPERATORS:
        raise RuleError(path, _lt('unknown operator "%(operator)s"', operator=str(key)[:60]))
    if key not in VALUE_TYPES[attribute.type].operators:
        message = _lt('the operator "%(operator)s" does not suit “%(label)s”', operator=key, label=attribute.label)
        raise RuleError(path, message)
    return OPERATORS[key]


def _check_keys(node, path, required, allowed):
    for key in node:
        if key not in allowed:
            raise RuleError(path, _lt('unknown key "%(key)s"', key=str(key)[:60]))
    for key in required:
        if key not in node:
            raise RuleError(path, _lt('"%(key)s" is missing', key=key))


def _parse_match(node, path):
    match = node["match"]
    if not isinstance(match, str) or match not in MATCHES:
        raise RuleError(path, _lt('"match" must be all, any or none'))
    return match


def _parse_pick(pick, category, path):
    if not isinstance(pick, str) or pick not in PICKS:
        raise RuleError(path, _lt('"pick" must be any, last, next or first'))
    if pick not in category.picks:
        raise RuleError(path, _lt("“%(category)s” has no date to pick the last or next by", category=category.label))
    return pick


def _parse_times(times, path):
    if not isinstance(times, dict) or set(times) != {"operator", "value"}:
        raise RuleError(path, _lt('"times" must be an object with "operator" and "value"'))
    operator, value = times["operator"], times["value"]
    if not isinstance(operator, str) or operator not in COUNT_OPERATORS:
        raise RuleError(
            path, _lt('the operator of "times" must be one of %(operators)s', operators=" ".join(COUNT_OPERATORS))
        )
    if not is_integer(value) or not 0 <= value <= MAX_COUNT:
        raise RuleError(path, _lt('the value of "times" must be a whole number from 0 to %(limit)s', limit=MAX_COUNT))
    return operator, value
