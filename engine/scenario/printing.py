"""How values are printed in a message: in the recipient's language, nothing left to the server's locale."""

from datetime import date, datetime, time
from functools import lru_cache, partial, wraps

from babel.dates import get_datetime_format
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from odoo.tools.misc import babel_locale_parse

from ..written_dates import write_date, write_time
from .values import Missing, Several, is_filled

STYLES = ("short", "medium", "long", "full")
# Of what one message speaks of, so many are named: a leasing company has thousands of vehicles.
LISTED = 10


class Amount(float):
    """A sum of money that knows its currency (ISO code); compares and prints as a number."""

    __slots__ = ("currency",)

    def __new__(cls, value, currency):
        amount = super().__new__(cls, value)
        amount.currency = currency
        return amount


class Flag(int):
    """Yes or no: true or false in a condition, a word of the reader's language where it is printed."""

    def __new__(cls, value, label):
        flag = super().__new__(cls, bool(value))
        flag.label = label
        return flag

    def __str__(self):
        return self.label


def default(value, fallback, _boolean=True):
    """Jinja2's own ``default`` accepts a second argument; here empty always counts as missing."""
    return value if is_filled(value) and not isinstance(value, Missing) else fallback


def _on_text(function):
    """Make a text filter let a missing value through, so that ``| upper | default("…")`` works too."""
    return _on_each(lambda value: value if isinstance(value, Missing) else function(str(value)))


def _on_each(function):
    """Have a filter speak of each of several contents."""

    @wraps(function)
    def filter_each(value, *args):
        if isinstance(value, Several):
            return value.map(lambda content: function(content, *args))
        return function(value, *args)

    return filter_each


TEXT_FILTERS = {
    "upper": _on_text(str.upper),
    "lower": _on_text(str.lower),
    "title": _on_text(str.title),
    "capitalize": _on_text(str.capitalize),
    "trim": _on_text(str.strip),
}
#: filter -> (kind of argument, may it be left out). Any other filter is refused when saving.
FILTERS = {
    "default": ("value", False),
    "date": ("style", True),
    "time": ("style", True),
    **dict.fromkeys(("amount", *TEXT_FILTERS), (None, True)),
}


def _print_moment(value, locale):
    """Return a moment as "November 1, 2026 at 2:30 PM"; it is in the time zone of the point of sale already."""
    joined = get_datetime_format("long", locale=locale).replace("'", "")
    day, hour = write_date(value, "long", locale), write_time(value.time(), "short", locale)
    return joined.replace("{1}", day).replace("{0}", hour)


# What prints each type without being asked. By exact type: a datetime is a date too, and a boolean a number.
PRINTERS = {
    date: lambda value, locale: write_date(value, "long", locale),
    datetime: _print_moment,
    time: lambda value, locale: write_time(value, "short", locale),
    Flag: lambda value, locale: value.label,
    Amount: lambda value, locale: format_currency(value, value.currency, locale=locale),
    int: lambda value, locale: format_decimal(value, locale=locale),
    float: lambda value, locale: format_decimal(value, locale=locale),
    "short_date": lambda value, locale: write_date(value, "short", locale),
}


@lru_cache(maxsize=64)
def printers(lang):
    """Return the printers of one Odoo language code, by type."""
    locale = babel_locale_parse(lang)
    by_type = {kind: partial(printer, locale=locale) for kind, printer in PRINTERS.items()}

    def print_list(contents):
        shown = [str(by_type.get(type(content), str)(content)) for content in contents[:LISTED]]
        return format_list(shown, locale=locale) if len(contents) <= LISTED else ", ".join([*shown, "…"])

    return {**by_type, Several: print_list}


def filters(lang):
    """Return the filters of a template in one language. A filter leaves alone what is not of its type."""
    locale = babel_locale_parse(lang)

    @_on_each
    def print_date(value, style="long"):
        return write_date(value, style, locale) if isinstance(value, date) else value

    @_on_each
    def print_time(value, style="short"):
        hour = value.time() if isinstance(value, datetime) else value
        return write_time(hour, style, locale) if isinstance(hour, time) else value

    @_on_each
    def print_amount(value):
        return format_currency(value, value.currency, locale=locale) if isinstance(value, Amount) else value

    return {"default": default, "date": print_date, "time": print_time, "amount": print_amount, **TEXT_FILTERS}
