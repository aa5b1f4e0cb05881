"""What an e-mail brings: ADF as its text, attached or forwarded with the e-mail that brought it; else its text."""

import html
import re

from .adf import find_mark
from .labels import find_labels, read_html
from .markup import LARGEST_DOCUMENT, decode

MOST_PARTS = 50
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li)\b[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<(?!\?|/?(?:adf|prospect)\b)[^<>]{0,2000}>", re.IGNORECASE)


def find_documents(message):
    """Return the ADF documents of an ``EmailMessage``, as bytes; what is told as text and as HTML counts once."""
    plain, marked_up = [], []
    for part in _get_parts(message):
        content = part.get_payload(decode=True) or b""
        if not content or len(content) > LARGEST_DOCUMENT or not find_mark(decode(content)):
            continue
        if part.get_content_type() == "text/html":
            marked_up.append(_read_html(content))
        else:
            plain.append(content)
    return plain or marked_up


def _get_parts(message):
    """Return the parts that can be text: pictures and the like are not looked at."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    return [part for part in parts[:MOST_PARTS] if part.get_content_maintype() in ("text", "application")]


def _read_html(content):
    """Return what a mail program would show: ADF that somebody has pasted stands in it with its brackets escaped."""
    text = decode(content)
    if not re.search(r"&lt;/?(?:adf|prospect)\b", text, re.IGNORECASE):
        return content
    shown = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return shown.replace("\u00a0", " ").encode()


def read_text(message):
    """Return the text of an ``EmailMessage``, as somebody reads it: its HTML where that says more."""
    texts = [""]
    for part in _get_parts(message):
        content = part.get_payload(decode=True) or b""
        if part.get_filename() or part.get_content_maintype() != "text" or len(content) > LARGEST_DOCUMENT:
            continue
        text = decode(content)
        texts.append(read_html(text) if part.get_content_type() == "text/html" else text)
    return max(texts, key=lambda text: len(find_labels(text)))
