"""E-mail addresses as people and address books write them, each as Odoo stores it to compare it."""

import re
from functools import lru_cache

from odoo.tools import email_normalize

MAX_TEXT = 1_000  # characters of a field that can hold addresses

_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_BESIDE = re.compile(r"\([^()]*\)|mailto:", re.IGNORECASE)
_BETWEEN = re.compile(r"[;|\s]|:::")
# One “@”, no sign that only a list or a name has, and a domain of several parts.
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\\]+@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")

# What nearly all addresses are, and Odoo only writes in small letters.
_PLAIN = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9]+)+", re.I | re.A)


def read_emails(text):
    """Return the addresses of a field, in their order, each once; none if what begins as an address is a wrong one.

    Odoo's own reading makes something of everything: of a word without a dot the name of a server, of two addresses in
    one the first part.

    >>> read_emails("Bonnet, Jeanne <J.Bonnet@Customer.test>, home@customer.test")
    ['j.bonnet@customer.test', 'home@customer.test']
    >>> read_emails("zoe5@orc,example"), read_emails("a@b@c.example"), read_emails("nobody")
    ([], [], [])
    """
    return list(_read_emails((text or "")[:MAX_TEXT]))


# Whoever takes a customer in asks several times for the same address: who it is, who else has it, what is stored.
@lru_cache(maxsize=4096)
def _read_emails(text):
    if _PLAIN.fullmatch(text):
        return (text.lower(),)
    candidates = _find_candidates(text)
    if not candidates or not _ADDRESS.fullmatch(candidates[0]):
        return ()
    found = [email_normalize(each, strict=False) for each in candidates if _ADDRESS.fullmatch(each)]
    return tuple(dict.fromkeys(filter(None, found)))


def _find_candidates(text):
    """Return what has the sign of an address: in brackets, or between spaces; commas part only what are two."""
    words = [*_IN_BRACKETS.findall(text), *_BETWEEN.split(_BESIDE.sub(" ", _IN_BRACKETS.sub(" ", text)))]
    pieces = [piece for word in words for piece in (re.split("[,/]", word) if word.count("@") > 1 else [word])]
    return [piece.strip(" .,/\"'“”«»") for piece in pieces if "@" in piece]


def normalise_email(text, country_code=""):
    """Return the (first) address, empty when there is none."""
    return next(iter(read_emails(text)), "")
