"""When a scenario runs next: pure functions of a schedule, a moment and a time zone.

Moments are naive UTC, as Odoo stores them; schedules speak the local wall time of a point of sale (``local_time``
says what happens when its clock is changed).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..local_time import at_hour, start_of_day, to_local

REALTIME = "realtime"
ONCE = "once"
DAILY = "daily"
WEEKDAYS = "weekdays"
MONTHLY = "monthly"
SCHEDULES = [
    (REALTIME, "In Real Time"),
    (ONCE, "Once"),
    (DAILY, "Every Day"),
    (WEEKDAYS, "On Chosen Weekdays"),
    (MONTHLY, "Every Month"),
]

REALTIME_INTERVAL = timedelta(minutes=5)
_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 naive UTC, as every moment here
# The longest a monthly schedule can stay silent, and so how many days are looked at before giving up.
_HORIZON_DAYS = 62


@dataclass(frozen=True)
class Schedule:
    """A timetable in local wall time.

    :ivar kind: one of ``SCHEDULES``
    :ivar hour: hours since midnight, ``9.5`` is half past nine
    :ivar weekdays: for ``weekdays``: 0 is Monday
    :ivar month_day: for ``monthly``: 1-31; a shorter month runs on its last day
    :ivar start: first local day, for ``once`` the only one
    :ivar end: last local day
    """

    kind: str
    hour: float = 0.0
    weekdays: frozenset[int] = frozenset()
    month_day: int = 1
    start: date | None = None
    end: date | None = None


def next_run(schedule, after, tz):
    """Return the first moment of the schedule that comes after a given one.

    :param Schedule schedule:
    :param datetime after: naive UTC; the result is later than this, never equal
    :param pytz.tzinfo tz: the point of sale's
    :return: naive UTC, or ``None`` when the schedule is over
    :rtype: datetime | None
    """
    if schedule.kind == REALTIME:
        return _next_realtime(schedule, after, tz)
    first_day = to_local(after, tz).date()
    if schedule.start:
        first_day = max(first_day, schedule.start)
    for offset in range(_HORIZON_DAYS):
        day = first_day + timedelta(days=offset)
        if schedule.end and day > schedule.end:
            return None
        moment = at_hour(day, schedule.hour, tz)
        if _runs_on(schedule, day) and moment > after:
            return moment
    return None


def next_runs(schedule, after, tz, count):
    """Return the next moments of the schedule, at most ``count``, in order; the arguments are those of `next_run`."""
    moments = []
    while len(moments) < count and (after := next_run(schedule, after, tz)):
        moments.append(after)
    return moments


def _next_realtime(schedule, after, tz):
    # On the clock's own fives, so that a tick which comes a second early or late skips none.
    moment = after - (after - _MONDAY) % REALTIME_INTERVAL + REALTIME_INTERVAL
    if schedule.start:
        moment = max(moment, start_of_day(schedule.start, tz))
    if schedule.end and moment >= at_hour(schedule.end, 24, tz):
        return None
    return moment


def _runs_on(schedule, day):
    if schedule.kind == ONCE:
        return day == schedule.start
    if schedule.kind == WEEKDAYS:
        return day.weekday() in schedule.weekdays
    if schedule.kind == MONTHLY:
        return day.day == min(schedule.month_day, monthrange(day.year, day.month)[1])
    return True
