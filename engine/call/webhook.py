"""A message of a provider as it came in, and the ways in which it may be none.

To add a provider: a file beside this one with a subclass of :class:`Adapter`, a line in ``adapters.py``, its key in
the field ``provider`` of ``dealership.provider.account``. docs/telephony.md walks through it.
"""

import hashlib
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

    ``urls`` are the addresses the provider may have called (``engine/provider/public_url.py``); ``form`` has a list
    of texts per name; ``received_at`` is naive UTC.
    """

    body: bytes
    received_at: datetime
    urls: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """A message that is what it claims to be: ``payload`` is kept, ``key`` recognises it when it comes again."""

    key: str
    payload: dict


class Adapter:
    """What is particular to one provider. Adapters know nothing of Odoo."""

    def check(self, request, secret):
        """Return the ``Message`` of a request, after proof that it comes from the provider.

        Nothing of the request is acted upon before that; secrets are compared in constant time.

        :raise WebhookError: it does not, or it cannot be read
        """
        raise NotImplementedError

    def interpret(self, payload, received_at):
        """Return the ``CallEvent``s in a payload that was stored, an empty list when it isn't about a call.

        :raise BadPayload: it cannot be understood
        """
        raise NotImplementedError


def make_key(text):
    """Return what recognises a message that has no number of its own."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
