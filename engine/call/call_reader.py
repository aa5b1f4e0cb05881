"""How the messages of one provider about calls are proven and read."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A message that is what it claims to be: ``payload`` is kept, ``key`` recognises it when it comes again."""

    key: str
    payload: dict


class CallReader:
    """Reads what a provider says of calls. Readers know nothing of Odoo.

    ``models/provider/`` has the adapter of each provider, which names its reader.
    """

    def check(self, request, secret):
        """Return the ``Message`` of a ``WebhookRequest``, after proof that it comes from the provider.

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
