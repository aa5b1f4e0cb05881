"""Reading values out of payloads that may hold anything."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .webhook import BadPayload

_LONGEST_TEXT = 100_000


def parse_json(body):
    """Return the object in a body.

    :raise BadPayload: it is no JSON object, or one no database can hold
    """
    try:
        payload = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadPayload(f"no JSON: {error}") from error
    if not isinstance(payload, dict):
        raise BadPayload("not a JSON object")
    return payload


def _refuse(name):
    raise ValueError(f"{name} is no JSON")


def get_text(payload, name):
    """Return a text or number as text, empty for anything else."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python prints
        return ""
    # Zeros and halves of characters are what no database can hold.
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()[:_LONGEST_TEXT]


def get_object(payload, name):
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def get_seconds(payload, name):
    """Return a duration in seconds, ``None`` when there is none to be had."""
    text = get_text(payload, name)
    return int(text) if text.isdecimal() and len(text) < 7 else None


def get_moment(payload, name):
    """Return a moment as naive UTC: seconds since 1970, ISO 8601 or as in e-mail; ``None`` for anything else.

    ISO without an offset is UTC.
    """
    text = get_text(payload, name)
    for parse in (_parse_timestamp, datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
            utc = moment.astimezone(UTC) if moment.tzinfo else moment
        except (ValueError, TypeError, OverflowError, OSError):
            continue
        return utc.replace(tzinfo=None, microsecond=0)
    return None


def _parse_timestamp(text):
    if not text.isdecimal() or len(text) > 12:
        raise ValueError(text)
    return datetime.fromtimestamp(int(text), UTC)
