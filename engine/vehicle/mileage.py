"""How far a vehicle is driven, by what the workshop read on it, and when it has to be serviced next.

Readings are typed by people: some lack a digit, some have one too many, some are those of another car. Those are
believed that most others bear out: the longest row of them in which the mileage never falls and never grows faster
than anybody drives.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ..months import shift

# What nobody drives on an average day, week after week.
MOST_PER_DAY = 400
# Over fewer days one drive to the seaside would be taken for a habit.
FEWEST_DAYS = 30
# Older habits say little of today's.
YEARS_OF_HABIT = 3
MOST_READINGS = 12
# What a prediction is good for.
FARTHEST = timedelta(days=365 * 5)


@dataclass(frozen=True, order=True)
class Reading:
    """What was read on one day, in kilometres."""

    day: date
    mileage: int


def choose_credible(readings):
    """Return the readings that bear each other out, in their order; of as many, those that come last and go back far.

    Only the latest MOST_READINGS are looked at.
    """
    ordered = sorted({reading for reading in readings if reading.mileage > 0})[-MOST_READINGS:]
    best = []
    for reading in ordered:
        before = [chain for chain in best if _follows(chain[-1], reading)]
        best.append([*max(before, key=_get_weight, default=[]), reading])
    return max(best, key=lambda chain: (len(chain), chain[-1].day, _get_weight(chain)), default=[])


def _get_weight(chain):
    return len(chain), -chain[0].day.toordinal()


def _follows(earlier, later):
    """Return whether a vehicle can have been driven from one reading to the other."""
    days = (later.day - earlier.day).days
    return 0 <= later.mileage - earlier.mileage <= MOST_PER_DAY * max(days, 1)


def estimate_per_day(readings):
    """Return the kilometres a day of credible readings, None when they are too few or too close to each other."""
    if not readings:
        return None
    last = readings[-1]
    since = shift(last.day, -YEARS_OF_HABIT, "year")
    recent = [reading for reading in readings if reading.day >= since]
    first = recent[0] if len(recent) > 1 else readings[max(len(readings) - 2, 0)]
    days = (last.day - first.day).days
    return (last.mileage - first.mileage) / days if days >= FEWEST_DAYS else None


@dataclass(frozen=True)
class Service:
    """What the next service follows from.

    :param date last_day: of the last one; of a new vehicle its delivery
    :param int last_mileage: then; None when nobody read it
    :param int months: after which it is due; 0 for no such limit
    :param int kilometres: likewise
    :param Reading reading: the last credible one
    :param float per_day: kilometres, None when unknown
    """

    last_day: date | None = None
    last_mileage: int | None = None
    months: int = 0
    kilometres: int = 0
    reading: Reading | None = None
    per_day: float | None = None


def plan_service(service):
    """Return the day of the next service, the earlier of what months and kilometres say; None when neither can."""
    if not service.last_day:
        return None
    by_time = shift(service.last_day, service.months, "month") if service.months else None
    return min(filter(None, [by_time, _plan_by_mileage(service)]), default=None)


def _plan_by_mileage(service):
    """Return on which day it will have been driven so far, None when that can't be told."""
    reading, per_day = service.reading, service.per_day
    if not service.kilometres or service.last_mileage is None or not reading:
        return None
    left = service.last_mileage + service.kilometres - reading.mileage
    if left <= 0:
        return max(reading.day, service.last_day)
    if not per_day:
        return None
    ahead = timedelta(days=min(left / per_day, FARTHEST.days))
    return max(reading.day + ahead, service.last_day) if ahead < FARTHEST else None
