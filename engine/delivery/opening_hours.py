"""When a point of sale is open: hours of the week, in local time, less what it is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class OpeningHours:
    """Hours of two weeks, for some points of sale open every other Saturday only.

    :ivar days: 14 tuples of ``(opens, closes)`` in hours since midnight; the first is the Monday of an odd week, as
        Odoo counts weeks
    :ivar closings: ``(start, end)`` in local wall time: holidays, an afternoon off
    """

    days: tuple[tuple[tuple[float, float], ...], ...]
    closings: tuple[tuple[datetime, datetime], ...] = ()

    @classmethod
    def of_week(cls, week, closings=()):
        """Return the hours of a week that is always the same.

        :param week: mapping of weekday (0 is Monday) to its ``(opens, closes)`` pairs
        """
        days = tuple(tuple(sorted(week.get(weekday, ()))) for weekday in range(7))
        return cls(days * 2, tuple(closings))

    def get_intervals(self, day: date) -> list[tuple[float, float]]:
        """Return when it is open on a local day, as hours since midnight, in order."""
        week = (day.toordinal() - 1) // 7 % 2
        intervals = list(self.days[week * 7 + day.weekday()])
        midnight = datetime.combine(day, time.min)
        for start, end in self.closings:
            if start < midnight + _DAY and end > midnight:
                intervals = list(_subtract(intervals, (start - midnight) / _HOUR, (end - midnight) / _HOUR))
        return intervals


def _subtract(intervals: Iterable[tuple[float, float]], start: float, end: float):
    """Yield what is left of intervals outside another; not a minute at the edge, for closings end at 23:59."""
    for opens, closes in intervals:
        for left, right in ((opens, min(closes, start)), (max(opens, end), closes)):
            if right - left > 1 / 59:
                yield left, right


def intersect(ours, theirs):
    """Return the intervals, in order, that lie in both lists.

    >>> intersect([(8.5, 19)], [(8, 12), (14, 18)])
    [(8.5, 12), (14, 18)]
    """
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in ours for b in theirs)
    return sorted((opens, closes) for opens, closes in both if opens < closes)
