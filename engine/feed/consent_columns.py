"""Columns that say whether customers may be written to, and what stands in them.

No refusal is no consent: a column of refusals that says "no" says nothing.
"""

from datetime import datetime
from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from . import field as types
from .field import FeedField

_lt = LazyTranslate(__name__, default_lang="en_US")

_BETWEEN = r"(?: (?:par|by|pour|for|via|le|la|les|l|de|du|d|aux?|to))*"
_AGREES = r"(?:consent\w*|accord|accepte\w*|autoris\w*|opt ?in|accepts?|allow\w*)"
_REFUSES = r"(?:refus\w*|opposition|opt ?out|stop|desinscri\w*|unsubscribed?|no|ne pas)"
_CHANNELS = {
    "email": r"(?:e ?mail(?:ing)?s?|courriels?|mails?)",
    "sms": r"(?:sms|textos?|text messages?)",
    "phone": r"(?:tel(?:ephone)?s?|appels?(?: telephoniques?)?|telephonique|phone|calls?)",
    "letter": r"(?:courriers?(?: postal\w*)?|poste?|postal\w*|letters?)",
}
_AGREED, _REFUSED = "consent", "refusal"
_LABELS = {
    (_AGREED, "email"): _lt("May be written to by e-mail"),
    (_AGREED, "sms"): _lt("May be written to by SMS"),
    (_AGREED, "phone"): _lt("May be called"),
    (_AGREED, "letter"): _lt("May be written to by post"),
    (_REFUSED, "email"): _lt("Refuses e-mails"),
    (_REFUSED, "sms"): _lt("Refuses SMS"),
    (_REFUSED, "phone"): _lt("Refuses calls"),
    (_REFUSED, "letter"): _lt("Refuses letters"),
}
_YES, _NO = "yes", "no"


class Decision(NamedTuple):
    """What a customer has decided.

    :ivar str channel: a key of ``CHANNELS``
    :ivar decided_at: naive UTC; None where the source doesn't say
    """

    channel: str
    granted: bool
    decided_at: object


def get_fields():
    """Return the ``FeedField`` of all such columns."""
    return [
        FeedField(f"{meaning}_{channel}", label, types.CONSENT, _get_headers(meaning, channel), dispensable=True)
        for (meaning, channel), label in _LABELS.items()
    ]


def _get_headers(meaning, channel):
    words, told = (_AGREES if meaning == _AGREED else _REFUSES), _CHANNELS[channel]
    return rf"{words}{_BETWEEN} {told}|{told} {words}"


def get_decisions(values):
    """Return what a row says, name of the column → text that ``read_decision`` reads."""
    told = {}
    for meaning, channel in _LABELS:
        said = values.get(f"{meaning}_{channel}")
        if said and (meaning == _AGREED or said[0]):
            granted = said[0] and meaning == _AGREED
            told[f"{meaning}_{channel}"] = " ".join(filter(None, (_YES if granted else _NO, said[1] and str(said[1]))))
    return told


def read_decision(name, text):
    """Return the ``Decision`` of a column."""
    answer, _blank, moment = text.partition(" ")
    decided_at = datetime.fromisoformat(moment) if moment else None
    return Decision(name.partition("_")[2], answer == _YES, decided_at)
