"""How many messages may leave a mail server, or an SMS provider, and when: limits, warm-up and forecast.

All windows **glide**: "30 a minute" means at most 30 in any sixty seconds, "a day" any 24 hours, as mail providers
count. So no time zone and no change of the clock comes into it. All moments are naive UTC.
"""

from bisect import insort
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Of what may leave now, one in so many is kept for campaigns that wait: one-to-one messages go first, not only.
KEPT_FOR_CAMPAIGNS = 10
# A forecast goes through so many departures; after these it goes on at their pace.
MOST_DEPARTURES = 5_000


@dataclass(frozen=True)
class WarmUp:
    """A new server, or a new domain, gets known slowly: on the first day few, on each day that follows more.

    :ivar start: when the first day begins; before it, as on the first day
    :ivar first: how many a day at first
    :ivar factor: by how much it grows each day, more than 1
    """

    start: datetime
    first: int
    factor: float

    def get_limit(self, now, most):
        """Return how many a day at a moment, no more than ``most``."""
        days = max(0, (now - self.start) // DAY)
        # By logarithms: in a few years the number would be too large for any float.
        if log(self.first) + days * log(self.factor) >= log(most):
            return most
        return int(self.first * self.factor**days)

    def get_next_step(self, now):
        """Return when it grows next."""
        return self.start + max(0, (now - self.start) // DAY) * DAY + DAY


@dataclass(frozen=True)
class Limits:
    """How many at most in any minute, hour and day; 0 means as many as one likes.

    :ivar warm_up: only where there is a limit a day, up to which it grows
    """

    minute: int = 0
    hour: int = 0
    day: int = 0
    warm_up: WarmUp | None = None

    def get_windows(self, now):
        """Return ``(length, how many)`` of each window with a limit."""
        day = self.warm_up.get_limit(now, self.day) if self.warm_up and self.day else self.day
        return [(length, most) for length, most in ((MINUTE, self.minute), (HOUR, self.hour), (DAY, day)) if most]

    def get_next_step(self, now):
        """Return when the limits grow next; None when they don't any more."""
        if not self.warm_up or not self.day or self.warm_up.get_limit(now, self.day) == self.day:
            return None
        return self.warm_up.get_next_step(now)


class Throttle:
    """What has left within the limits, and what may leave at a moment. Moments that it is asked about never go back.

    :param Limits limits:
    :param used: ``(moment, how many)`` of the last 24 hours; of what is just leaving, the latest moment at which it may
    """

    def __init__(self, limits, used=()):
        self._limits = limits
        self._used = sorted(used)
        total = sum(count for _moment, count in self._used)
        # Of each window: the first departure that still counts, and how many messages do.
        self._first = dict.fromkeys((MINUTE, HOUR, DAY), 0)
        self._count = dict.fromkeys((MINUTE, HOUR, DAY), total)

    def get_room(self, now):
        """Return how many may leave at a moment; None: as many as one likes."""
        rooms = [most - self._count_in(length, now) for length, most in self._limits.get_windows(now)]
        return max(0, min(rooms)) if rooms else None

    def find_opening(self, now):
        """Return the first moment from ``now`` on at which at least one may leave."""
        while self.get_room(now) == 0:
            now = min(self._get_changes(now))
        return now

    def take(self, now, count):
        """Note that so many leave."""
        insort(self._used, (now, count))
        for length in self._count:
            self._count[length] += count

    def _count_in(self, length, now):
        first = self._first[length]
        while first < len(self._used) and self._used[first][0] + length <= now:
            self._count[length] -= self._used[first][1]
            first += 1
        self._first[length] = first
        return self._count[length]

    def _get_changes(self, now):
        """Return the next moments at which there may be more room."""
        changes = [
            self._used[self._first[length]][0] + length
            for length, _most in self._limits.get_windows(now)
            if self._first[length] < len(self._used)
        ]
        step = self._limits.get_next_step(now)
        return [*changes, step] if step else changes


def share_out(room, direct, campaign):
    """Divide what may leave now among one-to-one messages, which go first, and campaigns, which must not starve.

    :param int room: how many may leave; None: all
    :param int direct: how many one-to-one messages wait
    :param int campaign: how many others
    :return: how many leave of each
    """
    if room is None:
        return direct, campaign
    leaving = min(direct, room - min(campaign, room // KEPT_FOR_CAMPAIGNS))
    return leaving, min(campaign, room - leaving)


def forecast(throttle, waiting, now, open_from=lambda moment: moment):
    """Return when the last of those that wait in line will leave.

    :param Throttle throttle: is used up
    :param waiting: ``(from when on, how many)`` of those in line, in the order of these moments
    :param datetime now: naive UTC
    :param open_from: says from when on, at a moment or later, messages may leave; None: never
    :return: naive UTC; None when nobody waits, or it never opens
    """
    line, due, sent, last = deque(waiting), 0, 0, None
    left = sum(count for _moment, count in line)
    for _departure in range(MOST_DEPARTURES):
        if not left:
            return last
        at = last or now
        if not due:
            at = max(at, line[0][0])
        at = _find_departure(throttle, at, open_from)
        if at is None:
            return None
        while line and line[0][0] <= at:
            due += line.popleft()[1]
        room = throttle.get_room(at)
        leaving = due if room is None else min(due, room)
        throttle.take(at, leaving)
        last, due, left, sent = at, due - leaving, left - leaving, sent + leaving
    return last + (last - now) * left / sent


def _find_departure(throttle, at, open_from):
    """Return when both the limits and the hours let one leave."""
    while True:
        opening = open_from(throttle.find_opening(at))
        if opening is None or opening == at:
            return opening
        at = opening
