"""What kind of customer somebody is, which decides what the law says about reminders and consents."""

from fnmatch import fnmatchcase
from re import sub

from odoo.tools import remove_accents

CONSUMER = "consumer"
PROFESSIONAL = "professional"
NON_PROFESSIONAL = "non_professional"
PUBLIC = "public"

KINDS = [
    (CONSUMER, "Consumer"),
    (PROFESSIONAL, "Professional"),
    (NON_PROFESSIONAL, "Non-professional body"),
    (PUBLIC, "Public body"),
]
# Interest and a fixed fee for paying late are owed between undertakings, and by public authorities: directive
# 2011/7/EU, articles 3 and 4. Nobody else owes them.
LATE_PAYERS = frozenset({PROFESSIONAL, PUBLIC})


def read_number(text):
    """Return the letters and digits of a number.

    >>> read_number("FR 23 334-175.221")
    'FR23334175221'
    """
    return sub(r"[^0-9A-Z]", "", (text or "").upper())


def read_words(text):
    """Return a name as patterns compare it.

    >>> read_words("Commune  d'Onet-le-Château")
    'commune d onet le chateau'
    """
    return " ".join(sub(r"[^0-9a-z]", " ", remove_accents(text or "").lower()).split())


def is_like(value, patterns):
    """Return whether a text is like one of the patterns, which are separated by commas.

    ``?`` is any character, ``*`` any number of them.

    >>> is_like("213012345", "1????????, 2????????"), is_like("", "*")
    (True, False)
    """
    return bool(value) and any(fnmatchcase(value, pattern.strip()) for pattern in (patterns or "").split(","))
