"""Counting days in weeks, months and years: what "1 month ago" means on the 31st.

A month that has no such day counts its last one instead: 31 January and 1 month is 28 February. So four days lie one
month before 28 February, and none before 30 March. The day *d* is exactly *n* months ago when d + n months is today,
and exactly *n* months ahead when d − n months is: each day is so on one today and on one only, as a delay of *n* months
falls on one day, and the days that are so today are always next to each other.

What leaves the calendar stops at its first or last day.
"""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)


def shift(value, count, unit):
    """Return a day or a moment ``count`` units later, earlier when negative; a month's end is clipped.

    :param value: a ``date``, or a ``datetime`` whose clock goes on evenly
    :param str unit: ``minute``, ``hour``, ``day``, ``week``, ``month`` or ``year``
    """
    try:
        return value + relativedelta(**{f"{unit}s": count})
    except (OverflowError, ValueError):
        edge = type(value).max if count > 0 else type(value).min
        return edge.replace(microsecond=0) if isinstance(edge, datetime) else edge


def next_day(day: date) -> date:
    """Return the day after; the calendar's last has none."""
    return day + DAY if day < date.max else day


def first_shifted_to(day: date, count: int, unit: str) -> date:
    """Return the first day that lies on ``day`` or later once it is shifted by ``count`` units of a day or longer."""
    first = shift(day, -count, unit)
    return first if shift(first, count, unit) >= day else next_day(first)


def get_days_shifted_to(day: date, count: int, unit: str) -> tuple[date, date]:
    """Return the days ``[start, end)`` that lie on ``day`` once shifted by ``count`` units; several, one or none."""
    return first_shifted_to(day, count, unit), first_shifted_to(next_day(day), count, unit)
