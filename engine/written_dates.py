"""Days and hours as people of a language write them, where Babel's own way is that of machines.

``style`` is Babel's: short, medium, long, full, or a pattern.
"""

import re

from babel.dates import format_date, format_time

FRENCH = "fr"
_FIRST = re.compile(r"(?<!\d)1(?=\s)")


def write_date(day, style, locale):
    """Return a day in words: the first of a month is “1er décembre” in French."""
    text = format_date(day, style, locale=locale)
    is_first = locale.language == FRENCH and day.day == 1 and style != "short"
    return _FIRST.sub("1er", text, count=1) if is_first else text


def write_time(hour, style, locale):
    """Return the time of day: “14 h 30” and “8 h” in French, with no-break spaces."""
    if locale.language == FRENCH:
        style = "H'\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}'mm" if hour.minute else "H'\N{NO-BREAK SPACE}h'"
    return format_time(hour, style, locale=locale)
