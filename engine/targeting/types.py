"""The one table of value types: their operators, and how each operator's value is read.

Values come from JSON written by the editor, by other addons and by hand: every parser refuses
what it does not know (a boolean is not a number, NaN is nothing) with a ``ValueProblem`` whose only
argument is a translatable text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import LazyTranslate

from .errors import ValueProblem

_lt = LazyTranslate(__name__, default_lang="en_US")

MAX_COUNT = 1_000_000
MAX_ID = 2**31 - 1
MAX_LIST = 1000
MAX_NUMBER = 1e15
MAX_TEXT = 1000

SMALL_UNITS = ("minute", "hour")
UNITS = {
    "minute": _lt("minutes"),
    "hour": _lt("hours"),
    "day": _lt("days"),
    "working_day": _lt("working days"),
    "week": _lt("weeks"),
    "month": _lt("months"),
    "year": _lt("years"),
}
ONE_UNIT = {
    "minute": _lt("minute"),
    "hour": _lt("hour"),
    "day": _lt("day"),
    "working_day": _lt("working day"),
    "week": _lt("week"),
    "month": _lt("month"),
    "year": _lt("year"),
}
MATCHES = {"all": _lt("all of"), "any": _lt("any of"), "none": _lt("none of")}
PICKS = {"any": _lt("any"), "last": _lt("the last"), "next": _lt("the next"), "first": _lt("the first")}
COUNT_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Operator:
    """``shape`` says what the value looks like; ``negates`` names the operator this is the opposite of.

    A negative operator is compiled as the negation of its opposite, hence true of a missing value.
    """

    key: str
    label: object
    shape: str
    negates: str = ""


OPERATORS = {
    operator.key: operator
    for operator in (
        Operator("is", _lt("is"), "scalar"),
        Operator("is_not", _lt("is not"), "scalar", "is"),
        Operator("contains", _lt("contains"), "scalar"),
        Operator("not_contains", _lt("does not contain"), "scalar", "contains"),
        Operator("starts_with", _lt("starts with"), "scalar"),
        Operator("in", _lt("is any of"), "list"),
        Operator("not_in", _lt("is none of"), "list", "in"),
        Operator("=", _lt("="), "scalar"),
        Operator("!=", _lt("≠"), "scalar", "="),
        Operator("<", _lt("<"), "scalar"),
        Operator("<=", _lt("≤"), "scalar"),
        Operator(">", _lt(">"), "scalar"),
        Operator(">=", _lt("≥"), "scalar"),
        Operator("between", _lt("is between"), "range"),
        Operator("ago_exactly", _lt("was exactly … ago"), "relative"),
        Operator("ago_less", _lt("was less than … ago"), "relative"),
        Operator("ago_more", _lt("was more than … ago"), "relative"),
        Operator("ago_at_most", _lt("was at most … ago"), "relative"),
        Operator("ago_at_least", _lt("was at least … ago"), "relative"),
        Operator("ahead_exactly", _lt("is in exactly …"), "relative"),
        Operator("ahead_less", _lt("is in less than …"), "relative"),
        Operator("ahead_more", _lt("is in more than …"), "relative"),
        Operator("ahead_at_most", _lt("is in at most …"), "relative"),
        Operator("ahead_at_least", _lt("is in at least …"), "relative"),
        Operator("on", _lt("is on"), "scalar"),
        Operator("before", _lt("is before"), "scalar"),
        Operator("after", _lt("is after"), "scalar"),
        Operator("anniversary", _lt("has its anniversary"), "ahead"),
        Operator("set", _lt("is set"), "none"),
        Operator("not_set", _lt("is not set"), "none", "set"),
    )
}

_RELATIVE = tuple(key for key, operator in OPERATORS.items() if operator.shape == "relative")
_DATED = (*_RELATIVE, "between", "on", "before", "after", "anniversary", "set", "not_set")
_NUMBER = ("=", "!=", "<", "<=", ">", ">=", "between")
_CHOICE = ("is", "is_not", "in", "not_in", "set", "not_set")


def is_integer(value) -> bool:
    """Return whether the JSON value is a whole number; Python's booleans are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _parse_text(value, attribute, operator):
    if not isinstance(value, str):
        raise ValueProblem(_lt("a text is expected"))
    if not value or (operator.key in ("is", "is_not") and not value.strip()):
        raise ValueProblem(_lt("the text is empty; to find records without one, say “is not set”"))
    if len(value) > MAX_TEXT:
        raise ValueProblem(_lt("the text is longer than %(limit)s characters", limit=MAX_TEXT))
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueProblem(_lt("the text has characters that no text can hold"))
    return value.strip() if operator.key in ("is", "is_not") else value


