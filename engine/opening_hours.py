"""When a point of sale is open, and what follows: its working days, open time, and when messages may leave.

Hours are those of the clock on the wall, since midnight; moments are naive UTC. One reading of Odoo's working hours
(``crm.team._get_opening_hours()``) serves leads, rules, steps and messages alike.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property

import pytz

from odoo.tools.intervals import Intervals

from .local_time import at_hour, start_of_day, to_local

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_ZERO = timedelta()
# Closings of a whole day end at 23:59 or a second before midnight: what is left of an hour then is nothing.
_NOTHING = 1 / 59
# So long without an open hour means: closed for good.
_HORIZON_DAYS = 400
# Steps are counted day by day: so many working days lie beyond whatever a dealership has a date of.
_CENTURY = 100 * 366


@dataclass(frozen=True)
class OpeningHours:
    """The hours of two weeks, for some points of sale open every other Saturday only, less what it is closed.

    :ivar days: 14 tuples of ``(opens, closes)``; the first is the Monday of a week that Odoo counts as an even one
    :ivar tz: the time zone of the clock on the wall
    :ivar closings: ``(start, end)`` in local wall time: an inventory, an afternoon off
    :ivar holidays: local dates on which it is closed whatever the week says
    """

    days: tuple[tuple[tuple[float, float], ...], ...]
    tz: tzinfo = pytz.utc
    closings: tuple[tuple[datetime, datetime], ...] = ()
    holidays: Container[date] = frozenset()

    @classmethod
    def of_week(cls, week, tz=pytz.utc, **options):
        """Return the hours of a week that is always the same.

        :param week: mapping of weekday (0 is Monday) to its ``(opens, closes)`` pairs
        """
        return cls(tuple(tuple(sorted(week.get(weekday, ()))) for weekday in range(7)) * 2, tz, **options)

    @classmethod
    def daily(cls, opens=0.0, closes=24.0, weekdays=range(7), **options):
        """Return the same hours on each of some weekdays; none when they close before they open."""
        hours = ((opens, closes),) if opens < closes else ()
        return cls.of_week(dict.fromkeys(weekdays, hours), **options)

    def get_hours(self, day: date) -> list[tuple[float, float]]:
        """Return when it is open on a local day, as hours since midnight, in order and apart from each other."""
        return [] if day in self.holidays else self._get_left(day, self._get_week_hours(day))

    def get_intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the open intervals ``[start, end)`` of a local day, as moments; an hour that is skipped is none."""
        moments = (
            (at_hour(day, opens, self.tz), at_hour(day, closes, self.tz)) for opens, closes in self.get_hours(day)
        )
        return [(start, end) for start, end in moments if start < end]

    def is_open_on(self, day: date) -> bool:
        """Return whether a local day is a working day: open for a while, and not closed throughout."""
        return bool(self.get_hours(day))

    def is_closed_besides(self, day: date) -> bool:
        """Return whether a local day is closed for another reason than its weekday: a holiday, or throughout."""
        return day in self.holidays or not self._get_left(day, self._get_week_hours(day) or ((0.0, 24.0),))

    def step(self, day: date, count: int) -> date:
        """Return the day ``count`` working days after ``day``, before it when negative.

        Monday's -1 is Friday, and so are Saturday's and Sunday's; zero is the day itself, open or not. The last day of
        the calendar, or its first, for what is closed for good, and for more than a century of working days.
        """
        forward = 1 if count > 0 else -1
        end = date.max if count > 0 else date.min
        if abs(count) > _CENTURY:
            return end
        remaining, closed = abs(count), 0
        while remaining:
            if day == end or (closed := closed + 1) > _HORIZON_DAYS:
                return end
            day += forward * _DAY
            if self.is_open_on(day):
                remaining, closed = remaining - 1, 0
        return day

    def _get_week_hours(self, day):
        week = (day.toordinal() - 1) // 7 % 2
        return self.days[week * 7 + day.weekday()]

    def _get_left(self, day, hours):
        """Return what the closings of a local day leave of some hours."""
        closed = self._get_closed(day)
        return [(opens, closes) for opens, closes in _less(hours, closed) if closes - opens > _NOTHING]

    def _get_closed(self, day):
        """Return the closings of a local day, as hours since midnight."""
        midnight = datetime.combine(day, time.min)
        first = max(bisect_right(self._closings, midnight, key=_get_start) - 1, 0)
        closed = []
        for start, end in self._closings[first:]:
            if start - midnight >= _DAY:
                break
            if end > midnight:
                closed.append(((start - midnight) / _HOUR, (end - midnight) / _HOUR))
        return closed

    @cached_property
    def _closings(self):
        """The closings in order and apart from each other."""
        return list(_pairs(_intervals(self.closings)))


# When nobody has said when a place is open.
WEEKDAYS = OpeningHours.daily(weekdays=range(5))


