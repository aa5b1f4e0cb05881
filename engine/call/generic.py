"""Calls of any telephone system that can send JSON and compute an HMAC; the format is in docs/telephony.md."""

import hashlib
import hmac
from datetime import datetime, timedelta, timezone

from ..provider.webhook import BadPayload, BadSignature
from .call_event import (
    ABANDONED,
    BUSY,
    CLOSED,
    CONNECTED,
    FAILED,
    INCOMING,
    MISSED,
    NO_ANSWER,
    OUTGOING,
    VOICEMAIL,
    CallEvent,
)
from .call_reader import CallReader, Message, make_key
from .payload import get_moment, get_seconds, get_text, parse_json

TIMESTAMP_HEADER = "X-Dealership-Timestamp"
SIGNATURE_HEADER = "X-Dealership-Signature"
# A message signed longer ago, or by a clock further ahead, is not taken.
WINDOW = timedelta(minutes=5)

# Status of the message → (what it proves, why).
_STATUSES = {
    "ringing": ("", ""),
    "answered": (CONNECTED, ""),
    "voicemail": (VOICEMAIL, NO_ANSWER),
    "no-answer": (MISSED, NO_ANSWER),
    "busy": (MISSED, BUSY),
    "canceled": (MISSED, ABANDONED),
    "closed": (MISSED, CLOSED),
    "failed": (MISSED, FAILED),
}
_DIRECTIONS = (INCOMING, OUTGOING)


class GenericCalls(CallReader):
    def check(self, request, secret):
        timestamp = request.headers.get(TIMESTAMP_HEADER, "")
        given = request.headers.get(SIGNATURE_HEADER, "").encode("utf-8", "surrogatepass")
        expected = sign(secret or "", timestamp, request.body).encode()
        if not hmac.compare_digest(expected, given) or not secret:
            raise BadSignature(SIGNATURE_HEADER)
        _check_age(timestamp, request.received_at)
        payload = parse_json(request.body)
        _check_payload(payload)
        event_id = get_text(payload, "event_id")
        body = request.body.decode("utf-8")
        return Message(make_key(f"{get_text(payload, 'call_id')}\n{event_id}" if event_id else body), payload)

    def interpret(self, payload, received_at):
        _check_payload(payload)
        outcome, reason = _STATUSES[get_text(payload, "status") or "ringing"]
        ended_at = get_moment(payload, "ended_at")
        transcription = get_text(payload, "transcription")
        event = CallEvent(
            call_id=get_text(payload, "call_id"),
            kind=get_text(payload, "status") or "ringing",
            at=get_moment(payload, "at") or ended_at or received_at,
            direction=get_text(payload, "direction"),
            from_number=get_text(payload, "from"),
            to_number=get_text(payload, "to"),
            started_at=get_moment(payload, "started_at"),
            answered_at=get_moment(payload, "answered_at"),
            ended_at=ended_at,
            outcome=outcome,
            reason=reason,
            ended=bool(ended_at),
            talk_seconds=get_seconds(payload, "duration"),
            user_email=get_text(payload, "user"),
            recording_url=get_text(payload, "recording_url"),
            summary=get_text(payload, "summary"),
            transcript=((0, transcription),) if transcription else (),
            bad_quality=payload.get("bad_quality") is True,
        )
        return [event]


def sign(secret, timestamp, body):
    """Return the signature of a message: HMAC-SHA256 in hexadecimal of the timestamp, a dot and the body.

    :param str timestamp: seconds since 1970, as in the header
    :param bytes body: as sent
    """
    text = timestamp.encode("utf-8", "surrogatepass") + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _check_age(timestamp, now):
    if not timestamp.isdecimal() or len(timestamp) > 11:
        raise BadSignature(TIMESTAMP_HEADER)
    signed_at = datetime.fromtimestamp(int(timestamp), timezone.utc).replace(tzinfo=None)
    if abs(now - signed_at) > WINDOW:
        raise BadSignature(f"{TIMESTAMP_HEADER}: signed at {signed_at} UTC")


def _check_payload(payload):
    if not get_text(payload, "call_id"):
        raise BadPayload("no call_id")
    if (get_text(payload, "direction") or INCOMING) not in _DIRECTIONS:
        raise BadPayload("direction is neither incoming nor outgoing")
    if (get_text(payload, "status") or "ringing") not in _STATUSES:
        raise BadPayload(f"status is none of {', '.join(_STATUSES)}")
