"""Between moments (naive UTC, as Odoo stores them) and what the clock on the wall shows at a point of sale.

A local time stands for the first moment at which the clock shows it *or a later one*. That answers both
questions which daylight saving asks: an hour that is repeated means its first occurrence, and any time that
is skipped means the end of the gap (02:30 is 03:00). So a later local time is never an earlier
moment: intervals don't turn round, and a window that closes at 03:00 doesn't open after that.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import pytz

# As a choice for people; the keys count as ``date.weekday()`` does.
DAYS_OF_WEEK = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def to_local(moment: datetime, tz: tzinfo) -> datetime:
    """Return what the clock shows, naive, at a naive UTC moment."""
    return moment.replace(tzinfo=pytz.utc).astimezone(tz).replace(tzinfo=None)


def to_utc(local: datetime, tz: tzinfo) -> datetime:
    """Return the naive UTC moment of a naive local time; on the first and the last days there are, itself."""
    try:
        steady = _get_steady_offset(local.date(), tz)
        if steady is not None:
            return local - steady
        moments = sorted(local - offset for offset in _get_offsets(local, tz))
        for moment in moments:
            if to_local(moment, tz) == local:
                return moment
        return _find_end_of_gap(local, moments[0], moments[-1], tz)
    except OverflowError:
        return local


def start_of_day(day: date, tz: tzinfo) -> datetime:
    """Return the naive UTC moment at which a local day begins, which is not midnight everywhere."""
    return to_utc(datetime.combine(day, time.min), tz)


def at_hour(day: date, hour: float, tz: tzinfo) -> datetime:
    """Return the naive UTC moment of a local day and hour (hours since midnight, ``24.0`` is the next midnight)."""
    return to_utc(datetime.combine(day, time.min) + timedelta(minutes=round(hour * 60)), tz)


@lru_cache(maxsize=10_000)
def _get_steady_offset(day, tz):
    """Return the offset from UTC all through a day, None where the clock changes near it."""
    try:
        offsets = _get_offsets(datetime.combine(day, time.min), tz) | _get_offsets(datetime.combine(day, time.max), tz)
    except OverflowError:
        return None
    return offsets.pop() if len(offsets) == 1 else None


def _get_offsets(local, tz):
    """Return the offsets from UTC of the day before and the day after: one, unless the clock changes between."""
    return {to_local(moment, tz) - moment for moment in (local - _DAY, local + _DAY)}


def _find_end_of_gap(local, before, after, tz):
    """Return the first whole second between two moments at which the clock shows more than ``local``."""
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        before, after = (before, middle) if to_local(middle, tz) > local else (middle, after)
    return after.replace(microsecond=0)
