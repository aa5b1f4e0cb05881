"""Calls at Twilio: what its voice webhooks say.

Twilio calls every inbound call "completed" that it put through to our instructions, whether anybody answered or
not. What became of a call is what became of its second leg, the one that ``<Dial>`` opens to the point of sale:
``DialCallStatus`` when dialling is over, and the leg's own status messages (they name their ``ParentCallSid``). Each
alone is enough, so that losing one of them loses no call.
"""

import json

from ..provider.twilio_signature import check_signature
from ..provider.webhook import BadPayload
from .call_event import ABANDONED, BUSY, CONNECTED, FAILED, INCOMING, MISSED, NO_ANSWER, OUTGOING, VOICEMAIL, CallEvent
from .call_reader import CallReader, Message, make_key
from .payload import get_moment, get_seconds, get_text

# Twilio's words for what became of a leg that did not connect.
_NOT_CONNECTED = {"no-answer": NO_ANSWER, "busy": BUSY, "failed": FAILED, "canceled": ABANDONED}
_SURE_ENOUGH = 0.5
_ANSWERED = ("in-progress", "answered")


class TwilioCalls(CallReader):
    def check(self, request, secret):
        check_signature(request, secret)
        payload = request.get_texts()
        if not payload.get("CallSid"):
            raise BadPayload("no CallSid")
        return Message(make_key(json.dumps(payload, sort_keys=True)), payload)

    def interpret(self, payload, received_at):
        call_id = get_text(payload, "ParentCallSid") or get_text(payload, "CallSid")
        if not call_id:
            raise BadPayload("no CallSid")
        at = get_moment(payload, "Timestamp") or received_at
        read = next((read for name, read in _KINDS.items() if get_text(payload, name)), _read_status)
        return [CallEvent(call_id=call_id, at=at, **read(payload, at))]


def _read_dial(payload, at):
    """Dialling the point of sale is over; the call may go on with the voicemail."""
    status = get_text(payload, "DialCallStatus")
    facts = {"kind": "dial", **_read_numbers(payload)}
    if get_text(payload, "RecordingUrl"):
        facts["recording_url"] = get_text(payload, "RecordingUrl")
    if status in _NOT_CONNECTED:
        return {**facts, "outcome": MISSED, "reason": _NOT_CONNECTED[status]}
    if status in ("completed", "answered"):
        talk = get_seconds(payload, "DialCallDuration")
        return {**facts, "outcome": CONNECTED, "ended": True, "ended_at": at, "talk_seconds": talk}
    return facts


def _read_recording(payload, at):
    """A recording is there: of the conversation, or of a caller who spoke to the machine (``<Record>``)."""
    facts = {"kind": "recording", "recording_url": get_text(payload, "RecordingUrl")}
    spoke_to_machine = get_text(payload, "RecordingSource") == "RecordVerb" or "Digits" in payload
    if spoke_to_machine and (get_seconds(payload, "RecordingDuration") or 0) > 0:
        return {**facts, "kind": "voicemail", "outcome": VOICEMAIL}
    return facts if get_text(payload, "RecordingStatus") != "absent" else {"kind": "recording"}


def _read_transcription(payload, at):
    """The words of a message left (``transcribeCallback``)."""
    failed = get_text(payload, "TranscriptionStatus") == "failed"
    text = get_text(payload, "TranscriptionText")
    return {"kind": "transcription", "bad_quality": failed, "transcript": ((0, text),) if text else ()}


def _read_live_transcription(payload, at):
    """One utterance of a conversation, while it goes on (``<Start><Transcription>``)."""
    facts = {"kind": "transcription"}
    if get_text(payload, "TranscriptionEvent") != "transcription-content" or get_text(payload, "Final") == "false":
        return facts
    try:
        said = json.loads(get_text(payload, "TranscriptionData"))
    except (ValueError, RecursionError):
        return facts
    text = get_text(said, "transcript") if isinstance(said, dict) else ""
    confidence = said.get("confidence") if text else None
    unsure = isinstance(confidence, int | float) and confidence < _SURE_ENOUGH
    if not text or unsure:
        return {**facts, "bad_quality": unsure}
    return {**facts, "transcript": ((get_seconds(payload, "SequenceId") or 0, text),)}


def _read_status(payload, at):
    """The call begins, or one of its legs changes."""
    if get_text(payload, "ParentCallSid"):
        return {**_read_leg(payload, at), "kind": "leg"}
    numbers = _read_numbers(payload)
    facts = {"kind": "status", **numbers}
    status = get_text(payload, "CallStatus")
    if status in _NOT_CONNECTED:
        return {**facts, "outcome": MISSED, "reason": _NOT_CONNECTED[status], "ended": True, "ended_at": at}
    if numbers["direction"] == OUTGOING:
        return {**facts, **_read_leg(payload, at)}
    ended = status == "completed"
    return {**facts, "ended": ended, "ended_at": at if ended else None}


def _read_leg(payload, at):
    """The leg towards the person called: here "completed" does mean that somebody had answered."""
    status = get_text(payload, "CallStatus")
    if status in _NOT_CONNECTED:
        return {"outcome": MISSED, "reason": _NOT_CONNECTED[status]}
    if status in _ANSWERED:
        return {"outcome": CONNECTED, "answered_at": at}
    if status == "completed":
        talk = get_seconds(payload, "CallDuration")
        return {"outcome": CONNECTED, "ended": True, "ended_at": at, "talk_seconds": talk}
    return {}


def _read_numbers(payload):
    outgoing = get_text(payload, "Direction").startswith("outbound")
    return {
        "direction": OUTGOING if outgoing else INCOMING,
        "from_number": get_text(payload, "From"),
        "to_number": get_text(payload, "To"),
    }


# The name that only this kind of message has → how it is read; in this order, a message may have several.
_KINDS = {
    "TranscriptionEvent": _read_live_transcription,
    "TranscriptionStatus": _read_transcription,
    "DialCallStatus": _read_dial,
    "RecordingUrl": _read_recording,
    "RecordingStatus": _read_recording,
}
