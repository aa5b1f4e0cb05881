"""A request of a provider as it came in, and the ways in which it may be none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class WebhookError(Exception):
    """A request that is refused; ``status`` is the HTTP status to refuse it with, the text is for the log."""

    status = 400


class BadSignature(WebhookError):
    status = 403


class BadPayload(WebhookError):
    status = 400


@dataclass(frozen=True)
class WebhookRequest:
    """What came over the wire.

    ``urls`` are the addresses the provider may have called (``public_url.py``); ``form`` has a list of texts per
    name; ``received_at`` is naive UTC.
    """

    body: bytes
    received_at: datetime
    urls: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)

    def get_texts(self):
        """Return the first text of each name in the form, without what no database can hold."""
        return {
            name: values[0].replace("\0", "").encode("utf-8", "ignore").decode()
            for name, values in self.form.items()
            if values
        }


@dataclass(frozen=True)
class Answer:
    """What a provider is told when it has reported."""

    text: str = ""
    content_type: str = "text/plain; charset=utf-8"
