"""Handing text messages over to Twilio's Messages API, and reading its answers.

What matters is what the customer may have got: an answer of the provider is final, a connection that could not be
opened means "not received", and a request that left without an answer means that nobody knows yet; the report that
Twilio sends to the address given with each message then tells.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from ..delivery.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ..delivery.states import OPTED_OUT_AT_PROVIDER, RECIPIENT_REFUSED, UNREACHABLE, UNSENDABLE

API_URL = "https://api.twilio.com"
# Connections kept open at a time: a request waits for the network, not for us.
CONNECTIONS = 20
TIMEOUT = urllib3.Timeout(connect=5, read=20)
# Waits before asking again when Twilio says that it is too much at once (429): it has taken nothing then.
PAUSES = (0.5, 1, 2)

OPTED_OUT = 21610
_REFUSALS = {
    # The number is at fault: not valid, no mobile, a short code, the sender itself, a country that is switched off.
    **dict.fromkeys((21211, 21214, 21217, 21263, 21265, 21266, 21408, 21604, 21612, 21614, 21635), RECIPIENT_REFUSED),
    # The text is at fault: empty, too long, an address for reports that is not accepted.
    **dict.fromkeys((21602, 21605, 21609, 21617, 21619), UNSENDABLE),
    OPTED_OUT: OPTED_OUT_AT_PROVIDER,
}
_NOTHING_LEFT = (ConnectTimeoutError, NewConnectionError, NameResolutionError, ProxyError, LocationParseError)


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
    """Hands over many messages at a time, over a few connections that stay open.

    :param str account_sid:
    :param str auth_token:
    :param str api_url: of another region of Twilio's, or of a local provider
    :param pause: called with seconds
    """

    def __init__(self, account_sid, auth_token, api_url=API_URL, connections=CONNECTIONS, pause=time.sleep):
        self._url = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{quote(account_sid, safe='')}/Messages.json"
        self._headers = {
            **urllib3.make_headers(keep_alive=True, basic_auth=f"{account_sid}:{auth_token}"),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._pool = _make_pool(api_url, connections)
        self._threads = ThreadPoolExecutor(connections)
        self._pause = pause
        self._out_of_reach = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._threads.shutdown()
        self._pool.clear()

    def hand_over(self, messages):
        """Return the ``Outcome`` of each message, in order; the network's errors become outcomes too.

        Once the account or the network is the trouble, what has not left yet stays here.

        :param messages: list of ``OutgoingSms``
        """
        if len(messages) == 1:
            return [self._hand_over_one(messages[0])]
        return list(self._threads.map(self._hand_over_one, messages))

    def _hand_over_one(self, message):
        for pause in (*PAUSES, None):
            if self._out_of_reach:
                return self._out_of_reach
            outcome, busy = self._request(message)
            if not busy or pause is None:
                break
            self._pause(pause)
        return outcome

    def _request(self, message):
        """Return the ``Outcome`` and whether it is worth asking again in a moment."""
        fields = {"To": message.to, "From": message.sender, "Body": message.body, "StatusCallback": message.report_url}
        try:
            response = self._pool.request("POST", self._url, body=urlencode(fields), headers=self._headers)
        except HTTPError as error:
            if _has_nothing_left(error):
                return self._stop(Outcome(DEFERRED, UNREACHABLE, str(error))), False
            return Outcome(UNKNOWN, UNREACHABLE, str(error)), False
        return self._judge(response.status, _read_answer(response.data)), response.status == 429

    def _judge(self, status, answer):
        code = answer.get("code")
        words = " ".join(str(part) for part in (code or status, answer.get("message")) if part)
        if status < 300:
            return Outcome(ACCEPTED, reference=str(answer.get("sid") or ""))
        if status in (429, 503):
            return Outcome(DEFERRED, UNREACHABLE, words)
        if status >= 500:
            # It may have been taken before something went wrong.
            return Outcome(UNKNOWN, UNREACHABLE, words)
        if code in _REFUSALS:
            return Outcome(REFUSED, _REFUSALS[code], words)
        # The account, its credit or its number: the others would be refused for the same reason.
        return self._stop(Outcome(DEFERRED, UNREACHABLE, words))

    def _stop(self, outcome):
        self._out_of_reach = outcome
        return outcome


def _has_nothing_left(error):
    """Return whether an error means that the provider cannot have got the message."""
    refused_certificate = isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error)
    return refused_certificate or isinstance(error, _NOTHING_LEFT)


def _make_pool(api_url, connections):
    """Return the pool of connections, through the proxy of the environment where there is one."""
    settings = {"num_pools": 1, "maxsize": connections, "block": True, "timeout": TIMEOUT, "retries": False}
    parts = urlsplit(api_url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        return urllib3.ProxyManager(proxy, **settings)
    return urllib3.PoolManager(**settings)


def _read_answer(data):
    try:
        answer = json.loads(data)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


# -- reports on messages ------------------------------------------------------------------------------------------

DELIVERED = frozenset({"delivered", "read"})
UNDELIVERED = "undelivered"
NEVER_SENT = frozenset({"failed", "canceled"})
# How far a message has come; reports may arrive in any order and more than once.
_PROGRESS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}


def is_news(status, known):
    """Return whether a report says more than what is known.

    >>> is_news("sent", "queued"), is_news("queued", "sent"), is_news("delivered", "delivered"), is_news("odd", "")
    (True, False, False, False)

    :param str status: as the report says
    :param str known: of the latest report; empty for none
    """
    return _PROGRESS.get(status, 0) > _PROGRESS.get(known, 0)
