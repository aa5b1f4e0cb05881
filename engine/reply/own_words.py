"""What a customer has written now: without what they answer to, which their program puts below or between, and without
what it puts there by itself.

Odoo marks quotes in the HTML of incoming e-mails (``tag_quote`` of ``odoo/tools/mail.py``); what it leaves, as the line
"On Monday, Jean wrote:" and what Outlook puts below its rule, is told by its form. An answer below or between what is
quoted is kept. A text that is nothing but a quote has no words.
"""

import re

from lxml import etree

from odoo.tools import remove_accents

from ..email.html_text import get_html_text

_QUOTE = "data-o-mail-quote"
# Who wrote what is quoted: "Le lun. 3 mars 2026 à 10:12, Garage <…> a écrit :", which programs break where they like.
_WROTE = re.compile(r"(?:le|on|am|op) .{4,200}?\b(?:a ecrit|wrote|schrieb|schreef)\b(?: [^:]{0,80})? ?:$")
_WROTE_BEGINS = re.compile(r"(?:le|on|am|op) ")
_ORIGINAL = re.compile(
    r"[-_]{2,} ?(?:original|message d|message transfere|forwarded|ursprung|oorspronkelijk|weitergel)"
)
_HEADER = re.compile(r"\*?(?:de|from|von|van) ?: ?\*? ?\S")
_FURTHER_HEADER = re.compile(
    r"\*?(?:envoye|date|sent|gesendet|verzonden|a|to|an|aan|objet|subject|betreff|onderwerp) ?: ?"
)
_SIGNATURE = re.compile(r"(?:--+|__+|\*\*+)\s*$")
_DEVICE_LINE = re.compile(
    r"envoye (?:de|depuis|avec|a partir)|sent (?:from|with|via)|von meine[mr] .* gesendet|gesendet (?:von|mit)"
    r"|verstuurd (?:vanaf|met|vanuit)|vu mengem .* gescheckt|telecharge[rz] |get outlook|provenance : "
)


def simplify(text):
    """Return a text as it is compared: without case, accents and blanks around."""
    return remove_accents(text.casefold()).strip()


def get_own_html_words(html):
    """Return the customer's own words of an HTML text that Odoo has sanitized.

    >>> get_own_html_words('<p>Oui merci</p><blockquote data-o-mail-quote="1">Répondez NON</blockquote>')
    'Oui merci'
    """
    if not html or not html.strip():
        return ""
    tree = etree.fromstring(f"<div>{html}</div>", parser=etree.HTMLParser())
    for quote in tree.xpath(f"//*[@{_QUOTE}][not(ancestor::*[@{_QUOTE}])]"):
        tail = quote.tail
        quote.clear()
        quote.tag, quote.text, quote.tail = "p", ">", tail
    return get_own_words(get_html_text(etree.tostring(tree, encoding="unicode")))


def get_own_words(text):
    """Return the customer's own words of a text, its lines as they were.

    >>> get_own_words("Non, demain\\n\\nLe 3 mars à 10:12, Garage\\n<a@b.test> a écrit :\\n> Venez-vous ?")
    'Non, demain'
    >>> get_own_words("> Venez-vous ?\\nOui\\n-- \\nZoé Durand")
    'Oui'
    """
    lines = re.sub(r"\r\n?", "\n", text or "").split("\n")
    kept = [line.rstrip() for line in _get_own_lines(lines)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _get_own_lines(lines):
    number = 0
    while number < len(lines):
        line = simplify(lines[number])
        introduction = _count_introduction(lines, number)
        if introduction and not _is_quoted_next(lines, number + introduction):
            return
        if _ORIGINAL.match(line) or _SIGNATURE.match(line) or _is_header(lines, number):
            return
        if introduction:
            number += introduction
            continue
        if not line.startswith(">") and not _DEVICE_LINE.match(line):
            yield lines[number]
        number += 1


def _count_introduction(lines, number):
    """Return on how many lines from here on it is said who wrote what follows; 0: it isn't."""
    if not _WROTE_BEGINS.match(simplify(lines[number])):
        return 0
    for count in (1, 2, 3):
        if _WROTE.match(" ".join(simplify(line) for line in lines[number : number + count])):
            return count
    return 0


def _is_quoted_next(lines, number):
    following = next((line for line in lines[number:] if line.strip()), "")
    return following.lstrip().startswith(">")


def _is_header(lines, number):
    """Return whether the header of an older e-mail begins here, as Outlook puts it above."""
    if not _HEADER.match(simplify(lines[number])):
        return False
    following = [simplify(line) for line in lines[number + 1 : number + 6]]
    return sum(bool(_FURTHER_HEADER.match(line)) for line in following) >= 2
