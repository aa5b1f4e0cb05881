"""The mails the local mailbox has received: one .eml file each, and an index of them in memory."""

import itertools
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path


@dataclass(frozen=True)
class Summary:
    """One line of the list; `recipients` are those of the envelope, which is where the mail really went."""

    key: str
    sender: str
    recipients: str
    subject: str
    date: str

    @property
    def moment(self):
        """In nanoseconds, when it was kept."""
        return int(self.key.partition("-")[0])

    def concerns(self, text):
        return text.lower() in f"{self.sender} {self.recipients}".lower()


class MailStore:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.numbers = itertools.count()
        self.summaries = [_summary(path) for path in sorted(self.folder.glob("*.eml"))]

    def add(self, content, sender, recipients):
        """Keep the mail as it came, with its envelope in two headers in front."""
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
        path = self.folder / f"{time.time_ns()}-{next(self.numbers)}.eml"
        path.write_bytes(envelope.encode() + content)
        self.summaries.append(_summary(path))

    def search(self, address="", limit=200):
        """The newest first."""
        found = (summary for summary in reversed(self.summaries) if summary.concerns(address))
        return list(itertools.islice(found, limit))

    def message(self, key):
        """None for a mail that isn't there; the key comes from an address anybody may type."""
        known = any(summary.key == key for summary in self.summaries)
        return _parse(self.folder / f"{key}.eml") if known else None


def _parse(path):
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _summary(path):
    message = _parse(path)
    return Summary(
        key=path.stem,
        sender=str(message["From"] or message["X-Envelope-From"]),
        recipients=str(message["X-Envelope-To"]),
        subject=str(message["Subject"] or "(no subject)"),
        date=str(message["Date"] or ""),
    )
