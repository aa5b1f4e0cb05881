"""ADF 1.0, the Auto-lead Data Format, as it is really sent.

The format is described by its specification (http://adfxml.info/adf_spec.pdf, 2000) and its DTD: ``adf`` holds
prospects; each has ids, a request date, vehicles, one customer with contacts, a vendor and perhaps a provider. The
example of the specification itself is no valid XML, and few senders follow all of the rest: this takes what is there.

Not one word is dropped: what has no place in a ``LeadRequest`` stands in its extras.
"""

import html
import re

from odoo.tools.translate import LazyTranslate

from .adf_prospect import get_name, read_prospect
from .markup import LARGEST_DOCUMENT, decode, read_fragment
from .request import Problem, UnreadableError

_lt = LazyTranslate(__name__, default_lang="en_US")

MOST_PROSPECTS = 500

_START = re.compile(r"<(?:[\w.-]{1,20}:)?(adf|prospect)\b", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,20}:)?(?:adf|prospect)\s*>", re.IGNORECASE)
_ESCAPED_START = re.compile(r"&lt;(?:\?adf|adf|prospect)\b", re.IGNORECASE)
_MARK = re.compile(r"<\s*(?:\?\s*adf\b|(?:[\w.-]{1,20}:)?adf\b)|&lt;(?:\?adf|adf)\b", re.IGNORECASE)


def find_mark(text):
    """Return whether a text has ADF in it, readable or not."""
    return bool(_MARK.search(text))


def read_adf(content, tz, now):
    """Return the ``LeadRequest`` of each prospect of a document, or of a text with one in it.

    :param content: bytes, or text that was decoded already
    :param tzinfo tz: of dates that name no offset, a ``pytz`` time zone
    :param datetime now: when it was received, naive UTC
    :raise UnreadableError: there is no prospect in it
    """
    if len(content) > LARGEST_DOCUMENT:
        raise UnreadableError(_lt("The document is too large to be an enquiry."))
    root, damaged = read_fragment(_cut_out(decode(content)))
    prospects = [node for node in root.iter("{*}*") if get_name(node) == "prospect"]
    for prospect in prospects:
        # One in another is what is left of a tag that nobody has closed.
        root.append(prospect)
    if not prospects:
        raise UnreadableError(_lt("There is no prospect in the document."))
    if len(prospects) > MOST_PROSPECTS:
        raise UnreadableError(_lt("There are more than %s prospects in the document.", MOST_PROSPECTS))
    problems = (Problem(_lt("The XML is damaged: something may be missing.")),) if damaged else ()
    return [read_prospect(prospect, tz, now, problems) for prospect in prospects]


def _cut_out(text):
    """Return the XML in a text: from where it starts to the last that ends there."""
    if not _START.search(text) and _ESCAPED_START.search(text):
        text = html.unescape(text)
    start = _START.search(text)
    if not start:
        raise UnreadableError(_lt("There is no ADF in it."))
    end = max((found.end() for found in _END.finditer(text, start.start())), default=len(text))
    return text[start.start() : end]
