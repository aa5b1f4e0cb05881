"""The labels in a portal's e-mail and what stands beside them: “Nom : Durand”, the rows of tables, lists of terms.

A portal writes all its e-mails alike. What a person has said once of its labels, in a profile, tells what the next
e-mail says.
"""

import re
from dataclasses import dataclass

from lxml import etree, html

from ..plain_words import plain_words

LONGEST_LABEL = 60
MOST_LABELS = 200
LONGEST_TEXT = 500_000

_LINE = re.compile(r"[\s>*•·–-]*([^\s:=][^:=\t]{0,80}?)\s*(?:\t|:|=)\s*(.*)")
# What has a colon and is no label: addresses of pages, hours.
_NO_LABEL = re.compile(r"(?:https?|mailto|tel)$|\d{1,2}$|.*[.!?]$", re.IGNORECASE)
_BLOCKS = {
    *("p", "div", "tr", "li", "dt", "dd", "br", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"),
    *("header", "footer", "hr", "ul", "ol", "dl", "blockquote", "pre", "body"),
}
_CELLS = {"td", "th", "dd"}
_UNSEEN = {"script", "style", "head", "title", "template"}


@dataclass(frozen=True)
class Label:
    """A label as it is written, and the text beside or below it."""

    text: str
    value: str

    @property
    def key(self):
        return get_key(self.text)


def get_key(label):
    """Return what two writings of one label have in common.

    >>> get_key("* Téléphone  portable :") == get_key("telephone portable")
    True
    """
    return " ".join(plain_words(label))[:LONGEST_LABEL]


def find_labels(text, known=()):
    """Return the labels of a text, in their order.

    What stands on lines of its own after a label belongs to it, until the next label: messages have several lines.

    :param known: keys of labels; when given only these are labels, whatever else has a colon
    """
    labels, lines = [], []
    for line in text[:LONGEST_TEXT].splitlines():
        found = _read_line(line, known)
        if found:
            labels.append((found[0], lines := [found[1]]))
        elif labels:
            lines.append(line.strip())
        if len(labels) >= MOST_LABELS:
            break
    return [Label(label, _join(lines)) for label, lines in labels]


def _read_line(line, known):
    """Return ``(label, value)`` of a line; ``None`` when it starts with none."""
    line = line.replace("\u00a0", " ").replace("\u202f", " ")
    match = _LINE.match(line[:2000])
    if not match:
        # A label on a line of its own, as in cells one below the other.
        return (line.strip(), "") if known and get_key(line) in known else None
    label, value = match[1].strip(), match[2].strip()
    if known:
        return (label, value) if get_key(label) in known else None
    is_label = len(label) <= LONGEST_LABEL and get_key(label) and not _NO_LABEL.match(label) and len(label.split()) <= 7
    return (label, value) if is_label else None


def _join(lines):
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def read_html(content):
    """Return HTML as the lines that somebody reads: a row of a table is a line, its cells apart by a tab."""
    parser = html.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(content[:LONGEST_TEXT], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    pieces = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            _start(node, pieces)
        else:
            _end(node, pieces)
    text = "".join(pieces)
    text = re.sub(r"[ \xa0]*\t[\s]*", "\t", re.sub(r"[ \xa0]+", " ", text))
    lines = [line.strip() for line in text.splitlines()]
    return _join(lines)


def _start(node, pieces):
    if node.tag in _UNSEEN:
        return
    if node.tag in _CELLS:
        pieces.append("\t" if node.getprevious() is not None else "\n")
    elif node.tag in _BLOCKS and not (node.getparent() is not None and node.getparent().tag in _CELLS):
        pieces.append("\n")
    elif node.tag in _BLOCKS:
        pieces.append("\n" if node.tag == "br" or node.getprevious() is not None else "")
    if node.text:
        pieces.append(re.sub(r"\s+", " ", node.text))


def _end(node, pieces):
    if node.tag in _BLOCKS and node.tag not in _CELLS and node.tag != "br":
        pieces.append("\n" if not (node.getparent() is not None and node.getparent().tag in _CELLS) else "")
    if node.tail and (node.getparent() is None or node.getparent().tag not in _UNSEEN):
        pieces.append(re.sub(r"\s+", " ", node.tail))
