"""The grammar of SPF records: RFC 7208, sections 4.6.1, 5, 6 and 12."""

import ipaddress
import re
from dataclasses import dataclass

from .spf_macros import check_domain_spec, check_macro_string

VERSION = "v=spf1"
# What makes receivers ask DNS, ten times at most (4.6.4).
ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")

_TERM = re.compile(r"([-+?~]?)([a-z][a-z0-9._-]*)(.*)\Z", re.I | re.S)
_LENGTH_4 = r"(?:/(0|[1-9]\d?))?"
_LENGTH_6 = r"(?://(0|[1-9]\d{0,2}))?"
_PLACE = re.compile(rf"(?::(.+?))?{_LENGTH_4}{_LENGTH_6}\Z")
_NAMED = re.compile(r":(.+)\Z")
_NETWORK = re.compile(r":([0-9a-f.:]+)(/(?:0|[1-9]\d{0,2}))?\Z", re.I)


class SpfSyntaxError(Exception):
    """A term that the grammar does not know; its text is the argument."""


@dataclass(frozen=True)
class Term:
    """A mechanism or a modifier.

    :ivar qualifier: "+", "-", "~", "?"; empty for modifiers
    :ivar domain: as it stands there, with macros; empty where it is the domain itself
    :ivar network: of ip4 and ip6
    :ivar lengths: those of prefixes of IPv4 and IPv6 addresses, by version
    """

    text: str
    name: str
    qualifier: str = ""
    domain: str = ""
    network: object = None
    lengths: tuple = (32, 128)


@dataclass(frozen=True)
class Record:
    mechanisms: tuple[Term, ...]
    redirect: Term | None = None


def is_spf(text):
    """Return whether a TXT record is one of SPF: the version, then a space or the end (4.5)."""
    return text.lower() == VERSION or text.lower().startswith(f"{VERSION} ")


def parse(text):
    """Return the ``Record``; mechanisms after "all" count, as far as syntax goes.

    :param str text: begins with the version
    :raise SpfSyntaxError:
    """
    terms = [_parse_term(term) for term in text[len(VERSION) :].split(" ") if term]
    modifiers = [term.name for term in terms if not term.qualifier]
    for name in ("redirect", "exp"):
        if modifiers.count(name) > 1:
            raise SpfSyntaxError(f"{name}=")
    redirect = next((term for term in terms if term.name == "redirect" and not term.qualifier), None)
    return Record(tuple(term for term in terms if term.qualifier), redirect)


def _parse_term(text):
    match = _TERM.match(text)
    if not match or not text.isascii():
        raise SpfSyntaxError(text)
    qualifier, name, rest = match[1], match[2].lower(), match[3]
    try:
        if rest.startswith("=") and not qualifier:
            return _parse_modifier(text, name, rest[1:])
        return _MECHANISMS[name](text, name, qualifier or "+", rest)
    except (KeyError, ValueError) as error:
        raise SpfSyntaxError(text) from error


def _parse_modifier(text, name, value):
    if name in ("redirect", "exp"):
        check_domain_spec(value)
    else:
        check_macro_string(value)
    return Term(text, name, domain=value)


def _parse_all(text, name, qualifier, rest):
    if rest:
        raise ValueError(rest)
    return Term(text, name, qualifier)


def _parse_named(text, name, qualifier, rest):
    match = _NAMED.match(rest)
    if not match:
        raise ValueError(rest)
    return Term(text, name, qualifier, check_domain_spec(match[1]))


def _parse_ptr(text, name, qualifier, rest):
    return _parse_named(text, name, qualifier, rest) if rest else Term(text, name, qualifier)


def _parse_place(text, name, qualifier, rest):
    match = _PLACE.match(rest)
    if not match:
        raise ValueError(rest)
    lengths = (int(match[2] or 32), int(match[3] or 128))
    if lengths[0] > 32 or lengths[1] > 128:
        raise ValueError(rest)
    domain = check_domain_spec(match[1]) if match[1] else ""
    return Term(text, name, qualifier, domain, lengths=lengths)


def _parse_network(text, name, qualifier, rest):
    match = _NETWORK.match(rest)
    if not match:
        raise ValueError(rest)
    kind = ipaddress.IPv4Network if name == "ip4" else ipaddress.IPv6Network
    return Term(text, name, qualifier, network=kind(match[1] + (match[2] or ""), strict=False))


_MECHANISMS = {
    "all": _parse_all,
    "include": _parse_named,
    "exists": _parse_named,
    "a": _parse_place,
    "mx": _parse_place,
    "ptr": _parse_ptr,
    "ip4": _parse_network,
    "ip6": _parse_network,
}
