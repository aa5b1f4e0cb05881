"""What others make of an e-mail of ours: a relay that renames it, and those who get it, out of what they got.

Plain Python by the standards, knowing nothing of this addon: an answer as mail programs write it (RFC 5322, 3.6.4), an
automatic one (RFC 3834), reports (RFC 3464), complaints (RFC 5965).
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

from .mail_sink import MailSink

_MESSAGE_ID = re.compile(rb"^Message-ID:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_URL = re.compile(r"https?://[^\s<>\"']+")


class RenamingRelay(MailSink):
    """Gives what it takes an id of its own, and keeps every other header, as Amazon's does."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 aiosmtpd's name
        head, blank, body = envelope.content.partition(b"\r\n\r\n")
        number = f"{len(self.messages):06}".encode()
        head, found = _MESSAGE_ID.subn(b"Message-ID: <0102018f-%s@eu-west-1.amazonses.com>" % number, head)
        assert found == 1, "one id, and no more"
        envelope.content = head + blank + body
        return await super().handle_DATA(server, session, envelope)


class Received:
    """An e-mail as somebody has got it.

    :param str sender: of the envelope: where reports go
    :param str recipient: of the envelope
    """

    _numbers = count(1)

    def __init__(self, sender, recipient, content):
        self.sender = sender
        self.recipient = recipient
        self.content = content
        self.message = message_from_bytes(content, policy=policy.default)

    def find_urls(self):
        """Return every web address in it, each once: of the headers, and of the text in both its forms."""
        texts = [str(value) for value in self.message.values()]
        for subtype in ("html", "plain"):
            texts.append(self.message.get_body((subtype,)).get_content().replace("&amp;", "&"))
        return list(dict.fromkeys(url.rstrip(".,)") for text in texts for url in _URL.findall(text)))

    # -- what comes of it -----------------------------------------------------------------------------

    def answer(self, text, with_references=True):
        """Return what a person writes back.

        :param bool with_references: without, by a program that names nothing but the id it has
        """
        answer = self._begin(f"Re: {self.message['Subject']}")
        answer["To"] = str(self.message["Reply-To"] or self.message["From"])
        answer["In-Reply-To"] = self.message["Message-ID"]
        known = f"{self.message['References']} " if with_references and self.message["References"] else ""
        answer["References"] = f"{known}{self.message['Message-ID']}"
        answer.set_content(text)
        return answer.as_bytes()

    def answer_automatically(self, text):
        answer = message_from_bytes(self.answer(text, with_references=False), policy=policy.default)
        answer.replace_header("Subject", f"Automatic reply: {self.message['Subject']}")
        answer["Auto-Submitted"] = "auto-replied"
        return answer.as_bytes()

    def report(self, action, status, diagnostic):
        """Return what a mail server tells the sender of the envelope."""
        fields = (
            f"Reporting-MTA: dns; mx.customer.test\n\nFinal-Recipient: rfc822; {self.recipient}\nAction: {action}\n"
            f"Status: {status}\nDiagnostic-Code: smtp; {diagnostic}"
        )
        head = self.content.partition(b"\r\n\r\n")[0].decode()
        kinds = (("message/delivery-status", fields), ("text/rfc822-headers", head))
        return self._make_report("MAILER-DAEMON@mx.customer.test", "delivery-status", "About your message", kinds)

    def complain(self):
        """Return what a provider says of an e-mail that somebody has called spam."""
        fields = (
            f"Feedback-Type: abuse\nUser-Agent: Provider/1.0\nVersion: 1\nOriginal-Rcpt-To: <{self.recipient}>"
            f"\nOriginal-Mail-From: <{self.sender}>"
        )
        kinds = (("message/feedback-report", fields), ("message/rfc822", self.content.decode()))
        return self._make_report("feedback@provider.test", "feedback-report", "This is an abuse report", kinds)

    def _begin(self, subject):
        answer = EmailMessage(policy=policy.default)
        answer["From"] = f"Customer <{self.recipient}>"
        answer["Subject"] = subject
        answer["Message-ID"] = f"<{next(self._numbers)}@customer.test>"
        return answer

    def _make_report(self, sender, report_type, text, kinds):
        parts = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in [("text/plain", text), *kinds])
        return (
            f"Return-Path: <>\nFrom: {sender}\nTo: {self.sender}\nSubject: {text}\n"
            f"Message-ID: <{next(self._numbers)}@mx.customer.test>\nMIME-Version: 1.0\n"
            f'Content-Type: multipart/report; report-type={report_type}; boundary="b"\n\n{parts}--b--\n'
        ).encode()
