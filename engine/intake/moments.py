"""The date of a request, as programs of all countries write it.

ISO 8601 is asked for; seen are offsets of one digit ("-08:0"), hours of one digit, none at all, "30/03/2026 15:30",
"2/9/2020 6:26PM", and the dates of e-mails. Which of day and month comes first is told by the calendar: nobody asks
after the request was received, and most ask just before.
"""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from ..local_time import to_utc

# Clocks differ by minutes.
CLOCK_SKEW = timedelta(minutes=15)
OLDEST = datetime(1990, 1, 1)

_TIME = r"(?:[T\s,]+(?:à\s*)?(\d{1,2})\s*[:hH.]\s*(\d{1,2})?(?::(\d{1,2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?)?"
_OFFSET = r"\s*(Z|UTC|GMT|[+-]\s*\d{1,2}:?\d{0,2})?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME + _OFFSET, re.IGNORECASE)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?()" + _OFFSET, re.IGNORECASE)
_WRITTEN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME + _OFFSET, re.IGNORECASE)


def read_moment(text, tz, now):
    """Return when a request was made, naive UTC; ``None`` when the text names no moment that can be.

    :param tzinfo tz: of texts that name no offset, a ``pytz`` time zone
    :param datetime now: when it was received, naive UTC
    """
    text = " ".join(text.split())[:60]
    possible = [moment for moment in _find_candidates(text, tz) if OLDEST <= moment <= now + CLOCK_SKEW]
    return min(max(possible), now) if possible else None


def _find_candidates(text, tz):
    """Yield the moments that a text can mean."""
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        year, month, day, *rest = match.groups()
        yield from _build(year, month, day, rest, tz)
    elif match := _WRITTEN.fullmatch(text):
        first, second, year, *rest = match.groups()
        yield from _build(year, second, first, rest, tz)
        yield from _build(year, first, second, rest, tz)
    else:
        yield from _read_mail_date(text, tz)


def _build(year, month, day, rest, tz):
    hour, minute, second, half, offset = rest
    try:
        hour = _read_hour(int(hour or 0), half or "")
        local = datetime(int(year), int(month), int(day), hour, int(minute or 0), min(int(second or 0), 59))
        yield _to_utc(local, offset, tz)
    except (ValueError, OverflowError):
        return


def _read_hour(hour, half):
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _to_utc(local, offset, tz):
    if not offset:
        return to_utc(local, tz)
    if not re.search(r"\d", offset):
        return local
    # "-08:0", "+2", "-0330": the hours come first, whatever is left out.
    hours, _colon, minutes = re.sub(r"[^\d:]", "", offset).partition(":")
    hours, minutes = (hours[:2], hours[2:] or minutes) if len(hours) > 2 else (hours, minutes)
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return local + away if "-" in offset else local - away


def _read_mail_date(text, tz):
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return
    if moment.tzinfo:
        yield moment.astimezone(timezone.utc).replace(tzinfo=None)
    else:
        yield to_utc(moment, tz)
