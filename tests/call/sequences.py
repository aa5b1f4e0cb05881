"""What the three providers send about a call, as recorded; numbers and names are made up.

Each sequence is a list of (seconds after the first ring, payload). The point of sale's number is OURS, the caller's
THEIRS; ``EXPECTED`` says what each kind of call is, whoever reports it.
"""

from datetime import datetime, timedelta

from ...engine.call.aircall import AircallCalls
from ...engine.call.generic import GenericCalls
from ...engine.call.twilio import TwilioCalls

READERS = {"twilio": TwilioCalls(), "aircall": AircallCalls(), "generic": GenericCalls()}
OURS = "+33565420000"
THEIRS = "+33612345678"
FRONT_DESK = "+33565421111"
START = datetime(2026, 11, 20, 9, 0, 0)

# Kind of call → (direction, outcome, reason, seconds of conversation).
EXPECTED = {
    "answered": ("incoming", "connected", "", 65),
    "missed": ("incoming", "missed", "no_answer", 0),
    "voicemail": ("incoming", "voicemail", "no_answer", 0),
    "busy": ("incoming", "missed", "busy", 0),
    "abandoned": ("incoming", "missed", "abandoned", 0),
    "transferred": ("incoming", "connected", "", 65),
    "outgoing": ("outgoing", "connected", "", 65),
}


