"""Reading values out of payloads that may hold anything."""

import json
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from dateutil.parser import isoparse

from ..provider.webhook import BadPayload

_LONGEST_TEXT = 100_000
_MOST_SECONDS = 1_000_000
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")


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
    text = _get_number(payload, name)
    return int(float(text)) if _NUMBER.fullmatch(text) and float(text) < _MOST_SECONDS else None


def get_moment(payload, name):
    """Return a moment as naive UTC: seconds since 1970, ISO 8601 or as in e-mail; ``None`` for anything else.

    ISO without an offset is UTC.
    """
    text = _get_number(payload, name)
    for parse in (_parse_timestamp, isoparse, parsedate_to_datetime):
        try:
            moment = parse(text)
            utc = moment.astimezone(timezone.utc) if moment.tzinfo else moment
        except (ValueError, TypeError, OverflowError, OSError):
            continue
        return utc.replace(tzinfo=None, microsecond=0)
    return None


def _parse_timestamp(text):
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return datetime.fromtimestamp(float(text), timezone.utc)


def _get_number(payload, name):
    """Return a text or number as text, numbers with parts of a second too."""
    value = payload.get(name)
    return str(value) if isinstance(value, float) else get_text(payload, name)
