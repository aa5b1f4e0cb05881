"""How a source writes dates, numbers and telephones, and what its cells say.

Each ``read_*`` returns the value, or raises ``Unreadable`` with what was expected. Empty cells are not read here.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from odoo.tools.translate import LazyTranslate

from ..customer.email_address import normalise_email
from ..letters import normalise_letters
from ..local_time import to_utc
from ..one_line import one_line
from ..plain_words import plain_words
from .source_key import is_shortened, tidy_source_key

_lt = LazyTranslate(__name__, default_lang="en_US")

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
COMMA, POINT = ",", "."
_EXPECTED_DAY = _lt("a day that there is, written as 2026-12-31")
_EXPECTED_DAYS = {
    DAY_FIRST: _lt("a day that there is, with the day before the month: 31/12/2026"),
    MONTH_FIRST: _lt("a day that there is, with the month before the day: 12/31/2026"),
}
# Two digits of a year: 69 is 1969, 68 is 2068, as POSIX has it.
_FIRST_YEAR_OF_1900 = 69
# Day 0 of spreadsheets, which take 1900 for a leap year (ECMA-376, part 1, 18.17.4.1).
_SPREADSHEET_ZERO = datetime(1899, 12, 30)
_SPREADSHEET_DAYS = (20_000, 80_000)  # 1954 to 2119: what else is a number is no date
_YEARS = (1900, 2100)
_TOO_MUCH = 10**12  # as an amount: a slip, such as “1e999”, which is infinite to Python
_FURTHEST_ZONE = timedelta(hours=14)

_DAY = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?!\d)")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$")
_HOUR = re.compile(r"[T ,à-]*(\d{1,2})\s?[:hH.]\s?(\d{2})?(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?")
_ZONE = re.compile(r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_AMOUNT = r"(?:\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{decimal}\d+)?(?:[eE][+-]?\d+)?"
# What tells how a source writes: telephones, too, are digits with points or spaces between them.
_WHOLE_DAY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(?:\d{4}|\d{2})(?:[T ,].*)?", re.DOTALL)
_WHOLE_AMOUNT = re.compile(r"[-+(]?\d{1,3}(?:[\s'.,\u00a0\u202f]?\d{3})*([.,])\d{1,2}\D*")
_UNITS = re.compile(r"(?:€|eur|euros?|km|kms|kilometres|chf|cad|ttc|ht)\.?", re.IGNORECASE)
_YES = frozenset({"1", "o", "oui", "y", "yes", "true", "vrai", "x"})
_AGREES = frozenset({"ok", "accepte", "acceptee", "accord", "optin", "accepted", "granted"})
_REFUSES = frozenset({"refuse", "refusee", "refus", "optout", "stop", "opposition", "refused", "denied"})
_NO = frozenset({"0", "n", "non", "no", "false", "faux"})


class Unreadable(ValueError):
    """A cell is not what its column holds.

    :ivar expected: ``LazyGettext``, what it should be
    """

    def __init__(self, expected):
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True)
class Notation:
    """How one source writes.

    :param str day_order: whether 03/04 is the third of April, DAY_FIRST, or the fourth of March
    :param str decimal_mark: COMMA or POINT
    :param tzinfo tz: of hours without a zone
    """

    tz: tzinfo
    day_order: str = DAY_FIRST
    decimal_mark: str = COMMA


def read_text(text, _notation):
    return text.strip()


def read_number(text, _notation):
    """Return the number of a record as it is written, but for what spreadsheets add."""
    return tidy_source_key(text) if not is_shortened(text) else _fail(_lt("the whole number: a spreadsheet has cut it"))


def read_name(text, _notation):
    return one_line(text)


def read_email(text, _notation):
    return normalise_email(text) or _fail(_lt("an e-mail address"))


def read_vin(text, _notation):
    """Return a vehicle identification number: 17 letters and digits without I, O and Q (ISO 3779), or an older one."""
    vin = normalise_letters(text)
    if not 5 <= len(vin) <= 17 or vin.isalpha() or (len(vin) == 17 and not set("IOQ").isdisjoint(vin)):
        _fail(_lt("a vehicle identification number of 17 letters and digits, without I, O and Q"))
    return vin


def read_plate(text, _notation):
    """Return a plate as people write it: capital letters, and a French one of today with its dashes."""
    plate = one_line(text).upper()
    bare = normalise_letters(plate)
    french = re.fullmatch(r"([A-Z]{2})(\d{3})([A-Z]{2})", bare)
    if french:
        return "-".join(french.groups())
    return plate if 2 <= len(bare) <= 12 else _fail(_lt("a licence plate"))


def read_amount(text, notation):
    """Return a number: “1 234,56 €”, “(12.50)”, “12,50-”; as others write it where that can't be mistaken."""
    bare = _UNITS.sub("", text).strip()
    negative = bare.startswith(("-", "\N{MINUS SIGN}", "(")) or bare.endswith("-")
    digits = re.sub(r"[()+\s'’$\N{MINUS SIGN}\u00a0\u202f]|^-|-$", "", bare)
    marks = [COMMA, POINT] if notation.decimal_mark == COMMA else [POINT, COMMA]
    for decimal, thousands in (marks, marks[::-1]):
        if re.fullmatch(_AMOUNT.format(decimal=re.escape(decimal), thousands=re.escape(thousands)), digits):
            number = float(digits.replace(thousands, "").replace(decimal, "."))
            if number >= _TOO_MUCH:
                break
            return -number if negative else number
    return _fail(_lt("a number"))