def _stamp(seconds):
    return (START + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S +0000")


# -- Twilio -------------------------------------------------------------------------------------------------


def _twilio(call, **fields):
    return {
        "AccountSid": "AC00000000000000000000000000000000",
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{call}",
        "Direction": "inbound",
        "From": THEIRS,
        "To": OURS,
        **fields,
    }


def _voice(call, **fields):
    return (0, _twilio(call, CallStatus="ringing", CallerCountry="FR", Called=OURS, **fields))


def _leg(call, at, status, number=1, **fields):
    return (
        at,
        _twilio(
            call,
            CallSid=f"CB{call}{number}",
            ParentCallSid=f"CA{call}",
            Direction="outbound-dial",
            From=THEIRS,
            To=FRONT_DESK,
            CallStatus=status,
            Timestamp=_stamp(at),
            CallbackSource="call-progress-events",
            SequenceNumber=str(at),
            **fields,
        ),
    )


def _dial(call, at, status, **fields):
    return (at, _twilio(call, CallStatus="in-progress", DialCallSid=f"CB{call}1", DialCallStatus=status, **fields))


def _completed(call, at, duration):
    return (
        at,
        _twilio(
            call,
            CallStatus="completed",
            CallDuration=str(duration),
            Duration="1",
            Timestamp=_stamp(at),
            CallbackSource="call-progress-events",
            SequenceNumber="0",
        ),
    )


def _make_twilio():
    return {
        "answered": [
            _voice("1"),
            _leg("1", 1, "initiated"),
            _leg("1", 2, "ringing"),
            _leg("1", 10, "in-progress"),
            _leg("1", 75, "completed", CallDuration="65"),
            _dial("1", 75, "completed", DialCallDuration="65", DialBridged="true"),
            _completed("1", 76, 76),
        ],
        "missed": [
            _voice("2"),
            _leg("2", 2, "ringing"),
            _leg("2", 27, "no-answer", CallDuration="0"),
            _dial("2", 27, "no-answer", DialBridged="false"),
            _completed("2", 28, 28),
        ],
        "voicemail": [
            _voice("3"),
            _leg("3", 2, "ringing"),
            _leg("3", 27, "no-answer", CallDuration="0"),
            _dial("3", 27, "no-answer"),
            (
                50,
                _twilio(
                    "3",
                    CallStatus="in-progress",
                    Digits="hangup",
                    RecordingUrl="https://api.twilio.com/RE3",
                    RecordingSid="RE3",
                    RecordingDuration="18",
                ),
            ),
            (
                52,
                {
                    "AccountSid": "AC00000000000000000000000000000000",
                    "CallSid": "CA3",
                    "RecordingSid": "RE3",
                    "RecordingUrl": "https://api.twilio.com/RE3",
                    "RecordingStatus": "completed",
                    "RecordingDuration": "18",
                    "RecordingChannels": "1",
                    "RecordingSource": "RecordVerb",
                },
            ),
            (
                60,
                _twilio(
                    "3",
                    CallStatus="completed",
                    TranscriptionSid="TR3",
                    TranscriptionText="Hello, please call me back about the 208.",
                    TranscriptionStatus="completed",
                    RecordingSid="RE3",
                    RecordingUrl="https://api.twilio.com/RE3",
                ),
            ),
            _completed("3", 51, 51),
        ],
        "busy": [
            _voice("4"),
            _leg("4", 2, "busy", CallDuration="0"),
            _dial("4", 2, "busy"),
            _completed("4", 3, 3),
        ],
        "abandoned": [
            _voice("5"),
            _leg("5", 2, "ringing"),
            _leg("5", 8, "canceled", CallDuration="0"),
            _dial("5", 8, "canceled"),
            _completed("5", 8, 8),
        ],
        "transferred": [
            _voice("6"),
            _leg("6", 2, "busy", number=1, CallDuration="0"),
            _dial("6", 2, "busy"),
            _leg("6", 3, "ringing", number=2),
            _leg("6", 10, "in-progress", number=2),
            _leg("6", 75, "completed", number=2, CallDuration="65"),
            _completed("6", 76, 76),
        ],
        "outgoing": [
            (
                0,
                _twilio(
                    "7", Direction="outbound-api", From=OURS, To=THEIRS, CallStatus="initiated", Timestamp=_stamp(0)
                ),
            ),
            (
                2,
                _twilio("7", Direction="outbound-api", From=OURS, To=THEIRS, CallStatus="ringing", Timestamp=_stamp(2)),
            ),
            (
                10,
                _twilio(
                    "7", Direction="outbound-api", From=OURS, To=THEIRS, CallStatus="in-progress", Timestamp=_stamp(10)
                ),
            ),
            (
                75,
                _twilio(
                    "7",
                    Direction="outbound-api",
                    From=OURS,
                    To=THEIRS,
                    CallStatus="completed",
                    CallDuration="65",
                    Timestamp=_stamp(75),
                ),
            ),
        ],
    }


# -- Aircall ------------------------------------------------------------------------------------------------

_EPOCH = int((START - datetime(1970, 1, 1)).total_seconds())
_ADVISER = {"id": 11, "name": "Sandrine Vidal", "email": "test_sales@dealership.test"}
_OTHER = {"id": 12, "name": "Adrien Costes", "email": "test_adviser@dealership.test"}


def _aircall(number, at, event, **call):
    data = {
        "id": number,
        "sid": f"CA{number}",
        "direct_link": f"https://api.aircall.io/v1/calls/{number}",
        "direction": "inbound",
        "status": "initial",
        "missed_call_reason": None,
        "started_at": _EPOCH,
        "answered_at": None,
        "ended_at": None,
        "duration": 0,
        "voicemail": None,
        "recording": None,
        "raw_digits": "+33 6 12 34 56 78",
        "user": None,
        "number": {"id": 5, "name": "Rodez", "digits": "+33 5 65 42 00 00"},
        "archived": False,
        "tags": [],
        "comments": [],
        **call,
    }
    payload = {"resource": "call", "event": event, "timestamp": _EPOCH + at, "token": "aircall-token", "data": data}
    return (at, payload)


def _over(at, answered=None, **call):
    moment = _EPOCH + answered if answered else None
    return {"status": "done", "answered_at": moment, "ended_at": _EPOCH + at, "duration": at, **call}


def _make_aircall():
    talking = {"status": "answered", "answered_at": _EPOCH + 10, "user": _ADVISER}
    missed = {"missed_call_reason": "agents_did_not_answer"}
    voicemail = {"voicemail": "https://aircall.example/voicemail/103.mp3"}
    return {
        "answered": [
            _aircall(101, 0, "call.created"),
            _aircall(101, 2, "call.ringing_on_agent", user=_ADVISER),
            _aircall(101, 10, "call.answered", **talking),
            _aircall(101, 75, "call.hungup", **_over(75, 10, user=_ADVISER)),
            _aircall(
                101, 80, "call.ended", **_over(75, 10, user=_ADVISER, recording="https://aircall.example/101.mp3")
            ),
        ],
        "missed": [
            _aircall(102, 0, "call.created"),
            _aircall(102, 2, "call.ringing_on_agent", user=_ADVISER),
            _aircall(102, 28, "call.hungup", **_over(28, **missed)),
            _aircall(102, 30, "call.ended", **_over(28, **missed)),
        ],
        "voicemail": [
            _aircall(103, 0, "call.created"),
            _aircall(103, 50, "call.hungup", **_over(50, **missed)),
            _aircall(103, 52, "call.voicemail_left", **_over(50, **missed, **voicemail)),
            _aircall(103, 54, "call.ended", **_over(50, **missed, **voicemail)),
        ],
        # Aircall knows no engaged line: nobody is free.
        "busy": [
            _aircall(104, 0, "call.created"),
            _aircall(104, 3, "call.hungup", **_over(3, missed_call_reason="no_available_agent")),
            _aircall(104, 5, "call.ended", **_over(3, missed_call_reason="no_available_agent")),
        ],
        "abandoned": [
            _aircall(105, 0, "call.created"),
            _aircall(105, 8, "call.hungup", **_over(8, missed_call_reason="short_abandoned")),
            _aircall(105, 9, "call.ended", **_over(8, missed_call_reason="short_abandoned")),
        ],
        "transferred": [
            _aircall(106, 0, "call.created"),
            _aircall(106, 10, "call.answered", **talking),
            _aircall(106, 30, "call.transferred", **talking, transferred_by=_ADVISER, transferred_to=_OTHER),
            _aircall(106, 75, "call.hungup", **_over(75, 10, user=_OTHER)),
            _aircall(106, 80, "call.ended", **_over(75, 10, user=_OTHER)),
        ],
        "outgoing": [
            _aircall(107, 0, "call.created", direction="outbound", user=_ADVISER),
            _aircall(107, 10, "call.answered", direction="outbound", **talking),
            _aircall(107, 75, "call.hungup", direction="outbound", **_over(75, 10, user=_ADVISER)),
            _aircall(107, 80, "call.ended", direction="outbound", **_over(75, 10, user=_ADVISER)),
        ],
    }


# -- own telephone system -----------------------------------------------------------------------------------


def _iso(seconds):
    return (START + timedelta(seconds=seconds)).isoformat() + "Z"


def _generic(number, at, status, **values):
    payload = {
        "event_id": f"{number}-{at}",
        "call_id": f"pbx-{number}",
        "at": _iso(at),
        "direction": "incoming",
        "from": "06 12 34 56 78",
        "to": "05 65 42 00 00",
        "started_at": _iso(0),
        "status": status,
        **values,
    }
    return (at, payload)


def _make_generic():
    talk = {"answered_at": _iso(10), "user": "test_sales@dealership.test"}
    out = {"direction": "outgoing", "from": "05 65 42 00 00", "to": "06 12 34 56 78"}
    return {
        "answered": [
            _generic(1, 0, "ringing"),
            _generic(1, 10, "answered", **talk),
            _generic(1, 75, "answered", **talk, ended_at=_iso(75), duration=65),
        ],
        "missed": [_generic(2, 0, "ringing"), _generic(2, 28, "no-answer", ended_at=_iso(28))],
        "voicemail": [
            _generic(3, 0, "ringing"),
            _generic(3, 28, "no-answer"),
            _generic(3, 50, "voicemail", ended_at=_iso(50), recording_url="https://pbx.example/3.wav"),
        ],
        "busy": [_generic(4, 0, "ringing"), _generic(4, 3, "busy", ended_at=_iso(3))],
        "abandoned": [_generic(5, 0, "ringing"), _generic(5, 8, "canceled", ended_at=_iso(8))],
        "transferred": [
            _generic(6, 0, "ringing"),
            _generic(6, 10, "answered", **talk),
            _generic(6, 30, "answered", answered_at=_iso(10), user="test_adviser@dealership.test"),
            _generic(
                6,
                75,
                "answered",
                answered_at=_iso(10),
                user="test_adviser@dealership.test",
                ended_at=_iso(75),
                duration=65,
            ),
        ],
        "outgoing": [
            _generic(7, 0, "ringing", **out),
            _generic(7, 10, "answered", **out, **talk),
            _generic(7, 75, "answered", **out, **talk, ended_at=_iso(75), duration=65),
        ],
    }


SEQUENCES = {"twilio": _make_twilio(), "aircall": _make_aircall(), "generic": _make_generic()}
# Where a provider has no word for a reason, this is what it says instead.
EXPECTED_OTHERWISE = {("aircall", "busy"): ("incoming", "missed", "no_answer", 0)}


def get_expected(provider, kind):
    return EXPECTED_OTHERWISE.get((provider, kind), EXPECTED[kind])
