"""Names and headers as they are compared: words without case, accents and punctuation."""

import re

from odoo.tools import remove_accents


def plain_words(text):
    """Return the words of a text, in their order.

    >>> plain_words("Commune  d'Onet-le-Château")
    ['commune', 'd', 'onet', 'le', 'chateau']
    """
    return re.findall(r"[a-z0-9]+", remove_accents(text or "").lower())


def split_words(text):
    """Return the same words of what programs write as one: “orderNumber” is “order number”.

    >>> split_words("orderNumber")
    ['order', 'number']
    """
    return plain_words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text or ""))


def find_meaning(text, words):
    """Return which value a word or a code means, None when it means none of them.

    :param dict words: value → pattern of what means it, of plain words; each value means itself

    >>> find_meaning("Pas venu", {"no_show": "absente?|pas venue?"}), find_meaning("No show", {"no_show": "absente?"})
    ('no_show', 'no_show')
    """
    said = " ".join(split_words(text))
    for value, pattern in words.items():
        if said == value.replace("_", " ") or re.fullmatch(rf"(?:{pattern})", said):
            return value
    return None
