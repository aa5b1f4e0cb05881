"""Which missed calls of one caller belong together, and which call answered them.

Calls of one caller at one point of sale, told by time alone: the order in which they were reported does not matter.
Missed calls gather until somebody talks to the caller (a call back, or the caller's next try), or until a person
closes their lead; the next missed call then begins anew.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Call:
    """``key`` is the caller's; ``closed_at`` when a person closed the lead that holds this missed call."""

    key: Any
    started_at: datetime
    missed: bool
    closed_at: datetime | None = None


@dataclass
class Episode:
    """Missed calls that one lead stands for; ``answered_by`` is the call that closes it, if there was one."""

    missed: list[Call] = field(default_factory=list)
    answered_by: Call | None = None


def gather(calls):
    """Return the ``Episode``s of one caller, oldest first.

    :param calls: ``Call``s in any order, missed or connected ones
    """
    episodes, current = [], None
    for call in sorted(calls, key=lambda call: (call.started_at, call.missed, repr(call.key))):
        if not call.missed:
            if current:
                current.answered_by = call
            current = None
            continue
        if current and _was_closed_before(current, call):
            current = None
        if not current:
            current = Episode()
            episodes.append(current)
        current.missed.append(call)
    return episodes


def _was_closed_before(episode, call):
    return any(missed.closed_at and missed.closed_at < call.started_at for missed in episode.missed)
