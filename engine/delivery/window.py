"""When messages may leave: hours of the day and days, in the local time of a point of sale."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..local_time import at_hour, to_local

_HORIZON_DAYS = 366


@dataclass(frozen=True)
class Window:
    """Hours within which messages may leave.

    :ivar opens: local hours since midnight
    :ivar closes: local hours since midnight, up to 24
    :ivar weekdays: days on which it opens, 0 is Monday
    :ivar closed_days: local dates on which it stays shut
    """

    opens: float = 0.0
    closes: float = 24.0
    weekdays: frozenset[int] = frozenset(range(7))
    closed_days: frozenset[date] = field(default_factory=frozenset)

    def __and__(self, other):
        """Return the window that is open when both are."""
        return Window(
            max(self.opens, other.opens),
            min(self.closes, other.closes),
            self.weekdays & other.weekdays,
            self.closed_days | other.closed_days,
        )


def next_opening(moment, window, tz):
    """Return the moment itself when the window is open, else when it opens next.

    :param datetime moment: naive UTC
    :param Window window:
    :param pytz.tzinfo tz: the point of sale's
    :return: naive UTC, ``None`` for a window that never opens
    :rtype: datetime | None
    """
    if window.opens >= window.closes:
        return None
    first_day = to_local(moment, tz).date()
    for offset in range(_HORIZON_DAYS):
        day = first_day + timedelta(days=offset)
        if day.weekday() not in window.weekdays or day in window.closed_days:
            continue
        if moment < at_hour(day, window.closes, tz):
            return max(moment, at_hour(day, window.opens, tz))
    return None
