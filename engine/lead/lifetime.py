"""The clock of a lead: until when it must be handled, and when its reminders are due. Moments are naive UTC.

A clock runs from when the lead came in, or was reopened, until a person handles it. Past its deadline the lead is
overdue. The reminders divide the lifetime evenly: one at half of it, two at a third and at two thirds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..opening_hours import OpenTime

# What a lead's clock does.
RUNNING = "running"
HANDLED = "handled"
CLOSED = "closed"
CLOCK_STATES = [(RUNNING, "Running"), (HANDLED, "Handled"), (CLOSED, "Closed")]

AROUND_THE_CLOCK = "always"
OPENING_HOURS = "opening_hours"
COUNTINGS = [(AROUND_THE_CLOCK, "Around the clock"), (OPENING_HOURS, "In opening hours")]

MAX_REMINDERS = 2
MAX_MINUTES = 60 * 24 * 60  # sixty days around the clock
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Lifetime:
    """How long leads may wait.

    :ivar minutes: of open time, or of any
    :ivar reminders: 0 to ``MAX_REMINDERS``
    """

    minutes: int
    reminders: int = 0


@dataclass(frozen=True)
class Clock:
    """The moments of one lead.

    :ivar deadline: ``None`` when the point of sale never opens long enough
    :ivar reminders: in order; all before the deadline
    """

    deadline: datetime | None
    reminders: tuple[datetime, ...] = ()

    def get_next_reminder(self, done: int, now: datetime) -> datetime | None:
        """Return the reminder to be sent next: of those not yet sent, the first that is still to come."""
        return next((moment for moment in self.reminders[done:] if moment > now), None)

    def count_reminders(self, now: datetime) -> int:
        """Return how many reminders are due by now."""
        return sum(moment <= now for moment in self.reminders)


def get_reminder_shares(reminders: int) -> list[float]:
    """Return the parts of the lifetime after which reminders are due.

    >>> get_reminder_shares(1)
    [0.5]
    """
    return [number / (reminders + 1) for number in range(1, reminders + 1)]


def start_clock(lifetime: Lifetime, started_at: datetime, open_time: OpenTime) -> Clock:
    """Return the clock of a lead whose time counts from ``started_at``; moments are whole seconds."""
    seconds = lifetime.minutes * 60
    after = [round(seconds * share) * _SECOND for share in get_reminder_shares(lifetime.reminders)]
    deadline = open_time.add(started_at, seconds * _SECOND)
    if not deadline:
        return Clock(None)
    return Clock(deadline, tuple(open_time.add(started_at, duration) for duration in after))
