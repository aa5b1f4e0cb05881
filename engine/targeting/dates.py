"""From relative and fixed dates to bounds.

Every operator becomes a list of half-open intervals ``[start, end)``, ``None`` standing for an open
end: of days (``date``) for date fields, of naive UTC moments (``datetime``) for time fields. A value
matches when it lies in one of them. Days are calendar days of the time zone of the clock, whatever
length daylight saving gives them. ``docs/targeting.md`` has the table of all operators' bounds.

Dates that leave the calendar (10,000 years ago) stop at its first or last day.
"""

from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

import pytz

from ..local_time import start_of_day, to_local, to_utc
from ..months import DAY, get_days_shifted_to, next_day, shift
from ..opening_hours import WEEKDAYS, OpeningHours
from .types import SMALL_UNITS

SECOND = timedelta(seconds=1)
ANNIVERSARY_YEARS = 130


@dataclass(frozen=True)
class Clock:
    """The moment of an evaluation: ``now`` in naive UTC, and the place whose days count."""

    now: datetime
    tz: tzinfo = pytz.utc
    get_opening_hours: Callable[[], OpeningHours] = field(default=lambda: WEEKDAYS)

    def __post_init__(self):
        object.__setattr__(self, "now", self.now.replace(microsecond=0))

    @cached_property
    def opening_hours(self) -> OpeningHours:
        """Return the opening hours, whose days are the working days; read only when a rule needs them."""
        return self.get_opening_hours()

    @cached_property
    def local_now(self) -> datetime:
        """Return what the clock on the wall shows, naive."""
        return to_local(self.now, self.tz)

    @property
    def today(self) -> date:
        """Return the local calendar day."""
        return self.local_now.date()

    def to_utc(self, moment: datetime) -> datetime:
        """Return the UTC moment of a local one."""
        return to_utc(moment, self.tz)

    def start_of(self, day: date) -> datetime:
        """Return the UTC moment at which the local day begins."""
        return start_of_day(day, self.tz)

    def get_days_away(self, count: int, unit: str) -> tuple[date, date]:
        """Return the local days ``[start, end)`` exactly ``count`` units of a day or longer from today.

        Negative counts are ago; ``months`` says which days these are at the end of a month: several, or none.
        """
        if unit == "working_day":
            day = self.opening_hours.step(self.today, count)
            return day, next_day(day)
        return get_days_shifted_to(self.today, -count, unit)

    def shift_moment(self, count: int, unit: str) -> datetime:
        """Return the UTC moment ``count`` units from now.

        Minutes and hours are lengths of time; longer units keep the time on the wall, on the day so far away: of
        several that nearest to now, of none the midnight where it would be.
        """
        if unit in SMALL_UNITS:
            return shift(self.now, count, unit)
        start, end = self.get_days_away(count, unit)
        if start == end:
            return self.start_of(start)
        return self.to_utc(datetime.combine(end - DAY if count < 0 else start, self.local_now.time()))


def get_date_ranges(operator: str, value, clock: Clock) -> list[tuple]:
    """Return the intervals of days for a date field; ``value`` is parsed, ``operator`` positive."""
    return _DATE_RANGES[operator](value, clock)


def get_datetime_ranges(operator: str, value, clock: Clock) -> list[tuple]:
    """Return the intervals of UTC moments for a time field; ``value`` is parsed, ``operator`` positive."""
    if _speaks_of_days(operator, value):
        return [
            (start and clock.start_of(start), end and clock.start_of(end))
            for start, end in get_date_ranges(operator, value, clock)
        ]
    return _DATETIME_RANGES[operator](value, clock)


def _speaks_of_days(operator, value):
    if operator in ("ago_exactly", "ahead_exactly", "ago_at_least", "ahead_at_least"):
        return value[1] not in SMALL_UNITS
    if operator == "between":
        return not isinstance(value[0], datetime)
    if operator in ("before", "after"):
        return not isinstance(value, datetime)
    return operator in ("on", "anniversary")


# -- days -------------------------------------------------------------------------------------------


def _day_exactly(sign):
    return lambda value, clock: [clock.get_days_away(sign * value[0], value[1])]


def _day_ago_less(value, clock):
    _start, end = clock.get_days_away(-value[0], value[1])
    return [(end, next_day(clock.today))]


def _day_ago_more(value, clock):
    _start, end = clock.get_days_away(-value[0], value[1])
    return [(None, end)]