def read_integer(text, notation):
    """Return a whole number: a thousand may be set off by any mark."""
    digits = re.sub(r"[\s'’.,\u00a0\u202f]", "", _UNITS.sub("", re.sub(r"[.,]0+$", "", text.strip())))
    if not re.fullmatch(r"\d{1,9}", digits):
        _fail(_lt("a whole number"))
    return int(digits)


def read_flag(text, _notation):
    words = "".join(plain_words(text))
    if words in _YES | _NO:
        return words in _YES
    return _fail(_lt("yes or no"))


def read_consent(text, notation):
    """Return (whether somebody agrees, since when as a naive UTC moment, or None): a date says that they do."""
    words = "".join(plain_words(text))
    if words in _YES | _AGREES:
        return True, None
    if words in _NO | _REFUSES:
        return False, None
    try:
        return True, read_moment(text, notation)
    except Unreadable:
        return _fail(_lt("yes or no, or the day since when"))


def read_date(text, notation):
    """Return a day, also of a cell that has an hour besides."""
    day, hour = _read_day(text.strip(), notation)
    if _ZONE.search(hour):
        moment = read_moment(text, notation)
        return (moment.replace(tzinfo=timezone.utc).astimezone(notation.tz)).date()
    return day


def read_moment(text, notation):
    """Return a naive UTC moment; a day without an hour begins at the local midnight."""
    text = text.strip()
    if counted := _read_spreadsheet_moment(text):
        return to_utc(counted.replace(microsecond=0), notation.tz)
    day, rest = _read_day(text, notation)
    zone = _ZONE.search(rest)
    hour = _read_hour(rest[: zone.start()] if zone else rest)
    local = datetime(day.year, day.month, day.day) + hour
    return local - _read_offset(zone[1]) if zone else to_utc(local, notation.tz)


def _read_day(text, notation):
    """Return (date, what is behind it)."""
    if counted := _read_spreadsheet_moment(text):
        return counted.date(), ""
    compact = _COMPACT_DAY.match(text)
    if compact:
        year, month, day, *hour = compact.groups()
        return _make_date(int(year), int(month), int(day)), ":".join(filter(None, hour))
    found = _DAY.match(text)
    if not found:
        _fail(_lt("a date"))
    first, second, third = found.groups()
    if len(first) == 4:
        return _make_date(int(first), int(second), int(third)), text[found.end() :]
    day, month = (first, second) if notation.day_order == DAY_FIRST else (second, first)
    return _make_date(_read_year(third), int(month), int(day), _EXPECTED_DAYS[notation.day_order]), text[found.end() :]


def _read_spreadsheet_moment(text):
    """Return the local moment that a spreadsheet means by a number of days; None where it means none."""
    if not re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return None
    first, last = _SPREADSHEET_DAYS
    days = float(text.replace(",", "."))
    return _SPREADSHEET_ZERO + timedelta(days=days) if first <= days < last else None


def _read_year(text):
    if len(text) == 2:
        return int(text) + (1900 if int(text) >= _FIRST_YEAR_OF_1900 else 2000)
    return int(text)


def _make_date(year, month, day, expected=_EXPECTED_DAY):
    first, last = _YEARS
    if not first <= year < last:
        _fail(_lt("a date between 1900 and 2099"))
    try:
        return date(year, month, day)
    except ValueError:
        return _fail(expected)


def _read_hour(text):
    if not text.strip(" T,à-"):
        return timedelta()
    found = _HOUR.fullmatch(text.rstrip())
    if not found:
        _fail(_lt("an hour, such as 14:30"))
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    half = (found[4] or "").lower().replace(".", "")
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        _fail(_lt("an hour, such as 14:30"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _read_offset(text):
    if text[0] not in "+-":
        return timedelta()
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > _FURTHEST_ZONE:
        _fail(_lt("an hour, such as 14:30"))
    return -offset if text[0] == "-" else offset


def _fail(expected):
    raise Unreadable(expected)


# -- guessing -------------------------------------------------------------------------------------------


def guess_day_order(values):
    """Return in which order days and months stand in some values; the day first where they don't tell."""
    for value in values:
        found = _WHOLE_DAY.fullmatch(value.strip())
        first, second = (int(found[1]), int(found[3])) if found else (0, 0)
        if 12 < first <= 31 and 0 < second <= 12:
            return DAY_FIRST
        if 12 < second <= 31 and 0 < first <= 12:
            return MONTH_FIRST
    return DAY_FIRST


def guess_decimal_mark(values):
    """Return the mark that some amounts have before their last digits; a comma where they don't tell."""
    marks = [found[1] for value in values if (found := _WHOLE_AMOUNT.fullmatch(value.strip()))]
    return POINT if marks.count(POINT) > marks.count(COMMA) else COMMA