def _parse_number(value, attribute, operator):
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueProblem(_lt("a number is expected"))
    if not abs(value) <= MAX_NUMBER:  # said so that NaN is refused as well
        raise ValueProblem(_lt("the number is out of range"))
    return value


def _parse_boolean(value, attribute, operator):
    if not isinstance(value, bool):
        raise ValueProblem(_lt("true or false is expected"))
    return value


def _parse_choice(value, attribute, operator):
    if not isinstance(value, str):
        raise ValueProblem(_lt("one of the choices is expected"))
    if value not in dict(attribute.choices):
        raise ValueProblem(_lt("there is no choice “%(choice)s”", choice=value[:60]))
    return value


def _parse_link(value, attribute, operator):
    if not is_integer(value) or not 0 < value <= MAX_ID:
        raise ValueProblem(_lt("the id of a record is expected"))
    return value


def _parse_date(value, attribute, operator):
    if not isinstance(value, str) or len(value) != 10:
        raise ValueProblem(_lt("a date like 2026-12-31 is expected"))
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueProblem(_lt("a date like 2026-12-31 is expected")) from error


def _parse_datetime(value, attribute, operator):
    """Read a day, or a moment as the clock on the wall of the point of sale shows it."""
    if operator.key == "on" or not isinstance(value, str) or len(value) == 10:
        return _parse_date(value, attribute, operator)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueProblem(_lt("a date or a time like 2026-12-31T18:00:00 is expected")) from error
    if moment.tzinfo:
        raise ValueProblem(_lt("times are those of the point of sale: leave the time zone out"))
    return moment.replace(microsecond=0)


@dataclass(frozen=True)
class ValueType:
    """A type of values: its operators in the order people see them, and the parser of one value."""

    operators: tuple[str, ...]
    parse: Callable
    units: tuple[str, ...] = ()


VALUE_TYPES = {
    "text": ValueType(("is", "is_not", "contains", "not_contains", "starts_with", "set", "not_set"), _parse_text),
    "number": ValueType(_NUMBER, _parse_number),
    "money": ValueType(_NUMBER, _parse_number),
    "boolean": ValueType(("is", "is_not"), _parse_boolean),
    "choice": ValueType(_CHOICE, _parse_choice),
    "link": ValueType(_CHOICE, _parse_link),
    "date": ValueType(_DATED, _parse_date, tuple(unit for unit in UNITS if unit not in SMALL_UNITS)),
    "datetime": ValueType(_DATED, _parse_datetime, tuple(UNITS)),
}


def _read_list(value, attribute, operator, parse):
    if not isinstance(value, list) or not value:
        raise ValueProblem(_lt("a list with at least one value is expected"))
    if len(value) > MAX_LIST:
        raise ValueProblem(_lt("the list has more than %(limit)s values", limit=MAX_LIST))
    return tuple(parse(item, attribute, operator) for item in value)


def _read_range(value, attribute, operator, parse):
    if not isinstance(value, list) or len(value) != 2:
        raise ValueProblem(_lt("a list of two values, the lowest and the highest, is expected"))
    low, high = (parse(item, attribute, operator) for item in value)
    if type(low) is not type(high) and attribute.type == "datetime":
        raise ValueProblem(_lt("both ends must be dates, or both must be times"))
    if low > high:
        raise ValueProblem(_lt("the lowest value comes first"))
    return low, high


def _read_keys(value, keys):
    if not isinstance(value, dict) or set(value) != set(keys):
        raise ValueProblem(_lt("an object with %(keys)s is expected", keys=", ".join(f'"{key}"' for key in keys)))


def _read_count(value):
    if not is_integer(value) or not 0 <= value <= MAX_COUNT:
        raise ValueProblem(_lt('"n" must be a whole number from 0 to %(limit)s', limit=MAX_COUNT))
    return value


def _read_relative(value, attribute, operator, parse):
    _read_keys(value, ("n", "unit"))
    units = VALUE_TYPES[attribute.type].units
    if not isinstance(value["unit"], str) or value["unit"] not in units:
        raise ValueProblem(_lt('"unit" must be one of %(units)s', units=", ".join(units)))
    return _read_count(value["n"]), value["unit"]


def _read_ahead(value, attribute, operator, parse):
    _read_keys(value, ("n",))
    return _read_count(value["n"])


def _read_scalar(value, attribute, operator, parse):
    return parse(value, attribute, operator)


_READERS = {
    "scalar": _read_scalar,
    "list": _read_list,
    "range": _read_range,
    "relative": _read_relative,
    "ahead": _read_ahead,
}


def read_value(value, attribute, operator):
    """Return the parsed value of a condition.

    :return: a scalar; a tuple for lists; ``(low, high)``; ``(n, unit)``; ``n`` days
    :raise ValueProblem: with a translatable text
    """
    return _READERS[operator.shape](value, attribute, operator, VALUE_TYPES[attribute.type].parse)
