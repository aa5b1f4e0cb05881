"""XML as it comes from outside, made into a tree that can do no harm.

There are two walls. What makes XML dangerous is taken out of the text before any parser sees it: document types, with
all the entities they declare. And libxml2 is told to load, fetch and expand nothing, within its bounds of depth (256)
and length: what goes beyond is left out, and said.

What makes XML unreadable, and is in every third document, is mended on the way: "&" and "<" that nobody has escaped,
entities of HTML, control characters, declarations that lie about the encoding.
"""

import html
import re

from lxml import etree

from odoo.tools.translate import LazyTranslate

from ..file.csv_reader import find_encoding
from ..file.errors import TableFileError
from .request import UnreadableError

_lt = LazyTranslate(__name__, default_lang="en_US")

# A request is a few kilobytes; a document of a thousand of them is none.
LARGEST_DOCUMENT = 2 * 1024 * 1024
MOST_ELEMENTS = 50_000

_CDATA, _END_OF_CDATA = "<![CDATA[", "]]>"
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_END_OF_SUBSET = re.compile(r"\]\s*>")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}>", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)
_LOOSE_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40});)?")
_LOOSE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


def decode(content):
    """Return the text of bytes: UTF-8 that fits is UTF-8, whatever the document says of itself."""
    if isinstance(content, str):
        return content
    try:
        encoding = find_encoding(content)
    except TableFileError:
        encoding = "latin-1"
    declared = _DECLARED.search(content[:400])
    if declared and not encoding.startswith("utf"):
        encoding = _get_codec(declared[1].decode("ascii"), encoding)
    return content.decode(encoding, errors="replace")


def _get_codec(name, default):
    """Return a declared encoding that Python knows as one of texts, with one byte a character; else the default."""
    try:
        known = "é".encode("latin-1").decode(name, errors="replace")
    except LookupError:
        return default
    return name if len(known) == 1 and known != "\ufffd" else default


def read_fragment(text):
    """Return ``(root, damaged)``: the tree of a piece of XML, in an element of ours, and whether some may be missing.

    :raise UnreadableError: there is nothing in it
    """
    text = _mend(_leave_out_types(text))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(f"<received>{text}</received>", parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(_lt("The XML cannot be read.")) from error
    if root is None:
        raise UnreadableError(_lt("The XML cannot be read."))
    if sum(1 for _node in root.iter()) > MOST_ELEMENTS:
        raise UnreadableError(_lt("The document has too many elements to be an enquiry."))
    return root, any(entry.level >= etree.ErrorLevels.ERROR for entry in parser.error_log if not _is_harmless(entry))


def _is_harmless(entry):
    """Namespaces that nobody has declared are of no importance."""
    return entry.domain == etree.ErrorDomains.NAMESPACE


def _leave_out_types(text):
    """Return a text without document types: an entity that nobody declares is just a word."""
    pieces, start = [], 0
    while found := _DOCTYPE.search(text, start):
        pieces.append(text[start : found.start()])
        start = _find_end_of_type(text, found.end())
    return "".join([*pieces, text[start:]])


def _find_end_of_type(text, start):
    """Return where a document type ends, which may have declarations in brackets."""
    closing = text.find(">", start)
    closing = len(text) if closing == -1 else closing
    subset = text.find("[", start, closing)
    if subset == -1:
        return closing + 1
    end = _END_OF_SUBSET.search(text, subset)
    return end.end() if end else len(text)


def _mend(text):
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", text))
    before, *sections = text.split(_CDATA)
    return "".join([_escape(before), *map(_mend_section, sections)])


def _mend_section(text):
    """Return what follows the start of a CDATA section; one that nobody ends is text like any other."""
    inside, end, after = text.partition(_END_OF_CDATA)
    return f"{_CDATA}{inside}{end}{_escape(after)}" if end else _escape(inside)


def _escape(part):
    return _LOOSE_LESS.sub("&lt;", _LOOSE_AMPERSAND.sub(_write_entity, part))


def _write_entity(match):
    """Return an "&" as XML has it, with what follows when that is an entity of XML or HTML."""
    name = match[1]
    if not name:
        return "&amp;"
    if name in _XML_ENTITIES:
        return match[0]
    character = html.unescape(match[0])
    if character == match[0] or _FORBIDDEN.search(character):
        return f"&amp;{name};"
    return html.escape(character)
