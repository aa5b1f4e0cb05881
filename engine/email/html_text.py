"""What an HTML text says, for those who look for words in it."""

import re
from html import unescape

_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_BREAKS = re.compile(r"<(/?(p|div|tr|table|li|ul|h\d|pre|blockquote)|br)\b[^>]*>", re.I)
_TAGS = re.compile(r"</?[a-z][^>]*>", re.I)


def get_html_text(html):
    """Return the words of an HTML text, a line for each of its paragraphs; markup within a line leaves no trace.

    >>> get_html_text("<style>p {}</style><p>Utilisateur <b>inconnu</b>&nbsp;: l&#8217;adresse</p>").split()
    ['Utilisateur', 'inconnu', ':', 'l’adresse']
    """
    seen = _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub(" ", html)))
    return unescape(seen).replace("\u00a0", " ")
