"""E-mail addresses on their way to a mail server: whom an e-mail goes to, and how a header names them."""

import re
from email.utils import parseaddr

import idna

from odoo.tools.mail import formataddr

from ..one_line import one_line
from .header_words import FOLD, MAX_LINE, encode_words

MAX_NAME_LENGTH = 200
_CONTROLS = dict.fromkeys([*range(32), 127])
# No quotes, comments, lists or routes: whatever a server might read as something else than one mailbox.
_LOCAL = re.compile(r"""[^\s\x00-\x1f\x7f"(),:;<>@\[\\\]]+""")
_DOMAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)


class BadAddress(ValueError):
    """Not the address of exactly one mailbox; says the address."""


def get_envelope_address(address):
    """Return an address as servers are told it: exactly one mailbox, its domain in ASCII (RFC 5890).

    The part before the "@" stays as it is; where it isn't ASCII, the server must know SMTPUTF8 (RFC 6531).

    :raise BadAddress:

    >>> get_envelope_address("jean@garage-été.test")
    'jean@xn--garage-t-h1ab.test'
    """
    local, _at, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise BadAddress(address) from error
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise BadAddress(address)
    return f"{local}@{domain}"


def is_same_mailbox(one, other):
    """Return whether two addresses are one mailbox's, however their domains are spelled."""
    return _get_comparable(one) == _get_comparable(other)


def _get_comparable(address):
    try:
        return get_envelope_address(address).lower()
    except BadAddress:
        return address.lower()


def format_address(name, address):
    """Return an address with its name, as one text; what is not ASCII in it is encoded when the message is written.

    The name is quoted, whatever stands in it: no part of it is an address.
    """
    return formataddr((clean_header(name or "")[:MAX_NAME_LENGTH].strip(), address))


def encode_address(value, used):
    """Return an address with its name as a header has it, folded.

    :param str value: by ``format_address``
    :param int used: how much of the first line is taken by the header's name
    :raise BadAddress:
    """
    name, address = parseaddr(value)
    address = get_envelope_address(address)
    if not name:
        return address
    words = encode_words(name, used)
    has_room = len(words.rpartition("\n")[2]) + used + len(address) + len(" <>") <= MAX_LINE
    return f"{words}{' ' if has_room else FOLD}<{address}>"


def clean_header(text):
    """Return a text as it may stand in a header: on one line, without control characters."""
    return one_line(text).translate(_CONTROLS)
