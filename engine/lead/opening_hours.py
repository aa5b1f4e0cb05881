"""When a point of sale is open, and counting time only while it is. Moments are naive UTC."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

import pytz

from ..local_time import at_hour, start_of_day, to_local

_DAY = timedelta(days=1)
_ZERO = timedelta()
# So long without an open hour means: closed for good.
_HORIZON = timedelta(days=400)


@dataclass(frozen=True)
class WeeklyHours:
    """The hours of a week, less the closings.

    :ivar shifts: by weekday (0 is Monday), ``(opens, closes)`` in local hours since midnight, up to 24; a timetable of
        two weeks goes on with 7-13 for the second one
    :ivar tz: the time zone of the clock on the wall
    :ivar closings: ``[start, end)`` in naive UTC
    :ivar second_week: whether the week of a local day is the second of a timetable of two
    """

    shifts: dict[int, tuple[tuple[float, float], ...]]
    tz: tzinfo = pytz.utc
    closings: tuple[tuple[datetime, datetime], ...] = ()
    second_week: object = field(default=lambda day: False)

    def get_intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the open intervals ``[start, end)`` of a local day, in order and apart from each other."""
        shifts = self.shifts.get(day.weekday() + 7 * bool(self.second_week(day)), ())
        intervals = [(at_hour(day, opens, self.tz), at_hour(day, closes, self.tz)) for opens, closes in shifts]
        return _subtract(_unite(intervals), self.closings)


class OpenTime:
    """Counts open time, over hours that are worked out once, day by day, as far as somebody asks.

    :param hours: a ``WeeklyHours``; ``None``, or one without any shift, is open around the clock
    """

    def __init__(self, hours: WeeklyHours | None = None):
        self._hours = hours if hours and hours.shifts else None
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
        limit = start + _HORIZON + 2 * duration
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


def _unite(intervals):
    """Return the intervals in order, those that touch as one; empty ones are dropped."""
    united = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _subtract(intervals, closings):
    for closed_from, closed_to in closings:
        remaining = []
        for start, end in intervals:
            remaining += [(start, min(end, closed_from)), (max(start, closed_to), end)]
        intervals = [(start, end) for start, end in remaining if start < end]
    return intervals
