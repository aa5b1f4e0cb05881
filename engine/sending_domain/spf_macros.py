"""Macros in SPF records: RFC 7208, section 7."""

import re
from urllib.parse import quote

from .names import MAX_NAME

_MACRO = r"%(?:\{([slodiphvcrt])(\d*)(r?)([-.+,/_=]*)\}|[%_-])"
_MACROS = re.compile(_MACRO, re.I)
_MACRO_STRING = re.compile(rf"(?:{_MACRO}|[\x21-\x24\x26-\x7e])*\Z", re.I)
_ENDS_IN_MACRO = re.compile(rf".*{_MACRO}\Z", re.I | re.S)
_TOP_LABEL = re.compile(r".*\.(?!\d+\.?$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?\Z", re.I | re.S)
# In explanations only.
_EXPLAINING = "crt"
_PLAIN = {"%%": "%", "%_": " ", "%-": "%20"}


def check_macro_string(text):
    """:raise ValueError: when it is none"""
    if not _MACRO_STRING.match(text):
        raise ValueError(text)
    for letter, digits, _reverse, _delimiters in _MACROS.findall(text):
        if (letter and letter.lower() in _EXPLAINING) or (digits and not int(digits)):
            raise ValueError(text)
    return text


def check_domain_spec(text):
    """Return the text again.

    :raise ValueError: when it is no macro string that ends in a macro or a top-level domain
    """
    check_macro_string(text)
    if not (_ENDS_IN_MACRO.match(text) or _TOP_LABEL.match(text)):
        raise ValueError(text)
    return text


def expand(text, get_value):
    """Return a domain with its macros replaced, shortened from the left to what a name may have (7.3).

    :param get_value: takes a letter, gives its text
    """
    name = _MACROS.sub(lambda match: _expand_one(match, get_value), text).rstrip(".")
    while len(name) > MAX_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _expand_one(match, get_value):
    letter, digits, reverse, delimiters = match.groups()
    if not letter:
        return _PLAIN[match[0]]
    parts = re.split(f"[{re.escape(delimiters or '.')}]", get_value(letter.lower()))
    if reverse:
        parts.reverse()
    if digits:
        parts = parts[-int(digits) :]
    value = ".".join(parts)
    return quote(value, safe="-._~") if letter.isupper() else value
