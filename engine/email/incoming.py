"""What kind of e-mail came in: one that somebody wrote, one that a machine answered, or a report on one of ours.

Read from the marks that standards give, in the order of how sure they are: reports by their parts (RFC 3464, RFC 8098,
RFC 5965), automatic answers by their headers (RFC 3834 and what was in use before it), and only then by words.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from email import message_from_string
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses, parseaddr

from ..one_line import one_line
from .addresses import is_same_mailbox
from .html_text import get_html_text
from .incoming_words import AUTOMATIC_SUBJECT, DEAD_WORDS, DELAYED_WORDS, FAILED_WORDS, LIVING_WORDS

ANSWER = "answer"
AUTOMATIC = "automatic"
DEAD = "dead"
FAILED = "failed"
DELAYED = "delayed"
DELIVERED = "delivered"
READ = "read"
UNREAD = "unread"
COMPLAINT = "complaint"
REMARK = "remark"

# An e-mail that is none was sent to nobody: it says what became of another.
REPORTS = (DEAD, FAILED, DELAYED, DELIVERED, READ, UNREAD, COMPLAINT, REMARK)
BOUNCES = (DEAD, FAILED)

# RFC 3463 and the registry of enhanced status codes: there is no such mailbox, and there will be none tomorrow.
# 5.4.4 and 5.4.310 say that its domain has no server; 5.1.0 is what some say for the first.
_DEAD_STATUS = re.compile(r"5\.(1\.(0|1|2|3|6|10)|2\.1|4\.4|4\.310)$")
# What a server does not like is who writes, or what they say, whatever words follow.
_LIVING_STATUS = re.compile(r"5\.(1\.[78]|5\.[1-9]\d*|7\.\d+)$")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])(5[05][0-4])[ -](?!\d)")
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>\s]+>")

# RFC 3834 and its forerunners: name of the header, and how what it says begins.
_AUTOMATIC_HEADERS = {
    "Auto-Submitted": re.compile(r"(?!no\b)\S", re.I),
    "X-Auto-Response-Suppress": re.compile(r".*(all|oof|autoreply)", re.I),
    "X-Autoreply": re.compile(r"(?!no\b)\S", re.I),
    "X-Autorespond": re.compile(r"\S"),
    "X-Autoresponder": re.compile(r"\S"),
    "X-Auto-Reply": re.compile(r"(?!no\b)\S", re.I),
    "X-AutoReply-From": re.compile(r"\S"),
    "X-Mail-Autoreply": re.compile(r"\S"),
    "X-FC-MachineGenerated": re.compile(r"true|yes", re.I),
    "X-POST-MessageClass": re.compile(r"9; *autoresponder", re.I),
    "Delivered-To": re.compile(r"autoresponder$", re.I),
    "Precedence": re.compile(r"(auto_reply|bulk|junk|list)\b", re.I),
    "List-Id": re.compile(r"\S"),
    "List-Unsubscribe": re.compile(r"\S"),
}
_MACHINES = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)$", re.I)
# Below it servers without a standard quote our own text, which says what it likes.
_COPY_BELOW = re.compile(
    r"^[ \t>]*(-{2,}.*\b(copy|original|headers?|below|unsent|returned|copie|origine|en-t[êe]tes?)\b"
    r"|(Return-Path|Received|Message-ID|X-Odoo-Message-Id|DKIM-Signature|MIME-Version|References):)",
    re.I | re.M,
)
# What is read of a text that may be long: reports say it at the beginning.
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Incoming:
    """What an e-mail is.

    :ivar kind: ``ANSWER`` (somebody wrote it), ``AUTOMATIC`` (a machine answered), or one of ``REPORTS``: ``DEAD``
        (there is no such address), ``FAILED`` (it did not arrive, the address may live), ``DELAYED`` (not yet),
        ``DELIVERED``, ``READ``, ``UNREAD`` (deleted without), ``COMPLAINT``, ``REMARK`` (of a report, nothing that
        concerns us)
    :ivar why: what decided, as it stands in the e-mail: "Status: 5.1.1"
    :ivar words: what the other server says to people, one line
    :ivar recipient: the address that a report speaks of, as it was written to; empty where it does not say
    :ivar gone: the addresses that it says do not exist, where it names them: those at which it arrived, not necessarily
        the one it was written to, which may hand on to others
    :ivar server: which server says so, where a report names it
    :ivar message_ids: those of the e-mail that a report is about, with angle brackets
    """

    kind: str
    why: str = ""
    words: str = ""
    recipient: str = ""
    gone: tuple[str, ...] = ()
    server: str = ""
    message_ids: tuple[str, ...] = ()

    @property
    def is_report(self) -> bool:
        """Return whether it is about another e-mail, and so no word of a customer."""
        return self.kind in REPORTS

    def is_gone(self, address):
        """Return whether it says that there is no such address: of one that hands on to it nothing is known."""
        return self.kind == DEAD and (not self.gone or any(is_same_mailbox(address, gone) for gone in self.gone))


def read_incoming(message: Message) -> Incoming:
    """Return what an e-mail is; whatever a broken one lacks is left out."""
    return _read_report(message) or _read_prose(message) or _read_automatic(message) or Incoming(ANSWER)


# -- reports with parts of their own --------------------------------------------------------------------


def _read_delivery(message, part):
    """Read a delivery status (RFC 3464): of several recipients the worst."""
    found = [_judge_recipient(block) for block in _get_blocks(part)[1:] or _get_blocks(part)]
    found = [incoming for incoming in found if incoming] or [Incoming(FAILED, "delivery-status")]
    worst = min(found, key=lambda incoming: REPORTS.index(incoming.kind))
    gone = tuple(address for incoming in found for address in incoming.gone)
    reporting = next((server for block in _get_blocks(part) if (server := _get_server(block, "Reporting-MTA"))), "")
    return _about(replace(worst, gone=gone, server=worst.server or reporting), message)


def _judge_recipient(block):
    action = _get(block, "Action").lower()
    status = _get_status(_get(block, "Status"))
    words = _get_words(_get(block, "Diagnostic-Code"))
    if not action and not status:
        return None
    recipient = _get_typed(block, "Original-Recipient") or _get_typed(block, "Final-Recipient")
    if action in ("delayed", "delivered", "relayed", "expanded"):
        kind, why = DELAYED if action == "delayed" else DELIVERED, f"Action: {action}"
    elif status[:1] in ("2", "4") and action != "failed":
        kind, why = DELIVERED if status.startswith("2") else DELAYED, f"Status: {status}"
    else:
        kind, why = _judge_failure(status, words)
    arrived_at = _get_typed(block, "Final-Recipient") or recipient
    gone = (arrived_at,) if kind == DEAD and arrived_at else ()
    return Incoming(kind, why, words, recipient, gone, _get_server(block, "Remote-MTA"))


def judge_refusal(words):
    """Return what a server's final "no" at sending means: a kind of ``BOUNCES``, and what decided.

    >>> judge_refusal("550 5.1.1 No such user"), judge_refusal("552 5.3.4 Message too large")
    (('dead', 'Status: 5.1.1'), ('failed', 'too large'))

    :param str words: its answer, with the code
    """
    return _judge_failure(_get_status(words), one_line(words))


def _judge_failure(status, words):
    """Return the kind of a failure and what decided: a code that says more than "failed", else the words."""
    if not status or status.endswith((".0.0", ".7.0")):
        status = _get_status(words) or status
    if living := LIVING_WORDS.search(words):
        return FAILED, living[0]
    if status.startswith("4.") or _LIVING_STATUS.match(status):
        return FAILED, f"Status: {status}"
    if _DEAD_STATUS.match(status):
        return DEAD, f"Status: {status}"
    if dead := DEAD_WORDS.search(words):
        return DEAD, dead[0]
    return FAILED, f"Status: {status}" if status else "Action: failed"


def _read_disposition(message, part):
    """Read a receipt (RFC 8098): only "displayed" says that somebody saw it."""
    fields = _get_all(part)
    disposition = _get(fields, "Disposition")
    seen = disposition.rpartition(";")[2].strip().lower().startswith("displayed")
    recipient = _get_typed(fields, "Original-Recipient") or _get_typed(fields, "Final-Recipient")
    incoming = Incoming(READ if seen else UNREAD, f"Disposition: {disposition}", recipient=recipient)
    return _about(incoming, message, _MESSAGE_ID.findall(_get(fields, "Original-Message-ID")))


def _read_feedback(message, part):
    """Read what a provider passes on of its user (RFC 5965, RFC 6650)."""
    fields = _get_all(part)
    feedback = _get(fields, "Feedback-Type").lower()
    kind = COMPLAINT if feedback in ("abuse", "fraud", "opt-out", "opt-out-list", "miscategorized") else REMARK
    recipient = parseaddr(_get(fields, "Original-Rcpt-To") or _get(fields, "Removal-Recipient"))[1]
    return _about(Incoming(kind, f"Feedback-Type: {feedback}", recipient=recipient), message)


_READERS = {
    "message/delivery-status": _read_delivery,
    "message/global-delivery-status": _read_delivery,
    "message/disposition-notification": _read_disposition,
    "message/global-disposition-notification": _read_disposition,
    "message/feedback-report": _read_feedback,
}


def _read_report(message):
    parts = (part for part in _walk(message) if part.get_content_type() in _READERS)
    return next((_READERS[part.get_content_type()](message, part) for part in parts), None)


# -- reports in prose -----------------------------------------------------------------------------------


def _read_prose(message):
    """Read what servers say that know no standard: only of those that sign as one, or name who it did not reach."""
    failed = tuple(address for _name, address in getaddresses([_get(message, "X-Failed-Recipients")]) if address)
    sender = parseaddr(_get(message, "From"))[1].partition("@")[0]
    if not failed and not _MACHINES.match(sender):
        return None
    subject = _get(message, "Subject")
    whole = _get_text(message)
    text = f"{subject}\n{_cut_copy(whole)}"
    if delayed := DELAYED_WORDS.search(text):
        kind, why, words = DELAYED, delayed[0], ""
    elif failed or FAILED_WORDS.search(text) or _REPLY_CODE.search(text):
        kind, why = _judge_failure(_get_status(text), text)
        words = _shorten(text.partition("\n")[2])
    else:
        return Incoming(AUTOMATIC, f"From: {sender}")
    recipient = failed[0] if failed else ""
    gone = failed if kind == DEAD else ()
    return _about(Incoming(kind, _shorten(why), words, recipient, gone), message, _find_ids(whole))


def _cut_copy(text):
    """Return what a server says itself; everything where it begins with what looks like a copy."""
    copy = _COPY_BELOW.search(text)
    return text[: copy.start()] if copy and text[: copy.start()].strip() else text


def _shorten(text, length=300):
    """Return the beginning of a text as one line."""
    return one_line(text)[:length]


# -- automatic answers ----------------------------------------------------------------------------------


def _read_automatic(message):
    for name, says in _AUTOMATIC_HEADERS.items():
        for value in message.get_all(name) or ():
            if says.match(str(value).strip()):
                return Incoming(AUTOMATIC, f"{name}: {_shorten(str(value), 80)}")
    if str(message.get("Return-Path", "")).strip() == "<>":
        return Incoming(AUTOMATIC, "Return-Path: <>")
    # No-break spaces are spaces here, and accents one with their letters, whatever program wrote them.
    subject = unicodedata.normalize("NFKC", _get(message, "Subject")).strip()
    found = AUTOMATIC_SUBJECT.match(subject)
    return Incoming(AUTOMATIC, f"Subject: {found[0]}") if found else None


# -- parts ----------------------------------------------------------------------------------------------


def _about(incoming, message, message_ids=()):
    """Add which e-mail a report is about: from its copy, whole or its headers, else from what it answers."""
    ids = [*message_ids]
    for part in message.walk():
        if part is not message:
            ids += _get_ids(part) + _find_ids(_get_source(part))
    ids += _MESSAGE_ID.findall(_get(message, "References")) + _MESSAGE_ID.findall(_get(message, "In-Reply-To"))
    return replace(incoming, message_ids=tuple(dict.fromkeys(ids)))


def _walk(message):
    """Yield the parts of a message itself; those of one that somebody attached are not what it says."""
    yield message
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            yield from _walk(part)


def _get_ids(part):
    """Return the ids in the headers of a copy: a relay that gives a new one keeps ours in another."""
    names = ("Message-ID", "X-Odoo-Message-Id", "X-Microsoft-Original-Message-ID", "References")
    return [found for name in names for found in _MESSAGE_ID.findall(_get(part, name))]


def _find_ids(text):
    lines = re.findall(r"^(?:Message-ID|X-Odoo-Message-Id|References):[ \t]*(.*(?:\r?\n[ \t].*)*)", text, re.I | re.M)
    return [found for line in lines for found in _MESSAGE_ID.findall(line)]


def _get_blocks(part):
    """Return the blocks of fields of a report's part, however the parser took it."""
    payload = part.get_payload()
    if not isinstance(payload, list) or _is_encoded(part):
        source = _get_source(part).strip()
        return [message_from_string(block) for block in re.split(r"\r?\n[ \t]*\r?\n", source) if block]
    # Of some kinds the parser reads each block, of others the first only, with the others as its text.
    return [found for block in payload for found in ([block] if block.keys() else []) + _get_text_blocks(block)]


