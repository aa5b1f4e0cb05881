"""A test of one stored field: operator and parsed value to a ``Domain``.

Only positive operators come here (see ``compiler``). What Odoo's own domains say differently from
the rule language is said in SQL: numbers (Odoo rounds the value to the field's type first), and which texts are the
same (to Odoo, those with the same capitals and blanks).
"""

import re
from datetime import timedelta
from functools import partial
from math import ceil, floor

from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

from .dates import get_date_ranges, get_datetime_ranges
from .exists import get_comparison
from .same_text import simplify_sql

_ZERO_PASSES = {
    "=": lambda value: value == 0,
    "<": lambda value: value > 0,
    "<=": lambda value: value >= 0,
    ">": lambda value: value < 0,
    ">=": lambda value: value <= 0,
}


def compile_test(attribute, field, operator, value, clock) -> Domain:
    """Return the domain of the records whose ``field`` passes the test.

    :param attribute: says the type of the value
    :param str field: name of a stored field of the model that the domain is for
    :param str operator: a positive operator of that type
    :param value: as parsed by ``types.read_value``
    """
    if operator == "set":
        return Domain(field, "!=", False)
    return _COMPILERS[attribute.type](field, operator, value, clock)


def compile_ranges(field, ranges) -> Domain:
    """Return the domain of values in one of the half-open intervals; see ``dates``."""
    if len(ranges) > 1:
        return Domain.custom(to_sql=partial(_ranges_to_sql, field, ranges))
    return Domain.AND(
        Domain(field, operator, bound)
        for operator, bound in zip((">=", "<"), ranges[0], strict=True)
        if bound is not None
    )


def _ranges_to_sql(field, ranges, model, alias, query):
    """Say many intervals at once: an anniversary has one for each of 130 years, too many for Odoo's domains.

    None of them is open.
    """
    column = _get_column(field, model, alias, query)
    tests = [SQL("(%s >= %s AND %s < %s)", column, start, column, end) for start, end in ranges]
    return SQL("(%s)", SQL(" OR ").join(tests))


def _get_column(field, model, alias, query):
    model._check_field_access(model._fields[field], "read")
    return model._field_to_sql(alias, field, query)


class SameText(DomainCustom):
    """A ``Domain`` that is true when a text is one of ``values``, as ``same_text`` understands it."""

    __slots__ = ("field", "values")

    def __new__(cls, field, values):
        self = super().__new__(cls, cls._build_sql)
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "values", tuple(dict.fromkeys(values)))
        object.__setattr__(self, "_sql", self._build_sql)
        return self

    def __eq__(self, other):
        return isinstance(other, SameText) and (self.field, self.values) == (other.field, other.values)

    def __hash__(self):
        return hash((SameText, self.field, self.values))

    def _build_sql(self, model, alias, query):
        column = _get_column(self.field, model, alias, query)
        test = SQL("%s IN (%s)", simplify_sql(column), SQL(", ").join(map(simplify_sql, self.values)))
        if model._fields[self.field].index != "trigram" or not model.pool.has_trigram:
            return test
        # An index of trigrams finds what contains one of them.
        contained = Domain.OR(Domain(self.field, "ilike", _quote(value)) for value in self.values)
        return SQL("(%s AND %s)", contained.optimize_full(model)._to_sql(model, alias, query), test)


def merge_texts(domains) -> list[Domain]:
    """Return the parts of an ANY, those that compare one text as one: a hundred towns are looked up in one list."""
    values = {}
    for domain in domains:
        if isinstance(domain, SameText):
            values.setdefault(domain.field, []).extend(domain.values)
    others = [domain for domain in domains if not isinstance(domain, SameText)]
    return [*(SameText(field, each) for field, each in values.items()), *others]


def _quote(text):
    """Return a text for ``LIKE``, in which nothing stands for anything else."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _compile_text(field, operator, value, clock):
    if operator == "is":
        return SameText(field, [value])
    literal = _quote(value)
    if operator == "contains":
        return Domain(field, "ilike", literal)
    # Digits, such as a postcode's, have no case to ignore: LIKE is the faster one.
    return Domain(field, "=like" if value.isdigit() else "=ilike", f"{literal}%")


def _compile_number(field, operator, value, clock):
    if operator == "between":
        return _compile_number(field, ">=", value[0], clock) & _compile_number(field, "<=", value[1], clock)

    def to_sql(model, alias, query):
        column = _get_column(field, model, alias, query)
        test = SQL("%s %s %s", column, get_comparison(operator), value)
        # As everywhere in Odoo, a number that was never written is zero.
        return SQL("(%s OR %s IS NULL)", test, column) if _ZERO_PASSES[operator](value) else test

    return Domain.custom(to_sql=to_sql)


def _compile_boolean(field, operator, value, clock):
    return Domain(field, "=", value)


def _compile_choice(field, operator, value, clock):
    return Domain(field, "in", list(value) if operator == "in" else [value])


def _compile_date(field, operator, value, clock):
    ranges = get_date_ranges(operator, value, clock)
    if len(ranges) == 1:
        return compile_ranges(field, ranges)
    # The days of many years: PostgreSQL looks a value up in a list, but tries intervals one by one.
    days = [start + timedelta(offset) for start, end in ranges for offset in range((end - start).days)]
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL("%s IN %s", _get_column(field, model, alias, query), tuple(days))
    )


def _compile_datetime(field, operator, value, clock):
    return compile_ranges(field, get_datetime_ranges(operator, value, clock))


_COMPILERS = {
    "text": _compile_text,
    "number": _compile_number,
    "money": _compile_number,
    "boolean": _compile_boolean,
    "choice": _compile_choice,
    "link": _compile_choice,
    "date": _compile_date,
    "datetime": _compile_datetime,
}


def compile_steps(operator, value, at_least, known) -> Domain:
    """Compile a number operator on a whole number that grows with time, such as an age in years.

    :param at_least: callable(whole number) → domain of records that have at least that many
    :param known: domain of the records that have such a number at all
    """
    if operator == "between":
        return at_least(ceil(value[0])) & known & ~at_least(floor(value[1]) + 1)
    whole = value == int(value)
    domains = {
        "=": lambda: at_least(int(value)) & ~at_least(int(value) + 1) if whole else Domain.FALSE,
        ">=": lambda: at_least(ceil(value)),
        ">": lambda: at_least(floor(value) + 1),
        "<=": lambda: known & ~at_least(floor(value) + 1),
        "<": lambda: known & ~at_least(ceil(value)),
    }
    return domains[operator]()
