"""Why a rule finds a record, or why not: the tree with each node true or false, and what decided it.

Each node is compiled on its own, by the compiler that compiles the whole, and asked of one record: one small
query per node. Nothing is evaluated here, so that an explanation can't differ from what the rule finds.
Conditions of another category that stand side by side in an ALL group are one node, for they speak of one
record; what is linked to the record is then shown with the conditions it fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from odoo.fields import Domain
from odoo.tools import LazyTranslate

from .compiler import Compiler
from .dates import Clock
from .exists import Exists, Linked
from .schema import Attribute, Category, Schema
from .sentence import Teller, Words, lower
from .tree import Condition, Group, Scope

_lt = LazyTranslate(__name__, default_lang="en_US")

SHOWN = 5  # records shown of each kind


@dataclass(frozen=True)
class Explanation:
    """A node: what it asks, whether it is true, and what decided it.

    ``detail`` is the record's own value, or how many were found. ``record`` is
    ``{"model", "id", "name", "url", "date"}`` of the record that the node is about, None for a part of a rule.
    """

    label: str
    holds: bool
    detail: str = ""
    record: dict[str, Any] | None = None
    children: tuple["Explanation", ...] = ()

    def to_json(self):
        children = [child.to_json() for child in self.children]
        return {**{name: getattr(self, name) for name in ("label", "holds", "detail", "record")}, "children": children}


class Facts(Protocol):
    """What is asked of the database, with the rights of whoever wants to know."""

    find: Callable[[Category, Domain, str, int], list[int]]  # ids, in an order, at most so many; archived ones too
    count: Callable[[Category, Domain], int]
    refer: Callable[[Category, int], dict]
    get_value: Callable[[Category, int, Attribute], str]  # empty when it can't be said


class Explainer:
    """Explains parts of rules about one record at a time."""

    def __init__(self, schema: Schema, clock: Clock, words: Words, facts: Facts):
        self.schema = schema
        self.compiler = Compiler(schema, clock)
        self.teller = Teller(schema, words)
        self.say = words.translate
        self.facts = facts

    def explain_group(self, group: Group, category: Category, record_id: int) -> Explanation:
        """Explain a group of rules about one record of ``category``."""
        holds = self._holds(group, category, record_id)
        return Explanation(
            self.say(_MATCHES[group.match]), holds, children=self._explain_rules(group, category, record_id)
        )

    def explain_exclusions(self, category: Category, record_id: int) -> tuple[Explanation, ...]:
        """Return why a record is none of the category, empty when it is one."""
        if self._find(category, record_id, category.base):
            return ()
        reasons = [label for label, domain in category.exclusions if self._find(category, record_id, domain)]
        phrase = _lt("Does not count among the %(records)s", records=lower(category.plural))
        return tuple(Explanation(reason, False) for reason in reasons or [self.say(phrase)])

    def _explain_rules(self, group, category, record_id):
        return tuple(self._explain_rule(rule, category, record_id) for rule in _gather(group, category))

    def _explain_rule(self, rule, category, record_id):
        if isinstance(rule, Scope):
            return self._explain_scope(rule, category, record_id)
        if isinstance(rule, _SameRecord):
            return self._explain_foreign(rule.conditions, category, record_id)
        if isinstance(rule, Group):
            return self.explain_group(rule, category, record_id)
        return self._explain_condition(rule, category, record_id)

    def _explain_condition(self, condition, category, record_id):
        value = self.facts.get_value(category, record_id, condition.attribute)
        detail = (
            self.say(_lt("%(attribute)s: %(value)s", attribute=condition.attribute.label, value=value)) if value else ""
        )
        group = _only(condition)
        return Explanation(self._tell(group, category), self._holds(group, category, record_id), detail)

    # -- other records ------------------------------------------------------------------------------

    def _explain_foreign(self, conditions, category, record_id):
        """Explain conditions that one linked record has to satisfy, all of them."""
        group = _only(*conditions)
        target = self.schema[conditions[0].category]
        holds = self._holds(group, category, record_id)
        linked = self._get_linked(category, target, record_id)
        domain = self.compiler.compile_group(group, target)
        children = self._explain_records(group, target, linked & (domain if holds else ~domain))
        return Explanation(self._tell(group, category), holds, self._tell_none(target, linked), children=children)

    def _explain_scope(self, scope, category, record_id):
        target = self.schema[scope.category]
        linked = self._get_linked(category, target, record_id)
        explain = self._explain_any if scope.pick == "any" else self._explain_picked
        detail, children = explain(scope, target, linked)
        group = _only(scope)
        holds = self._holds(group, category, record_id)
        return Explanation(self._tell(group, category), holds, detail, children=children)

    def _explain_any(self, scope, target, linked):
        """Return how many records count, those, and then those that do not, with the reason."""
        domain = self.compiler.compile_group(scope.group, target)
        number = self.facts.count(target, linked & domain)
        passing = self._explain_records(scope.group, target, linked & domain)
        failing = self._explain_records(scope.group, target, linked & ~domain)
        return self.say(_lt("%(number)s found", number=number)), passing + failing

    def _explain_picked(self, scope, target, linked):
        pool = linked & self.compiler.get_pick_domain(scope.pick, target)
        direction = "desc" if scope.pick == "last" else "asc"
        order = f"{target.date} {direction}, id {direction}"
        children = self._explain_records(scope.group, target, pool, order, limit=1)
        return "" if children else self.say(_lt("there is none")), children

    def _explain_records(self, group, target, domain, order="", limit=SHOWN):
        """Explain the rules for each of the records of a domain, the latest first."""
        order = order or (f"{target.date} desc, id desc" if target.date else "id desc")
        return tuple(
            replace(
                self.explain_group(group, target, record_id),
                label=target.label,
                record=self.facts.refer(target, record_id),
            )
            for record_id in self.facts.find(target, domain, order, limit)
        )

    def _get_linked(self, category, target, record_id):
        own, other = self.schema.link(category.key, target.key)
        return target.base & Exists(Linked(category.model, other, own, Domain("id", "=", record_id)))

    def _tell_none(self, target, linked):
        if self.facts.count(target, linked):
            return ""
        return self.say(_lt("no %(record)s at all", record=lower(target.label)))

    # -- one node -----------------------------------------------------------------------------------

    def _holds(self, group, category, record_id):
        return self._find(category, record_id, self.compiler.compile_group(group, category))

    def _find(self, category, record_id, domain):
        return bool(self.facts.find(category, Domain("id", "=", record_id) & domain, "id", 1))

    def _tell(self, group, category):
        text = self.teller.tell_group(group, category)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class _SameRecord:
    """Conditions of another category that speak of one record of it."""

    conditions: tuple[Condition, ...]


def _gather(group, category):
    """Return the rules of a group, with what speaks of the same record put together."""
    gathered = {}
    for rule in group.rules:
        if not isinstance(rule, Condition) or rule.category == category.key:
            gathered[rule.path] = rule
            continue
        key = rule.category if group.match == "all" else rule.path
        before = gathered[key].conditions if key in gathered else ()
        gathered[key] = _SameRecord((*before, rule))
    return gathered.values()


def _only(*rules):
    return Group("", "all", rules)


_MATCHES = {
    "all": _lt("All of these"),
    "any": _lt("At least one of these"),
    "none": _lt("None of these"),
}
