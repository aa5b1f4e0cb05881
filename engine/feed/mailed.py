"""The files that an e-mail brings, and who may send them."""

import re
from email.utils import getaddresses
from pathlib import PurePath
from typing import NamedTuple

from ..customer.email_address import normalise_email

MOST_PARTS = 50
# What people attach besides: signatures, logos, cards, and what is printed for them.
_NO_TABLES = frozenset(
    {".pdf", ".htm", ".html", ".p7s", ".p7m", ".asc", ".sig", ".ics", ".vcf", ".doc", ".docx", ".odt", ".rtf", ".eml"}
)
_NO_TABLE_TYPES = ("image", "audio", "video", "font")
_DOMAIN = re.compile(r"@?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,})", re.IGNORECASE)


class MailedFile(NamedTuple):
    name: str
    content: bytes


def find_files(message):
    """Return the ``MailedFile`` of an e-mail that can be tables, each once, those of forwarded e-mails among them.

    :param message: ``EmailMessage``
    """
    files = {}
    parts = [part for part in message.walk() if not part.is_multipart()]
    for part in parts[:MOST_PARTS]:
        name = part.get_filename() or ""
        if not (name or part.get_content_disposition() == "attachment") or _is_no_table(part, name):
            continue
        content = part.get_payload(decode=True)
        if content:
            files.setdefault(content, MailedFile(name, content))
    return list(files.values())


def _is_no_table(part, name):
    return part.get_content_maintype() in _NO_TABLE_TYPES or PurePath(name).suffix.lower() in _NO_TABLES


def read_sender(message):
    """Return the address that an e-mail says it is from, in lower case; empty when it names none, or several."""
    headers = [str(header) for header in message.get_all("From", [])]
    addresses = [address for _name, address in getaddresses(headers)]
    return normalise_email(addresses[0]) if len(addresses) == 1 else ""


def read_permitted(text):
    """Return what stands in a list of senders: (addresses, and domains with an “@” before them; what is neither)."""
    permitted, wrong = set(), []
    for word in re.split(r"[\s,;]+", (text or "").strip().lower()):
        domain = _DOMAIN.fullmatch(word)
        address = "" if domain else normalise_email(word)
        if domain or address:
            permitted.add(address or f"@{domain[1]}")
        elif word:
            wrong.append(word)
    return permitted, wrong


def is_permitted(sender, text):
    """Return whether an address, or its domain, stands in a list."""
    permitted, _wrong = read_permitted(text)
    return bool(sender) and not permitted.isdisjoint({sender, f"@{sender.rpartition('@')[2]}"})
