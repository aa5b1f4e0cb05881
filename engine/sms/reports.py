"""What providers say of text messages, in one language: what became of ours, and what customers wrote."""

from dataclasses import dataclass

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
DELIVERED = "delivered"
UNDELIVERED = "undelivered"
FAILED = "failed"
OPTED_OUT = "opted_out"
READ = "read"

ARRIVED = frozenset({DELIVERED, READ})
# How far a message has come; reports may arrive in any order and more than once.
_PROGRESS = {QUEUED: 1, SENDING: 2, SENT: 3, DELIVERED: 4, UNDELIVERED: 4, FAILED: 4, OPTED_OUT: 4, READ: 5}


def is_news(status, known):
    """Return whether a report says more than what is known.

    >>> is_news("sent", "queued"), is_news("queued", "sent"), is_news("delivered", "delivered"), is_news("odd", "")
    (True, False, False, False)

    :param str status: as the report says
    :param str known: of the latest report; empty for none
    """
    return _PROGRESS.get(status, 0) > _PROGRESS.get(known, 0)


@dataclass(frozen=True, slots=True)
class SmsReport:
    """What became of a message of ours.

    :ivar status: one of the above; empty when the provider says something else
    :ivar reference: the provider's name of the message
    :ivar words: why it was not delivered
    :ivar dead: what of it says that there is no such number, or none that takes text messages; empty where nothing does
    """

    status: str
    reference: str = ""
    words: str = ""
    dead: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedSms:
    """What a customer wrote.

    :ivar reference: the provider's name of the message
    :ivar sender: a number in E.164; ``recipient`` likewise
    :ivar keyword: where the provider has taken it for one, and opts the number out or in: of ``sms_keywords.py``
    """

    reference: str
    sender: str
    recipient: str
    body: str
    keyword: str = ""


class SmsReader:
    """Reads what one provider says of text messages. Readers know nothing of Odoo."""

    def read_report(self, request, secret):
        """Return the ``SmsReport`` in a ``WebhookRequest``, after proof that it comes from the provider.

        :raise WebhookError: it does not, or it cannot be read
        """
        raise NotImplementedError

    def read_message(self, request, secret):
        """Return the ``ReceivedSms`` in a ``WebhookRequest``, after proof that it comes from the provider.

        :raise WebhookError: it does not, or it cannot be read
        """
        raise NotImplementedError
