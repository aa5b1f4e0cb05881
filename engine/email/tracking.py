"""Links and pictures of an e-mail, as the recipient's mail program gets them.

Working on the text rather than on a parsed document: the editor's HTML is well-formed, and this is done for each of
thousands of recipients.
"""

import re
from html import escape, unescape

_LINK = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Outlook for Windows knows a word of its own for it.
_UNSEEN = 'aria-hidden="true" tabindex="-1" style="display:none;mso-hide:all"'
_TEXT_URL = re.compile(r"https?://[^\s<>\"']+")
# Where the link leads that no person can see: a page that says so.
HIDDEN_PATH = "/dealership/hidden-link"
_WEB = re.compile(r"https?://", re.IGNORECASE)


def find_links(html):
    """Return the web addresses that the links of a text lead to, each once, in order.

    >>> find_links('<a href="https://a.test/?x=1&amp;y=2">A</a> <a href="mailto:b@b.test">B</a>')
    ['https://a.test/?x=1&y=2']
    """
    urls = (_get_url(match) for match in _LINK.finditer(html))
    return list(dict.fromkeys(url for url in urls if _WEB.match(url)))


def replace_links(html, addresses):
    """Return the text with other addresses behind its links.

    :param str html:
    :param dict addresses: address → the one to put in its place; links that are not in it stay
    """

    def replace(match):
        address = addresses.get(_get_url(match))
        return f'{match[1]}"{escape(address)}"' if address else match[0]

    return _LINK.sub(replace, html)


def replace_addresses(text, addresses):
    """Do in a plain text what :func:`replace_links` does in HTML.

    >>> replace_addresses("See https://a.test/b.", {"https://a.test/b": "https://s.test/1"})
    'See https://s.test/1.'
    """

    def replace(match):
        address = match[0]
        ending = address[len(address.rstrip(".,;:!?)")) :]
        address = address.removesuffix(ending)
        return addresses.get(address, address) + ending

    return _TEXT_URL.sub(replace, text)


def wrap_document(body, lang, pixel_url="", hidden_url=""):
    """Return a whole HTML document; mail programs and spam filters expect one.

    :param str lang: Odoo's code
    :param str pixel_url: of the picture whose loading tells that the e-mail was opened
    :param str hidden_url: of a link that only programs find, which follow all there are: it has no text, is not shown,
        not read out and not reached by the keyboard
    """
    hidden = f'<a href="{escape(hidden_url)}" {_UNSEEN}></a>' if hidden_url else ""
    pixel = f'<img src="{escape(pixel_url)}" alt="" width="1" height="1">' if pixel_url else ""
    return (
        f'<!DOCTYPE html><html lang="{escape(lang[:2])}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body>{body}{hidden}{pixel}</body></html>"
    )


def _get_url(match):
    return unescape(match[2] if match[2] is not None else match[3]).strip()