def _day_ago_at_most(value, clock):
    start, _end = clock.get_days_away(-value[0], value[1])
    return [(start, next_day(clock.today))]


def _day_ahead_less(value, clock):
    start, _end = clock.get_days_away(*value)
    return [(clock.today, start)]


def _day_ahead_more(value, clock):
    start, _end = clock.get_days_away(*value)
    return [(start, None)]


def _day_ahead_at_most(value, clock):
    _start, end = clock.get_days_away(*value)
    return [(clock.today, end)]


def _day_anniversary(value, clock):
    """The days of earlier years with the month and day of the one ``value`` days ahead.

    On 28 February of a year without a 29th, the 29ths of leap years count as well.
    """
    day = shift(clock.today, value, "day")
    years = range(max(day.year - ANNIVERSARY_YEARS, 1), day.year)
    if (day.month, day.day) == (2, 29):
        return [(date(year, 2, 29), date(year, 3, 1)) for year in years if isleap(year)]
    ranges = [(date(year, day.month, day.day), next_day(date(year, day.month, day.day))) for year in years]
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        return [(start, date(start.year, 3, 1)) for start, _end in ranges]
    return ranges


_DATE_RANGES = {
    "ago_exactly": _day_exactly(-1),
    "ago_less": _day_ago_less,
    "ago_more": _day_ago_more,
    "ago_at_most": _day_ago_at_most,
    "ago_at_least": _day_ago_more,  # "more than n days ago" has the day n days ago already: see docs/targeting.md
    "ahead_exactly": _day_exactly(1),
    "ahead_less": _day_ahead_less,
    "ahead_more": _day_ahead_more,
    "ahead_at_most": _day_ahead_at_most,
    "ahead_at_least": _day_ahead_more,
    "on": lambda day, clock: [(day, next_day(day))],
    "before": lambda day, clock: [(None, day)],
    "after": lambda day, clock: [(next_day(day), None)],
    "between": lambda days, clock: [(days[0], next_day(days[1]))],
    "anniversary": _day_anniversary,
}


# -- moments ----------------------------------------------------------------------------------------
# Times are compared to the whole second: "up to now" ends with the second that now belongs to.


def _moment_ago_exactly(value, clock):
    count, unit = value
    older, younger = clock.shift_moment(-count - 1, unit), clock.shift_moment(-count, unit)
    return [(older + SECOND, younger + SECOND)]


def _moment_ahead_exactly(value, clock):
    count, unit = value
    return [(clock.shift_moment(count, unit), clock.shift_moment(count + 1, unit))]


def _after_moment(moment):
    return moment + SECOND


def _moment_ago_at_most(value, clock):
    """Up to now, since so long ago; in days and longer units since the day so far away began."""
    if value[1] in SMALL_UNITS:
        return [(clock.shift_moment(-value[0], value[1]), _after_moment(clock.now))]
    ((start, _end),) = _day_ago_at_most(value, clock)
    return [(clock.start_of(start), _after_moment(clock.now))]


def _moment_ahead_at_most(value, clock):
    if value[1] in SMALL_UNITS:
        return [(clock.now, _after_moment(clock.shift_moment(*value)))]
    ((_start, end),) = _day_ahead_at_most(value, clock)
    return [(clock.now, clock.start_of(end))]


_DATETIME_RANGES = {
    "ago_exactly": _moment_ago_exactly,
    "ago_less": lambda value, clock: [(clock.shift_moment(-value[0], value[1]), clock.now + SECOND)],
    "ago_more": lambda value, clock: [(None, clock.shift_moment(-value[0], value[1]))],
    "ago_at_most": _moment_ago_at_most,
    "ago_at_least": lambda value, clock: [(None, _after_moment(clock.shift_moment(-value[0], value[1])))],
    "ahead_exactly": _moment_ahead_exactly,
    "ahead_less": lambda value, clock: [(clock.now, clock.shift_moment(*value))],
    "ahead_more": lambda value, clock: [(clock.shift_moment(*value), None)],
    "ahead_at_most": _moment_ahead_at_most,
    "ahead_at_least": lambda value, clock: [(clock.shift_moment(*value), None)],
    "before": lambda moment, clock: [(None, clock.to_utc(moment))],
    "after": lambda moment, clock: [(_after_moment(clock.to_utc(moment)), None)],
    "between": lambda ends, clock: [(clock.to_utc(ends[0]), _after_moment(clock.to_utc(ends[1])))],
}
