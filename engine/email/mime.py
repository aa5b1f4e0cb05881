"""Building e-mails, thousands in a row.

Odoo's own builder parses each header into a tree of tokens, thirty times the cost of what is done here; a message of
ours has two text parts, perhaps files, and headers that are known to be plain. Everything else (server, envelope,
session) is Odoo's.
"""

import secrets
from base64 import encodebytes
from binascii import b2a_qp
from email.header import Header
from email.message import Message
from email.policy import Compat32
from email.utils import formatdate, parseaddr

from odoo.tools.mail import formataddr

from ..one_line import one_line

MAX_NAME_LENGTH = 200


class _PlainPolicy(Compat32):
    """Writes headers as they are: links and ids must stay in one piece (RFC 8058, RFC 5322), the rest is folded here.

    What may not stand in a header is encoded before; a line break in it would be a mistake of ours. Only Odoo may
    change one afterwards: the sender, where a mail server sends for one address alone.
    """

    def fold(self, name, value):
        text = value if value.isascii() else _encode_late(name, value)
        return f"{name}: {self.linesep.join(text.splitlines())}{self.linesep}"

    def fold_binary(self, name, value):
        return self.fold(name, value).encode("ascii")


_POLICY = _PlainPolicy(max_line_length=None)


def build_email(headers, text, html, attachments=()):
    """Return a message with a plain and an HTML text.

    :param dict headers: name → text; addresses already formatted. Line breaks in values are taken out: what customers
        are called must not become a header.
    :param str text: the plain alternative
    :param str html:
    :param attachments: parts made by :func:`build_attachment`; one part may be in many messages
    :rtype: email.message.Message
    """
    texts = [_build_part(text, "plain"), _build_part(html, "html")]
    message = _build_multipart("alternative", texts)
    if attachments:
        message = _build_multipart("mixed", [message, *attachments])
    message["MIME-Version"] = "1.0"
    message["Date"] = formatdate()
    for name, value in headers.items():
        message[name] = _encode_header(name, one_line(value))
    return message


def build_attachment(name, mimetype, content):
    """Return the part of a file.

    :param str name: of the file, as the recipient sees it
    :param str mimetype:
    :param bytes content:
    """
    part = Message(policy=_POLICY)
    part["Content-Type"] = one_line(mimetype or "application/octet-stream")
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=_encode_file_name(one_line(name)))
    part.set_payload(encodebytes(content).decode("ascii"))
    return part


def format_address(name, address):
    """Return an address as an ASCII header has it."""
    return formataddr((one_line(name or "")[:MAX_NAME_LENGTH], address), charset="ascii")


def _encode_header(name, value):
    if name != "Subject" and value.isascii():
        return value
    return Header(value, None if value.isascii() else "utf-8", header_name=name).encode()


def _encode_late(name, value):
    """Encode a header that was put in as plain text: of an address, the name only."""
    person, address = parseaddr(value)
    return format_address(person, address) if address.isascii() and "@" in address else _encode_header(name, value)


def _encode_file_name(name):
    return name if name.isascii() else ("utf-8", "", name)


def _build_multipart(subtype, parts):
    message = Message(policy=_POLICY)
    # "=_" stands in no quoted-printable or base64 text: no need to look whether the boundary does.
    message["Content-Type"] = f'multipart/{subtype}; boundary="=_{secrets.token_hex(12)}"'
    message.set_payload(parts)
    return message


def _build_part(content, subtype):
    part = Message(policy=_POLICY)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    normalised = content.replace("\r\n", "\n").replace("\r", "\n")
    part.set_payload(b2a_qp(normalised.encode(), istext=True).decode("ascii"))
    return part
