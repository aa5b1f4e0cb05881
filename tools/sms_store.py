"""The text messages the local mailbox has taken: one .json file each, and an index of them in memory."""

import itertools
import json
import time
from dataclasses import asdict, dataclass, replace
from email.utils import formatdate
from pathlib import Path


@dataclass(frozen=True)
class Sms:
    """One text message; `answers` are what was written back from the page."""

    key: str
    sid: str
    sender: str
    recipients: str
    body: str
    report_url: str
    date: str
    answers: tuple = ()

    @property
    def subject(self):
        return self.body.partition("\n")[0]

    @property
    def moment(self):
        """In nanoseconds, when it was taken."""
        return int(self.key.partition("-")[0])

    def concerns(self, text):
        return text.lower() in f"{self.sender} {self.recipients}".lower()


class SmsStore:
    """`numbers.json` beside them says where messages to each of our numbers go, as one enters it at a provider."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.counter = itertools.count()
        self.messages = {path.stem: _read(path) for path in sorted(self.folder.glob("*.sms"))}

    def add(self, message):
        """Keep a message of the local provider (`local_twilio.Message`)."""
        fields = message.fields
        self._write(
            Sms(
                key=f"{time.time_ns()}-{next(self.counter)}",
                sid=message.sid,
                sender=fields.get("From", ""),
                recipients=fields.get("To", ""),
                body=fields.get("Body", ""),
                report_url=fields.get("StatusCallback", ""),
                date=formatdate(localtime=True),
            )
        )

    def add_answer(self, message, text):
        self._write(replace(message, answers=(*message.answers, text)))

    def search(self, address="", limit=200):
        """The newest first."""
        found = (self.messages[key] for key in reversed(self.messages) if self.messages[key].concerns(address))
        return list(itertools.islice(found, limit))

    def inbound_url(self, number):
        path = self.folder / "numbers.json"
        return json.loads(path.read_text()).get(number) if path.exists() else None

    def _write(self, message):
        (self.folder / f"{message.key}.sms").write_text(json.dumps(asdict(message)))
        self.messages[message.key] = message


def _read(path):
    values = json.loads(path.read_text())
    return Sms(**{**values, "answers": tuple(values["answers"])})
