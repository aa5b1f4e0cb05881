"""The plain alternative of an e-mail: what a person would write who has no bold and no tables.

Odoo's own function leaves no blank line between paragraphs, and numbers links whose addresses stand at the end.
"""

import re

from lxml import etree

from ..one_line import BREAKS, one_line

# Where a line ends, where a paragraph does, and a space that stays at the beginning of a line.
_LINE, _PARAGRAPH, _INDENT = "\x01", "\x02", "\x03"
_PARAGRAPHS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
    ]
)
_LINES = frozenset(["div", "li", "tr", "td", "th", "dt", "dd", "figure", "address"])
_SILENT = frozenset(["script", "style", "head", "title", "template"])
_BREAK = re.compile(f" *[\n{_LINE}{_PARAGRAPH}][ \n{_LINE}{_PARAGRAPH}]*")
_BLANK_LINES = re.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+")
_BLANK_ENDS = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")


def write_plain_text(html):
    """Return HTML as plain text: a blank line between paragraphs, lists with dashes, a line for each row of a table.

    >>> write_plain_text('<p>Hello</p><ul><li>one</li><li><a href="https://a.test">two</a></li></ul>')
    'Hello\\n\\n- one\\n- two (https://a.test)'
    """
    if not html or not html.strip():
        return ""
    tree = etree.fromstring(f"<div>{html}</div>", parser=etree.HTMLParser())
    return tidy_plain_text(_BREAK.sub(_choose_break, _write(tree)).replace(_INDENT, " "))


def tidy_plain_text(text):
    """Return a text without more than one blank line in a row: values may be empty, and conditions leave nothing."""
    return _BLANK_ENDS.sub("", _BLANK_LINES.sub("\n\n", text))


def _choose_break(match):
    found = match[0]
    # A line break at the end of a block is none that anybody sees.
    return "\n\n" if _PARAGRAPH in found or found.count("\n") > 1 else "\n"


def _write(element):
    """Return the text of an element with its marks, without what follows it."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return ""
    write = _WRITERS.get(element.tag)
    text = write(element) if write else _write_content(element)
    if element.tag in _PARAGRAPHS:
        return f"{_PARAGRAPH}{text}{_PARAGRAPH}"
    return f"{_LINE}{text}{_LINE}" if element.tag in _LINES else text


def _write_content(element):
    parts = [_collapse(element.text)]
    for child in element:
        parts += _write(child), _collapse(child.tail)
    return "".join(parts)


def _collapse(text):
    return BREAKS.sub(" ", text or "")


def _write_link(element):
    text, address = _write_content(element), (element.get("href") or "").strip()
    shown = re.sub(r"^(mailto|tel):", "", address)
    if not shown or address.startswith("#") or shown in text:
        return text
    return f"{text} ({shown})" if text.strip() else shown


def _write_item(element):
    parent = element.getparent()
    depth = sum(1 for above in element.iterancestors("ul", "ol")) - 1
    mark = "-"
    if parent is not None and parent.tag == "ol":
        mark = f"{sum(1 for before in element.itersiblings('li', preceding=True)) + 1}."
    # A paragraph in an item goes on behind the mark; a list in it begins a line.
    content = _write_content(element).lstrip(f" {_LINE}{_PARAGRAPH}").replace(_PARAGRAPH, _LINE)
    return f"{_INDENT * 2 * depth}{mark} {content}"


def _write_row(element):
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    table = next(element.iterancestors("table"), None)
    if table is not None and table.get("role") == "presentation":
        return "".join(_write(cell) for cell in cells)
    texts = (one_line(re.sub(f"[{_LINE}{_PARAGRAPH}]", " ", _write_content(cell))) for cell in cells)
    return " | ".join(filter(None, texts))


_WRITERS = {
    "a": _write_link,
    "br": lambda element: "\n",
    "hr": lambda element: f"{_PARAGRAPH}---{_PARAGRAPH}",
    "img": lambda element: _collapse(element.get("alt")),
    "li": _write_item,
    "tr": _write_row,
}
