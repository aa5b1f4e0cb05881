"""Text messages at Twilio: handing them over, and reading what Twilio says of them.

What matters is what the customer may have got: an answer of the provider is final, a connection that could not be
opened means "not received", and a request that left without an answer means that nobody knows yet; the report that
Twilio sends to the address given with each message then tells.
"""

from dataclasses import dataclass

from ..channel.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ..ledger.states import OPTED_OUT_AT_PROVIDER, RECIPIENT_REFUSED, UNREACHABLE, UNSENDABLE
from ..reply.sms_keywords import START, STOP
from ..sms import reports as sms_reports
from ..sms.reports import ReceivedSms, SmsReader, SmsReport
from .errors import OutOfReach
from .twilio_client import TOO_MUCH_AT_ONCE
from .twilio_signature import check_signature

# How many are handed over at a time: a request waits for the network, not for us.
CONNECTIONS = 20

# No such number, or a landline (30006: or a carrier that takes no text messages). An unreachable phone (30003) is none.
_DEAD_AT_SENDING = frozenset((21211, 21614, 21635))
_DEAD_AT_REPORT = frozenset(("30005", "30006"))
# The recipient has said STOP to this number of ours, or the account has blocked them.
_OPTED_OUT = 21610
_REFUSALS = {
    # The number is at fault: not valid, no mobile, a short code, the sender itself, a country that is switched off.
    **dict.fromkeys((21211, 21214, 21217, 21263, 21265, 21266, 21408, 21604, 21612, 21614, 21635), RECIPIENT_REFUSED),
    # The text is at fault: empty, too long, an address for reports that is not accepted.
    **dict.fromkeys((21602, 21605, 21609, 21617, 21619), UNSENDABLE),
    _OPTED_OUT: OPTED_OUT_AT_PROVIDER,
}
# Twilio's words for the stages of a message → ours.
_STATUSES = {
    **dict.fromkeys(("accepted", "scheduled", "queued"), sms_reports.QUEUED),
    "sending": sms_reports.SENDING,
    "sent": sms_reports.SENT,
    "delivered": sms_reports.DELIVERED,
    "undelivered": sms_reports.UNDELIVERED,
    **dict.fromkeys(("failed", "canceled"), sms_reports.FAILED),
    "read": sms_reports.READ,
}
# What Twilio takes an incoming message for where its Advanced Opt-Out is on: it has then answered it, and blocks.
_KEYWORDS = {"STOP": STOP, "START": START}


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """One text message; numbers in E.164.

    :ivar report_url: where the provider says what became of it
    """

    to: str
    sender: str
    body: str
    report_url: str


class TwilioMessages:
    """Hands over messages, from as many threads at a time as the client has connections; to be used in a ``with``.

    :param TwilioClient client:
    """

    def __init__(self, client):
        self._client = client
        self._out_of_reach = None

    def __enter__(self):
        self._client.__enter__()
        return self

    def __exit__(self, *exc_info):
        self._client.__exit__(*exc_info)

    def hand_over(self, message):
        """Return the ``Outcome`` of one message; the network's errors become outcomes too.

        Once the account or the network is the trouble, what has not left yet stays here.

        :param OutgoingSms message:
        """
        if self._out_of_reach:
            return self._out_of_reach
        fields = {"To": message.to, "From": message.sender, "Body": message.body, "StatusCallback": message.report_url}
        try:
            answer = self._client.post("Messages.json", fields)
        except OutOfReach as error:
            if error.nothing_left:
                return self._stop(Outcome(DEFERRED, UNREACHABLE, str(error)))
            return Outcome(UNKNOWN, UNREACHABLE, str(error))
        return self._judge(answer)

    def _judge(self, answer):
        words = f"{answer.code} {answer.words}" if answer.code else answer.words
        if answer.status < 300:
            return Outcome(ACCEPTED, reference=str(answer.content.get("sid") or ""))
        if answer.status in (TOO_MUCH_AT_ONCE, 503):
            return Outcome(DEFERRED, UNREACHABLE, words)
        if answer.status >= 500:
            # It may have been taken before something went wrong.
            return Outcome(UNKNOWN, UNREACHABLE, words)
        if answer.code in _REFUSALS:
            dead = str(answer.code) if answer.code in _DEAD_AT_SENDING else ""
            return Outcome(REFUSED, _REFUSALS[answer.code], words, dead=dead)
        # The account, its credit or its number: the others would be refused for the same reason.
        return self._stop(Outcome(DEFERRED, UNREACHABLE, words))

    def _stop(self, outcome):
        self._out_of_reach = outcome
        return outcome


class TwilioSmsReader(SmsReader):
    """Reads what Twilio says of text messages."""

    def read_report(self, request, secret):
        check_signature(request, secret)
        form = request.get_texts()
        status = _STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus"), "")
        code = form.get("ErrorCode") if status in (sms_reports.FAILED, sms_reports.UNDELIVERED) else None
        opted_out = code == str(_OPTED_OUT)
        return SmsReport(
            status=sms_reports.OPTED_OUT if opted_out else status,
            reference=form.get("MessageSid") or form.get("SmsSid") or "",
            words=" ".join(filter(None, [form.get("ErrorCode"), form.get("ErrorMessage")])),
            dead=code if code in _DEAD_AT_REPORT else "",
        )

    def read_message(self, request, secret):
        check_signature(request, secret)
        form = request.get_texts()
        keyword = _KEYWORDS.get(form.get("OptOutType"), "")
        return ReceivedSms(*(form.get(name, "") for name in ("MessageSid", "From", "To", "Body")), keyword)
