"""Whether a field can hold what a client has sent for it.

Odoo answers most of what it cannot with a traceback, PostgreSQL some of the rest.
"""

import binascii
import json
from base64 import b64decode
from math import isfinite

from odoo.models import BaseModel

from .arguments import MAX_ID, an_id, is_storable_text

COMMANDS = range(7)
# Types for which "nothing" is a value.
NEVER_EMPTY = ("boolean", "integer", "float", "monetary")
# Of a line of text, in UTF-8: an index of PostgreSQL takes no row of more than 2,704.
MAX_LINE_BYTES = 2000
# What converting a value raises when it is none.
PROBLEMS = (TypeError, ValueError, AttributeError, KeyError, OverflowError, RecursionError)


def can_hold(field, value, records):
    """Return whether a value, as `create` and `write` take it, is one for a field of these records."""
    if value is None or value is False:
        return not field.required or field.type in NEVER_EMPTY
    check = _CHECKS.get(field.type, _can_convert)
    try:
        return bool(check(field, value, records))
    except PROBLEMS:
        return False


def _can_convert(field, value, records):
    field.convert_to_cache(value, records, validate=True)
    return True


def _is_text(field, value, _records):
    if isinstance(value, dict):  # a text in several languages
        given = value.values()
        return bool(field.translate) and "en_US" in value and all(_is_text(field, each, None) for each in given)
    return isinstance(value, str) and is_storable_text(value)


def _is_line(field, value, records):
    if isinstance(value, dict):
        return _is_text(field, value, records)
    return _is_text(field, value, records) and len(value.encode()) <= MAX_LINE_BYTES


def _is_choice(field, value, records):
    return isinstance(value, str) and value in field.get_values(records.env)


def _is_whole_number(_field, value, _records):
    return isinstance(value, int | float | str) and -MAX_ID <= int(value) <= MAX_ID


def _is_number(_field, value, _records):
    return isinstance(value, int | float | str) and isfinite(float(value))


def _is_link(field, value, records):
    return isinstance(value, BaseModel) or an_id(value) or (_is_new(value) and _can_convert(field, value, records))


def _is_new(value):
    return not isinstance(value, int | float | str | dict | list | tuple)


def _is_list_of_links(_field, value, _records):
    """Commands, or ids as an import gives them. What is created is checked by its own model."""
    return isinstance(value, BaseModel) or (isinstance(value, list | tuple) and all(map(_is_command_or_id, value)))


def _is_command_or_id(item):
    if not isinstance(item, list | tuple):
        return an_id(item)
    command, *rest = item
    if command not in COMMANDS or len(rest) > 2:
        return False
    if command == 6:
        return len(rest) == 2 and isinstance(rest[1], list | tuple) and all(map(an_id, rest[1]))
    return command not in (0, 1) or (len(rest) == 2 and isinstance(rest[1], dict))


def _is_file(_field, value, _records):
    if not isinstance(value, str | bytes):
        return False
    try:
        b64decode(value, validate=False)
    except binascii.Error:
        return False
    return True


def _is_json(_field, value, _records):
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "\\u0000" not in text and is_storable_text(text)


_CHECKS = {
    "char": _is_line,
    "text": _is_text,
    "html": _is_text,
    "integer": _is_whole_number,
    "float": _is_number,
    "monetary": _is_number,
    "many2one": _is_link,
    "many2one_reference": _is_whole_number,
    "one2many": _is_list_of_links,
    "many2many": _is_list_of_links,
    "selection": _is_choice,
    "binary": _is_file,
    "json": _is_json,
}
