"""What became of one message that was handed over to a mail server or a provider."""

from dataclasses import dataclass

ACCEPTED = "accepted"
REFUSED = "refused"
DEFERRED = "deferred"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kind``, the reason key for a failure, and the server's words.

    :ivar reference: what the provider calls the message by, when it was accepted
    :ivar dead: what of the words says that there is no such address; empty where they don't
    """

    kind: str
    reason: str = ""
    words: str = ""
    reference: str = ""
    dead: str = ""
