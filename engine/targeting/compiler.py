"""From checked nodes to one ``Domain``, hence one SQL query, on the subject's model.

Conditions of the category at hand become plain conditions on its fields. Conditions of another
category become ``EXISTS``; those that stand side by side in one group share one ``EXISTS``, so that in
an ALL group they speak of the same record. (In an ANY group sharing changes nothing but the plan; a
NONE group is the negation of ANY.) Each nested group and each scope speaks of records of its own.

Only positive operators are compiled, a negative one is the negation of its opposite: that is what
makes "is not" true of a missing value.

What cannot be known (``Attribute.known``: whether an e-mail was opened whose openings are not measured) is supposed to
be so, and then not to be so: a rule finds what it finds in both cases, and cannot tell where these differ.
"""

from dataclasses import replace

from odoo.fields import Domain

from .alternatives import any_of, negate
from .conditions import compile_test, merge_texts
from .dates import Clock
from .exists import Exists, Linked
from .guard import guard
from .schema import Attribute, Category, Schema
from .tree import Condition, Group, Scope

_COUNTS = {
    "=": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}
_OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def compile_tree(root: Group, subject: str, schema: Schema, clock: Clock) -> Domain:
    """Return the domain of the subject's records for which the tree is true.

    :param root: a tree checked against the same ``schema``
    :param subject: key of the category that the targeting returns records of
    """
    return schema[subject].base & compile_rules(root, subject, schema, clock)


def compile_unknown(root: Group, subject: str, schema: Schema, clock: Clock) -> Domain:
    """Return the domain of the subject's records of which the tree cannot tell whether it is true."""
    category = schema[subject]
    return category.base & Compiler(schema, clock).compile_unknown(root, category)


def compile_rules(root: Group, subject: str, schema: Schema, clock: Clock) -> Domain:
    """Return the same without what every record of the subject's category meets."""
    return Compiler(schema, clock).compile_group(root, schema[subject])


class Compiler:
    """
    :param bool supposed: what cannot be known is so
    """

    def __init__(self, schema, clock, supposed=False):
        self.schema = schema
        self.clock = clock
        self._supposed = supposed

    def compile_group(self, group: Group, category: Category) -> Domain:
        """Compile a group about one record of ``category``: true of it whatever cannot be known."""
        return Domain.AND(self._compile_supposed(group, category))

    def compile_unknown(self, group: Group, category: Category) -> Domain:
        """Compile whether a group would be true or not, depending on what cannot be known."""
        if not _may_be_unknown(group):
            return Domain.FALSE
        one, other = self._compile_supposed(group, category)
        return (one & negate(other)) | (negate(one) & other)

    def _compile_supposed(self, group, category):
        """Return the domain of a group; two where it speaks of what cannot be known."""
        cases = (False, True) if _may_be_unknown(group) else (False,)
        return [Compiler(self.schema, self.clock, case)._compile_group(group, category) for case in cases]

    def _compile_group(self, group: Group, category: Category) -> Domain:
        combine = Domain.AND if group.match == "all" else any_of
        parts = []
        foreign = {}
        for rule in group.rules:
            if isinstance(rule, Condition) and rule.category != category.key:
                foreign.setdefault(rule.category, []).append(self._compile_condition(rule))
            else:
                parts.append(self._compile_own(rule, category))
        for key, conditions in foreign.items():
            parts.append(self._compile_foreign(category, key, combine(conditions)))
        if group.match == "any":
            return any_of(parts)
        return Domain.AND(guard(list(map(negate, merge_texts(parts))) if group.match == "none" else parts))

    def _compile_own(self, rule, category):
        if isinstance(rule, Condition):
            return self._compile_condition(rule)
        if isinstance(rule, Scope):
            return self._compile_scope(rule, category)
        return self._compile_group(rule, category)

    def _compile_foreign(self, category, key, domain):
        own, other = self.schema.link(category.key, key)
        target = self.schema[key]
        return Exists(Linked(target.model, own, other, target.base & domain))

    # -- scopes -------------------------------------------------------------------------------------

    def _compile_scope(self, scope: Scope, category: Category) -> Domain:
        """Pick first, then test what was picked, then count what passed the test."""
        target = self.schema[scope.category]
        own, other = self.schema.link(category.key, scope.category)
        rules = self._compile_group(scope.group, target)
        if scope.pick == "any":
            return _compile_times(Linked(target.model, own, other, target.base & rules), *scope.times)
        pool = target.base & self.get_pick_domain(scope.pick, target)
        if rules.is_true():  # whichever is picked: there is one when there is any
            return _compile_times(Linked(target.model, own, other, pool), *scope.times, most=1)
        order = (target.date, ">" if scope.pick == "last" else "<")
        linked = Linked(target.model, own, other, pool & rules, pool=pool, order=order)
        return _compile_times(linked, *scope.times, most=1)

    def get_pick_domain(self, pick, target):
        """Return the records among which the last (up to now), the next (after now) or the first is."""
        if pick == "first":
            return Domain(target.date, "!=", False)
        present = self.clock.today if target.date_type == "date" else self.clock.now
        return Domain(target.date, "<=" if pick == "last" else ">", present)

    # -- conditions ---------------------------------------------------------------------------------

    def _compile_condition(self, condition: Condition) -> Domain:
        attribute, operator = condition.attribute, condition.operator
        domain = self._compile_test(attribute, operator.negates or operator.key, condition.value)
        if attribute.known is not None:
            domain = domain | ~attribute.known if self._supposed else domain & attribute.known
        return negate(domain) if operator.negates else any_of([domain])

    def _compile_test(self, attribute: Attribute, operator: str, value) -> Domain:
        """Compile a positive operator, on the record itself or on the one its field leads to."""
        if attribute.domain:
            return attribute.domain(operator, value, self.clock)
        own, _dot, name = attribute.field.partition(".")
        if not name:
            return compile_test(attribute, own, operator, value, self.clock)
        domain = compile_test(attribute, name, operator, value, self.clock)
        return Exists(Linked(attribute.through, own, "id", domain))


def _may_be_unknown(rule) -> bool:
    """Return whether a rule speaks of anything that may not be known."""
    if isinstance(rule, Condition):
        return rule.attribute.known is not None
    return any(map(_may_be_unknown, rule.rules))


def _compile_times(linked: Linked, operator: str, number: int, most: int | None = None) -> Domain:
    """Compile "``operator`` ``number`` linked records", of which there are at most ``most`` if given.

    A test that no record at all passes is asked by its opposite: "fewer than 3" is "not: at least 3".
    """
    if _COUNTS[operator](0, number):
        return ~_compile_positive_times(linked, _OPPOSITES[operator], number, most)
    return _compile_positive_times(linked, operator, number, most)


def _compile_positive_times(linked, operator, number, most):
    """Compile a test of the count that zero fails."""
    if operator == "<":  # fewer than zero
        return Domain.FALSE
    if most == 1:
        return Exists(linked) if _COUNTS[operator](1, number) else Domain.FALSE
    if (operator, number) in ((">=", 1), (">", 0), ("!=", 0)):
        return Exists(linked)
    return Exists(replace(linked, count=(operator, number)))