@dataclass(frozen=True)
class Window:
    """When messages may leave, in the local time of a point of sale.

    :ivar hours: within all of these
    :ivar day_tests: on local days for which all of these say yes
    :ivar besides: intervals ``(start, end)``, naive UTC, in which it is open whatever the others say
    """

    hours: tuple[OpeningHours, ...] = ()
    day_tests: tuple[Callable[[date], bool], ...] = ()
    besides: tuple[tuple[datetime, datetime], ...] = ()

    def __and__(self, other):
        """Return the window that is open when both are; ``besides`` are those of a single one."""
        return Window(self.hours + other.hours, self.day_tests + other.day_tests)

    def get_hours(self, day: date) -> list[tuple[float, float]]:
        """Return when it is open on a local day, as hours since midnight, in order."""
        if not all(test(day) for test in self.day_tests):
            return []
        found = _intervals([(0.0, 24.0)])
        for hours in self.hours:
            found &= _intervals(hours.get_hours(day))
        return list(_pairs(found))

    def next_opening(self, moment: datetime, tz: tzinfo) -> datetime | None:
        """Return the moment itself when the window is open, else when it opens next; ``None`` when it never does.

        :param moment: naive UTC
        :param tz: the point of sale's
        """
        besides = [max(moment, start) for start, end in self.besides if moment < end]
        usual = self._next_usual_opening(moment, tz)
        return min(besides + ([usual] if usual else []), default=None)

    def _next_usual_opening(self, moment, tz):
        first_day = to_local(moment, tz).date()
        for offset in range(_HORIZON_DAYS):
            day = first_day + timedelta(days=offset)
            for opens, closes in self.get_hours(day):
                if moment < at_hour(day, closes, tz):
                    return max(moment, at_hour(day, opens, tz))
        return None


def next_common_opening(windows: Iterable[tuple[Window, tzinfo]], moment: datetime) -> datetime | None:
    """Return the moment itself when all windows are open, else when all are next; ``None`` when they never are.

    :param windows: each with the time zone of its clock
    :param moment: naive UTC
    """
    windows, end = list(windows), moment + _HORIZON_DAYS * _DAY
    while moment and moment <= end:
        opening = moment
        for window, tz in windows:
            opening = opening and window.next_opening(opening, tz)
        if opening == moment:
            return moment
        moment = opening
    return None


class OpenTime:
    """Counts open time, over hours that are worked out once, day by day, as far as somebody asks.

    :param hours: ``OpeningHours``; ``None`` is open around the clock
    """

    def __init__(self, hours: OpeningHours | None = None):
        self._hours = hours
        self._intervals = []
        self._open_before = []  # open time before each interval, from the first one known
        self._next_day = None

    def add(self, start: datetime, duration: timedelta) -> datetime | None:
        """Return the moment at which ``duration`` of open time has passed since ``start``.

        What ends at closing time ends then, not when the doors open again.

        :return: ``None`` when it never opens long enough within about a year
        """
        if not self._hours:
            return start + duration
        self._know_from(start)
        goal = self._count_until(start) + duration
        limit = start + _HORIZON_DAYS * _DAY + 2 * duration
        while not self._intervals or self._open_before[-1] + _length(self._intervals[-1]) < goal:
            if not self._know_next_day(limit):
                return None
        index = max(bisect_right(self._open_before, goal) - 1, 0)
        while duration and index and self._open_before[index] == goal:
            index -= 1
        return max(start, self._intervals[index][0] + (goal - self._open_before[index]))

    def get_intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the open intervals between two moments."""
        if start >= end:
            return []
        if not self._hours:
            return [(start, end)]
        self._know_from(start)
        while start_of_day(self._next_day, self._hours.tz) < end:
            self._know_next_day(end + _DAY)
        cut = ((max(opens, start), min(closes, end)) for opens, closes in self._intervals)
        return [(opens, closes) for opens, closes in cut if opens < closes]

    def _count_until(self, moment):
        """Return the open time from the first interval known to ``moment``."""
        index = bisect_right(self._intervals, moment, key=_get_start) - 1
        if index < 0:
            return _ZERO
        opens, closes = self._intervals[index]
        return self._open_before[index] + min(moment, closes) - opens

    def _know_from(self, moment):
        """Know the hours from the day of ``moment`` on; one before the first day known starts all over."""
        day = to_local(moment, self._hours.tz).date()
        if self._next_day is None or day < self._first_day:
            self._intervals, self._open_before = [], []
            self._first_day = self._next_day = day
        while self._next_day <= day:
            self._know_next_day(moment + 2 * _DAY)

    def _know_next_day(self, limit):
        """Append the hours of one more day; False beyond the limit."""
        if start_of_day(self._next_day, self._hours.tz) > limit:
            return False
        for interval in self._hours.get_intervals(self._next_day):
            before = self._open_before[-1] + _length(self._intervals[-1]) if self._intervals else _ZERO
            self._intervals.append(interval)
            self._open_before.append(before)
        self._next_day += _DAY
        return True


def _get_start(interval):
    return interval[0]


def _length(interval):
    return interval[1] - interval[0]


def _intervals(pairs):
    """Return Odoo's ``Intervals``, which unite those that touch; they would carry records, here none."""
    return Intervals([(start, end, frozenset()) for start, end in pairs])


def _pairs(intervals):
    return ((start, end) for start, end, _records in intervals)


def _less(pairs, taken):
    """Return what is left of some intervals outside others."""
    return _pairs(_intervals(pairs) - _intervals(taken))
