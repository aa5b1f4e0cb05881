"""Building e-mails, thousands in a row.

Odoo's own builder parses each header into a tree of tokens, thirty times the cost of what is done here; a message of
ours has two text parts and headers that are known to be plain. Everything else (server, envelope, session) is Odoo's.
"""

from binascii import b2a_qp
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import formatdate

from odoo.tools.mail import formataddr

# Links and ids must stay in one piece (RFC 8058, RFC 5322): only the subject is folded, here.
_POLICY = compat32.clone(max_line_length=None)
MAX_NAME_LENGTH = 200


def build_email(headers, text, html):
    """Return a ``multipart/alternative`` message.

    :param dict headers: name → text; addresses already formatted. Line breaks in values are taken out: what customers
        are called must not become a header.
    :param str text: the plain alternative
    :param str html:
    :rtype: email.message.Message
    """
    message = Message(policy=_POLICY)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/alternative"
    message["Date"] = formatdate()
    for name, value in headers.items():
        message[name] = _encode_header(name, " ".join(value.split()))
    message.set_payload([_build_part(text, "plain"), _build_part(html, "html")])
    return message


def format_address(name, address):
    """Return an address as an ASCII header has it."""
    return formataddr((" ".join((name or "").split())[:MAX_NAME_LENGTH], address), charset="ascii")


def _encode_header(name, value):
    if name != "Subject" and value.isascii():
        return value
    return Header(value, None if value.isascii() else "utf-8", header_name=name).encode()


def _build_part(content, subtype):
    part = Message()
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    normalised = content.replace("\r\n", "\n").replace("\r", "\n")
    part.set_payload(b2a_qp(normalised.encode(), istext=True).decode("ascii"))
    return part
