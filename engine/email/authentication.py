"""Whether an e-mail is from the domain that it says it is from: by what the server that received it noted (RFC 8601).

Anybody can write such a note. One counts in favour only of a server whose name is known: it takes out what others have
written in its name, and puts its own note above all others.
"""

import re
from typing import NamedTuple

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\b(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
# How deep comments are taken out of comments.
_MOST_NESTED = 5


class _Result(NamedTuple):
    method: str
    result: str
    properties: dict


def is_authentic(message, domain, server):
    """Return whether a server has found that an e-mail is from a domain.

    Its DMARC says so for the domain itself; else a signature (DKIM) of the domain or of one above it, or its SPF for
    exactly that domain.

    :param message: ``EmailMessage``
    :param str domain: of the sender, in lower case
    :param str server: its name, as it stands in its notes
    """
    for note in message.get_all("Authentication-Results", []):
        name, results = _read(str(note))
        if name == server.strip().lower():
            return any(_speaks_for(result, domain) for result in results)
    return False


def is_forged(message):
    """Return whether the server that received an e-mail found that it is not from where it says."""
    notes = message.get_all("Authentication-Results", [])
    _name, results = _read(str(notes[0])) if notes else ("", [])
    return any(result.method == "dmarc" and result.result == "fail" for result in results)


def _read(note):
    """Return (name of the server, its ``_Result``) of a header."""
    for _depth in range(_MOST_NESTED):
        note = _COMMENT.sub(" ", note)
    name, _semicolon, rest = note.partition(";")
    found = [match.groups() for match in map(_RESULT.match, rest.split(";")) if match]
    results = [_Result(method.lower(), result.lower(), _read_properties(tail)) for method, result, tail in found]
    return (name.split() or [""])[0].lower(), results


def _read_properties(text):
    """Return {property: domain}; of an address what is behind its “@”."""
    return {name.lower(): value.rpartition("@")[2].lower() for name, value in _PROPERTY.findall(text)}


def _speaks_for(result, domain):
    if result.result != "pass":
        return False
    if result.method == "dmarc":
        return result.properties.get("header.from") == domain
    if result.method == "dkim":
        signer = result.properties.get("header.d") or result.properties.get("header.i")
        return bool(signer) and f".{domain}".endswith(f".{signer}")
    return result.method == "spf" and result.properties.get("smtp.mailfrom") == domain
