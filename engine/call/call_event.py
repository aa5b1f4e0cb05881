"""What providers tell about a call, in one language, and what follows from all they told.

A provider sends several messages about one call, in any order, some twice, some never. Each is read as a
:class:`CallEvent`: facts, not commands. :func:`fold` looks at all events of a call that are known and says what the
call is; the order of their arrival does not matter.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

INCOMING = "incoming"
OUTGOING = "outgoing"
DIRECTIONS = [(INCOMING, "Incoming"), (OUTGOING, "Outgoing")]

ONGOING = "ongoing"
CONNECTED = "connected"
VOICEMAIL = "voicemail"
MISSED = "missed"
REFUSED = "refused"
UNREPORTED = "unreported"
OUTCOMES = [
    (ONGOING, "In Progress"),
    (CONNECTED, "Connected"),
    (MISSED, "Missed"),
    (VOICEMAIL, "Voicemail"),
    (REFUSED, "Not Answered"),
    # Somebody of the dealership called, and no provider has told what became of it.
    (UNREPORTED, "Not Reported"),
]
# The stronger proof wins: who talked was not missed, who left a message was not merely missed.
_PROOFS = (CONNECTED, VOICEMAIL, MISSED)

NO_ANSWER = "no_answer"
BUSY = "busy"
ABANDONED = "abandoned"
CLOSED = "closed"
FAILED = "failed"
REASONS = [
    (NO_ANSWER, "Nobody answered"),
    (BUSY, "Line busy"),
    (ABANDONED, "Caller hung up"),
    (CLOSED, "Outside opening hours"),
    (FAILED, "Line out of order"),
]

# How long the last word about a call may take to arrive.
LAST_WORD = timedelta(minutes=2)
LONGEST_CALL = timedelta(hours=4)


@dataclass(frozen=True)
class CallEvent:
    """What one message says; what it does not say is empty. Moments are naive UTC.

    ``outcome`` is what the message proves: CONNECTED, VOICEMAIL or MISSED (for an outgoing call: not answered).
    ``ended`` says that the call is over, whatever became of it. ``transcript`` holds pieces with their place.
    """

    call_id: str
    kind: str
    at: datetime
    direction: str = ""
    from_number: str = ""
    to_number: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    reason: str = ""
    ended: bool = False
    talk_seconds: int | None = None
    user_email: str = ""
    recording_url: str = ""
    summary: str = ""
    transcript: tuple[tuple[int, str], ...] = ()
    bad_quality: bool = False


@dataclass(frozen=True)
class CallState:
    """What a call is by all that is known of it. ``final`` says that no more is to be waited for."""

    call_id: str
    direction: str
    from_number: str
    to_number: str
    outcome: str
    reason: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    talk_seconds: int
    user_email: str
    recording_url: str
    summary: str
    transcription: str
    bad_quality: bool
    final: bool


def fold(events):
    """Return the ``CallState`` that the events of one call add up to.

    :param events: ``CallEvent``s in any order, any of them several times; at least one
    """
    events = sorted(set(events), key=_place)
    outcome = _get_outcome(events)
    started_at = min(event.started_at or event.at for event in events)
    ended = any(event.ended for event in events)
    answered_at = min((event.answered_at for event in events if event.answered_at), default=None)
    ended_at = max((event.ended_at for event in events if event.ended_at), default=None)
    direction = _first(events, "direction") or INCOMING
    return CallState(
        call_id=events[0].call_id,
        direction=direction,
        from_number=_first(events, "from_number"),
        to_number=_first(events, "to_number"),
        outcome=REFUSED if direction == OUTGOING and outcome in (MISSED, VOICEMAIL) else outcome,
        reason="" if outcome in (CONNECTED, ONGOING) else _first(events, "reason"),
        started_at=started_at,
        answered_at=answered_at if outcome == CONNECTED else None,
        ended_at=ended_at,
        talk_seconds=_get_talk_seconds(events, outcome, answered_at, ended_at),
        user_email=_last(events, "user_email"),
        recording_url=_last(events, "recording_url"),
        summary=_last(events, "summary"),
        transcription=_join_transcript(events),
        bad_quality=any(event.bad_quality for event in events),
        final=outcome in (MISSED, VOICEMAIL) or (outcome == CONNECTED and ended),
    )


def conclude(state, now):
    """Return the state of a call whose last word never came, the same state while it may still come.

    Who was never heard to answer did not; who was, hung up some time.
    """
    if state.final:
        return state
    patience = LAST_WORD if state.ended_at else LONGEST_CALL
    if now < (state.ended_at or state.started_at) + patience:
        return state
    if state.outcome == ONGOING:
        outcome = REFUSED if state.direction == OUTGOING else MISSED
        return replace(state, outcome=outcome, reason=state.reason or ABANDONED, final=True)
    return replace(state, final=True)


def _place(event):
    return (event.at, event.kind, repr(event))


def _get_outcome(events):
    proofs = {event.outcome for event in events}
    return next((proof for proof in _PROOFS if proof in proofs), ONGOING)


def _get_talk_seconds(events, outcome, answered_at, ended_at):
    """A provider's own figure counts; without one, the time between answer and end."""
    if outcome != CONNECTED:
        return 0
    told = max((event.talk_seconds for event in events if event.talk_seconds is not None), default=None)
    if told is not None:
        return told
    return max(0, int((ended_at - answered_at).total_seconds())) if answered_at and ended_at else 0


def _join_transcript(events):
    pieces = sorted({piece for event in events for piece in event.transcript})
    return "\n".join(text for _place, text in pieces)


def _first(events, name):
    return next((value for event in events if (value := getattr(event, name))), "")


def _last(events, name):
    return next((value for event in reversed(events) if (value := getattr(event, name))), "")
