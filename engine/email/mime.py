"""Building e-mails, thousands in a row.

Odoo's own builder parses each header into a tree of tokens, thirty times the cost of what is done here; a message of
ours has two text parts, perhaps files, and headers that are known to be plain. Its body is one text, as it is sent:
Python's generator would take parts of their own line by line, a file anew for each who gets it. Everything else
(server, envelope, session) is Odoo's.
"""

import secrets
from base64 import encodebytes
from binascii import b2a_qp
from email.message import Message
from email.policy import Compat32
from email.utils import formatdate
from urllib.parse import quote

from .addresses import clean_header, encode_address
from .header_words import FOLD, encode_text, encode_words, is_plain, split_by_size

ADDRESS_HEADERS = frozenset({"From", "To", "Reply-To"})
# Longer names of files are continued on the next line (RFC 2231, section 3).
_MAX_FILE_NAME = 60


class _PlainPolicy(Compat32):
    """Writes headers as they are: links and ids must stay in one piece (RFC 8058, RFC 5322), the rest is folded here.

    A header is kept as people read it and encoded when it is written: Odoo may change the sender until then, where a
    mail server sends for one address alone. A line break in one would be a mistake of ours.
    """

    # Whether the message is written for a server that takes addresses in UTF-8 (RFC 6531): set by ``smtplib``.
    utf8 = False

    def fold(self, name, value):
        text = _encode_header(name, value)
        return f"{name}: {self.linesep.join(text.splitlines())}{self.linesep}"

    def fold_binary(self, name, value):
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


_NEW_LINE = "\r\n"
_POLICY = _PlainPolicy(max_line_length=None, linesep=_NEW_LINE)


class OutgoingEmail(Message):
    """An e-mail to one mailbox.

    :ivar str recipient: whom it goes to, as servers are told it (``get_envelope_address``): whatever its headers say
    """

    recipient = None

    @property
    def size(self):
        """Return how many bytes it takes on its way, but for some hundred of its headers."""
        return len(self.get_payload())


def build_email(recipient, headers, text, html, attachments=()):
    """Return a message with a plain and an HTML text.

    :param str recipient: the one address it goes to, of ``get_envelope_address``
    :param dict headers: name → text; addresses by ``format_address``. Line breaks in values are taken out: what
        customers are called must not become a header.
    :param str text: the plain alternative
    :param str html:
    :param attachments: parts made by :func:`build_attachment`; one part may be in many messages
    :rtype: OutgoingEmail
    """
    content_type, body = _join("alternative", [_build_text(text, "plain"), _build_text(html, "html")])
    if attachments:
        content_type, body = _join("mixed", [_build_part({"Content-Type": content_type}, body), *attachments])
    message = OutgoingEmail(policy=_POLICY)
    message["Content-Type"] = content_type
    message.set_payload(body)
    message["MIME-Version"] = "1.0"
    message["Date"] = formatdate()
    for name, value in headers.items():
        message[name] = clean_header(value)
    message.recipient = recipient
    return message


def build_attachment(name, mimetype, content):
    """Return the part of a file, as text.

    :param str name: of the file, as the recipient sees it
    :param str mimetype:
    :param bytes content:
    """
    headers = {
        "Content-Type": clean_header(mimetype or "application/octet-stream"),
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": f"attachment{_encode_file_name(clean_header(name))}",
    }
    return _build_part(headers, encodebytes(content).decode("ascii").replace("\n", _NEW_LINE))


def _encode_header(name, value):
    used = len(name) + len(": ")
    if name in ADDRESS_HEADERS:
        return value if is_plain(value) else encode_address(value, used)
    if name == "Subject":
        return encode_text(value, used)
    return value if value.isascii() else encode_words(value, used)


def _encode_file_name(name):
    """Return the parameter of a file's name; in several parts, none of which splits a character, when it's long."""
    if is_plain(name) and len(name) <= _MAX_FILE_NAME:
        return '; filename="{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
    sizes = [len(quote(character, safe="")) for character in name]
    parts = [quote(part, safe="") for part in split_by_size(name, sizes, _MAX_FILE_NAME, _MAX_FILE_NAME)]
    if len(parts) == 1:
        return f";{FOLD}filename*=utf-8''{parts[0]}"
    numbered = [f"filename*{number}*={part}" for number, part in enumerate(parts)]
    numbered[0] = numbered[0].replace("=", "=utf-8''", 1)
    return "".join(f";{FOLD}{part}" for part in numbered)


def _join(subtype, parts):
    """Return the content type and the body of what has several parts."""
    # "=_" stands in no quoted-printable or base64 text: no need to look whether the boundary does.
    boundary = f"=_{secrets.token_hex(12)}"
    body = "".join(f"--{boundary}{_NEW_LINE}{part}{_NEW_LINE}" for part in parts)
    return f'multipart/{subtype}; boundary="{boundary}"', f"{body}--{boundary}--{_NEW_LINE}"


def _build_text(content, subtype):
    headers = {"Content-Type": f'text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding": "quoted-printable"}
    normalised = content.replace("\r\n", "\n").replace("\r", "\n")
    encoded = b2a_qp(normalised.encode(), istext=True).decode("ascii")
    return _build_part(headers, encoded.replace("\n", _NEW_LINE))


def _build_part(headers, content):
    return "".join([*(_POLICY.fold(name, value) for name, value in headers.items()), _NEW_LINE, content])
