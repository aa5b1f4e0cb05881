"""When messages may leave: hours of the day and days, in the local time of a point of sale."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..local_time import at_hour, to_local
from .opening_hours import OpeningHours, intersect

_HORIZON_DAYS = 366


@dataclass(frozen=True)
class Window:
    """Hours within which messages may leave.

    :ivar opens: local hours since midnight
    :ivar closes: local hours since midnight, up to 24
    :ivar weekdays: days on which it opens, 0 is Monday
    :ivar closed_days: local dates on which it stays shut
    :ivar opening_hours: hours of points of sale, within which alone it opens
    """

    opens: float = 0.0
    closes: float = 24.0
    weekdays: frozenset[int] = frozenset(range(7))
    closed_days: frozenset[date] = field(default_factory=frozenset)
    opening_hours: tuple[OpeningHours, ...] = ()

    def __and__(self, other):
        """Return the window that is open when both are."""
        return Window(
            max(self.opens, other.opens),
            min(self.closes, other.closes),
            self.weekdays & other.weekdays,
            self.closed_days | other.closed_days,
            self.opening_hours + other.opening_hours,
        )

    def get_intervals(self, day):
        """Return when it is open on a local day: ``(opens, closes)`` in hours since midnight, in order."""
        if self.opens >= self.closes or day.weekday() not in self.weekdays or day in self.closed_days:
            return []
        intervals = [(self.opens, self.closes)]
        for hours in self.opening_hours:
            intervals = intersect(intervals, hours.get_intervals(day))
        return intervals


def next_opening(moment, window, tz):
    """Return the moment itself when the window is open, else when it opens next.

    :param datetime moment: naive UTC
    :param Window window:
    :param pytz.tzinfo tz: the point of sale's
    :return: naive UTC, ``None`` for a window that never opens
    :rtype: datetime | None
    """
    first_day = to_local(moment, tz).date()
    for offset in range(_HORIZON_DAYS):
        day = first_day + timedelta(days=offset)
        for opens, closes in window.get_intervals(day):
            if moment < at_hour(day, closes, tz):
                return max(moment, at_hour(day, opens, tz))
    return None
