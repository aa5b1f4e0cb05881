"""Names and headers as they are compared: words without case, accents and punctuation."""

import re

from odoo.tools import remove_accents


def plain_words(text):
    """Return the words of a text, in their order.

    >>> plain_words("Commune  d'Onet-le-Château")
    ['commune', 'd', 'onet', 'le', 'chateau']
    """
    return re.findall(r"[a-z0-9]+", remove_accents(text or "").lower())
