"""What an enquiry says, whatever it came in: ADF, JSON, a portal's e-mail. Readers make these."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

LONGEST_REFERENCE = 120


class UnreadableError(Exception):
    """What came in is no enquiry that a program can read; the only argument says why, as a ``LazyGettext``."""


@dataclass(frozen=True)
class Problem:
    """What a person has to look at; ``where`` names the field, or the words, that it is about.

    :param what: a ``LazyGettext``
    """

    what: object
    where: str = ""


@dataclass(frozen=True)
class Vehicle:
    """A vehicle that somebody asks for, or would give in exchange.

    :param str status: "new" or "used", empty when it is not said
    :param str interest: as ADF has it: buy, lease, sell, trade-in, test-drive
    :param tuple details: pairs of a label and a text, to be shown
    """

    make: str = ""
    model: str = ""
    trim: str = ""
    year: str = ""
    vin: str = ""
    stock: str = ""
    status: str = ""
    interest: str = ""
    details: tuple = ()

    @property
    def name(self):
        return " ".join(part for part in (self.make, self.model, self.trim) if part)


@dataclass(frozen=True)
class Consent:
    """What the sender says that somebody agreed to, or refused: with the words they were shown."""

    purpose: str
    channel: str
    granted: bool
    wording: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class LeadRequest:
    """One enquiry of one person.

    :param tuple references: pairs (origin, id): what those whom it passed through call it
    :param datetime requested_at: naive UTC, by the sender's clock
    :param str requested_text: the date as it was written, when it could not be believed
    :param str attribute: type of enquiry, a key of ``BUSINESS_ATTRIBUTES``; empty when only the vehicle tells
    :param tuple vendors: names by which the point of sale is called, the likeliest first
    :param tuple extras: pairs of a label and a text: what else was said, kept to be shown
    :param tuple problems: what a person has to look at, each a ``Problem``
    """

    references: tuple = ()
    requested_at: datetime | None = None
    requested_text: str = ""
    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    company_name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    message: str = ""
    attribute: str = ""
    vehicles: tuple = ()
    trade_ins: tuple = ()
    consents: tuple = ()
    provider: str = ""
    campaign: str = ""
    vendors: tuple = ()
    extras: tuple = ()
    problems: tuple = ()

    @property
    def name(self):
        """The person as one line; the company where no person is named."""
        return self.full_name or " ".join(part for part in (self.first_name, self.last_name) if part)

    def get_fingerprint(self):
        """Return what only the same words have: neither who passed it on nor how often it was sent counts."""
        said = replace(self, references=(), problems=())
        return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()


def write_reference(origin, key):
    """Return ``(origin, id)`` written in the one way; ``None`` for no id."""
    key = " ".join(key.split())
    if not key:
        return None
    if len(key) > LONGEST_REFERENCE:
        key = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return " ".join(origin.split()).lower()[:LONGEST_REFERENCE], key