def _get_text_blocks(block):
    payload = block.get_payload()
    return _get_blocks(block) if isinstance(payload, str) and payload.strip() else []


def _get_all(part):
    """Return the fields of a report's part that speaks of one e-mail, whatever block they stand in."""
    fields = Message()
    for block in _get_blocks(part):
        for name, value in block.raw_items():
            fields[name] = value
    return fields


def _get(fields, name):
    """Return a field as one line, however badly it is written."""
    try:
        return _shorten(str(fields.get(name) or ""), 2000)
    except (MessageError, ValueError, LookupError, IndexError, AttributeError):
        return ""


def _get_typed(fields, name):
    """Return the address of a ``rfc822; address`` field."""
    _kind, _semicolon, address = _get(fields, name).rpartition(";")
    return parseaddr(address.strip())[1]


def _get_server(fields, name):
    """Return the name in a ``dns; server`` field."""
    return _get(fields, name).rpartition(";")[2].strip()


def _get_status(value):
    found = _STATUS.search(value)
    return found[1] if found else ""


def _get_words(value):
    """Return what stands behind the kind of a diagnostic: ``smtp; 550 …``."""
    return re.sub(r"^[\w-]+;\s*", "", value)


def _get_text(message):
    """Return the beginning of the plain text of a message, or of its other text."""
    for part in _walk(message):
        if part.get_content_maintype() == "text":
            source = _get_source(part)
            return get_html_text(source) if part.get_content_subtype() == "html" else source
    return ""


def _get_source(part):
    """Return the beginning of a part's text; empty of one that has parts of its own.

    Reports and copies must not be encoded (RFC 2046, 5.2.1), and are: the parser takes what it finds for their text.
    """
    if part.is_multipart() and not _is_encoded(part):
        return ""
    if part.is_multipart():
        encoded, part = "\n".join(str(block.get_payload()) for block in part.get_payload()), Message()
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encoded)
    payload = (part.get_payload(decode=True) or b"")[:_LOOKED_AT]
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _is_encoded(part):
    encoding = _get(part, "Content-Transfer-Encoding").lower()
    return part.get_content_maintype() == "message" and encoding == "base64"
