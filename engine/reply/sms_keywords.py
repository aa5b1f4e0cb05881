"""Words by which customers opt out of text messages, and in again.

Only a message that is nothing but the word counts: "stop by tomorrow" is an answer. CANCEL and its like are not among
them, for they are said of appointments.
"""

import re

from odoo.tools import remove_accents

STOP = "stop"
START = "start"

_WORDS = {
    STOP: (
        "stop",
        "stop all",
        "stopall",
        "stop sms",
        "stop pub",
        "arret",
        "arreter",
        "arretez",
        "desabonner",
        "me desabonner",
        "desabonnement",
        "desinscrire",
        "me desinscrire",
        "desinscription",
        "unsubscribe",
        "opt out",
        "optout",
        "quit",
    ),
    START: ("start", "unstop", "reprendre", "reabonner", "me reabonner", "reabonnement", "subscribe"),
}
_KEYWORDS = {word: keyword for keyword, words in _WORDS.items() for word in words}
# "STOP 36111", "STOP au 36111": customers copy the whole mention.
_SHORT_NUMBER = re.compile(r"( au| to)? \d{5}$")


def read_keyword(text):
    """Return ``STOP``, ``START`` or ``None`` for any other message.

    >>> [read_keyword(text) for text in ("stop", " Arrêt ! ", "DÉSABONNER", "STOP au 36111", "Reprendre")]
    ['stop', 'stop', 'stop', 'stop', 'start']
    >>> read_keyword("Stop, j'arrive demain"), read_keyword("")
    (None, None)
    """
    words = " ".join(re.findall(r"[a-z0-9]+", remove_accents(text.casefold())))
    return _KEYWORDS.get(_SHORT_NUMBER.sub("", words))
