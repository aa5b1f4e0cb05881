"""Calls at Aircall. Each of its webhooks carries the whole call as it stands, and a token of the webhook."""

import hmac
import json

from ..provider.webhook import BadPayload, BadSignature
from .call_event import (
    ABANDONED,
    CLOSED,
    CONNECTED,
    INCOMING,
    MISSED,
    NO_ANSWER,
    OUTGOING,
    VOICEMAIL,
    CallEvent,
)
from .call_reader import CallReader, Message, make_key
from .payload import get_moment, get_object, get_text, parse_json

_MISSED_REASONS = {
    "out_of_opening_hours": CLOSED,
    "short_abandoned": ABANDONED,
    "abandoned_in_ivr": ABANDONED,
    "abandoned_in_classic": ABANDONED,
    "no_available_agent": NO_ANSWER,
    "agents_did_not_answer": NO_ANSWER,
}
_OVER = ("call.hungup", "call.ended", "call.voicemail_left")


class AircallCalls(CallReader):
    def check(self, request, secret):
        payload = parse_json(request.body)
        token = get_text(payload, "token").encode("utf-8", "surrogatepass")
        if not secret or not hmac.compare_digest(token, secret.encode()):
            raise BadSignature("token")
        kept = {name: value for name, value in payload.items() if name != "token"}
        return Message(make_key(json.dumps(kept, sort_keys=True)), kept)

    def interpret(self, payload, received_at):
        read = {"call": _read_call, "conversation_intelligence": _read_conversation}.get(get_text(payload, "resource"))
        if not read:
            return []
        at = get_moment(payload, "timestamp") or received_at
        return [read(get_text(payload, "event"), get_object(payload, "data"), at)]


def _read_call(event, call, at):
    call_id = get_text(call, "id")
    if not call_id:
        raise BadPayload("no call id")
    answered_at = get_moment(call, "answered_at")
    over = get_text(call, "status") == "done" or event in _OVER
    outgoing = get_text(call, "direction") == "outbound"
    ours = get_text(get_object(call, "number"), "digits")
    theirs = get_text(call, "raw_digits")
    return CallEvent(
        call_id=call_id,
        kind=event,
        at=at,
        direction=OUTGOING if outgoing else INCOMING,
        from_number=ours if outgoing else theirs,
        to_number=theirs if outgoing else ours,
        started_at=get_moment(call, "started_at"),
        answered_at=answered_at,
        ended_at=get_moment(call, "ended_at") if over else None,
        outcome=_get_outcome(call, event, answered_at, over),
        reason=_MISSED_REASONS.get(get_text(call, "missed_call_reason"), NO_ANSWER if over else ""),
        ended=over,
        user_email=_get_user(call, event, answered_at),
        recording_url=get_text(call, "recording") or get_text(call, "voicemail"),
    )


def _get_outcome(call, event, answered_at, over):
    if answered_at or event == "call.answered":
        return CONNECTED
    if event == "call.voicemail_left" or get_text(call, "voicemail"):
        return VOICEMAIL
    return MISSED if over else ""


def _get_user(call, event, answered_at):
    """Return the e-mail address of who has the call: whoever it was put through to, else who took it."""
    if event == "call.transferred":
        receiver = get_text(get_object(call, "transferred_to"), "email")
        if receiver:
            return receiver
    outgoing = get_text(call, "direction") == "outbound"
    return get_text(get_object(call, "user"), "email") if answered_at or outgoing else ""


def _read_conversation(event, data, at):
    """A transcription or a summary, which comes minutes after the call."""
    call_id = get_text(data, "call_id")
    if not call_id:
        raise BadPayload("no call id")
    content = data.get("content")
    spoken = content.get("utterances") if isinstance(content, dict) else None
    pieces = [get_text(piece, "text") for piece in spoken or () if isinstance(piece, dict)]
    return CallEvent(
        call_id=call_id,
        kind=event,
        at=at,
        summary=get_text(data, "content") if event.startswith("summary") else "",
        transcript=tuple((place, text) for place, text in enumerate(pieces) if text),
    )
