"""What the public methods of ours take: each argument has a check, and what fails it is a user's error.

A screen sends what it should; anybody with a login can send anything else.
"""

from collections.abc import Mapping
from datetime import datetime

from odoo.fields import Datetime

MAX_ID = 2**31 - 1
MAX_TEXT = 200_000
YEARS = (1900, 2200)


def arguments(**checks):
    """Declare what a public method takes, for the door (``door.py``): ``{parameter: one of the checks below}``."""

    def declare(method):
        method._argument_checks = checks
        return method

    return declare


def is_storable_text(value):
    """Return whether a text has nothing that no database can hold: zeros, and halves of characters."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


# -- checks: each says whether a value, as it came from a client, is what is expected ----------------------


def anything(_value):
    """For what the method itself reads with care."""
    return True


def a_text(value):
    return value in (None, False) or (isinstance(value, str) and len(value) <= MAX_TEXT and is_storable_text(value))


def an_id(value):
    return isinstance(value, int) and (value is False or (not isinstance(value, bool) and 0 < value <= MAX_ID))


def ids(value):
    return isinstance(value, list | tuple) and all(value and an_id(each) for each in value)


def texts(value):
    return isinstance(value, list | tuple) and all(isinstance(each, str) and a_text(each) for each in value)


def a_dict(value):
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def rows(value):
    """Return whether a value is a table, as files are loaded: lists of plain values."""
    plain = (str, int, float, type(None))
    return isinstance(value, list) and all(
        isinstance(row, list) and all(isinstance(cell, plain) for cell in row) for row in value
    )


def yes_or_no(value):
    return isinstance(value, bool)


def a_moment(value):
    """Moments that calendars and time zones can reckon with."""
    try:
        moment = value if isinstance(value, datetime) else isinstance(value, str) and Datetime.to_datetime(value)
    except ValueError:
        return False
    return bool(moment) and YEARS[0] <= moment.year <= YEARS[1]
