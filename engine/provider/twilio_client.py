"""The one way to Twilio's REST API, for numbers and messages alike."""

import json
import re
import time
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

from .errors import OutOfReach, RefusedByProvider

API_URL = "https://api.twilio.com"
VERSION = "2010-04-01"
TIMEOUT = urllib3.Timeout(connect=5, read=20)
# Waits before asking again what may be asked again.
PAUSES = (0.5, 1, 2)
TOO_MUCH_AT_ONCE = 429

_NOTHING_LEFT = (ConnectTimeoutError, NewConnectionError, NameResolutionError, ProxyError, LocationParseError)
# What urllib3 says of its own objects before it says what happened.
_PREAMBLE = re.compile(r"^(?:<[^>]*>|\w+\([^)]*\)): ")


@dataclass(frozen=True, slots=True)
class TwilioAnswer:
    """What Twilio answered: an HTTP status, and what was in it; ``code`` is Twilio's number of an error."""

    status: int
    content: dict

    @property
    def code(self):
        return self.content.get("code")

    @property
    def words(self):
        """The error in Twilio's words."""
        return str(self.content.get("message") or f"HTTP {self.status}")


class TwilioClient:
    """Asks Twilio, over a few connections that stay open; to be used in a ``with``, by several threads if need be.

    Asked again is only what Twilio has certainly not done: whatever it says is too much at once, and reading, which
    does nothing, when it was out of reach or out of order.

    :param str api_url: of another region of Twilio's, or of a local provider
    :param int connections: how many may be open at a time
    :param pause: called with seconds
    """

    def __init__(self, account_sid, auth_token, api_url="", connections=1, pause=time.sleep):
        api_url = (api_url or API_URL).rstrip("/")
        self._base = f"{api_url}/{VERSION}/Accounts/{quote(account_sid, safe='')}"
        self._headers = {
            **urllib3.make_headers(keep_alive=True, basic_auth=f"{account_sid}:{auth_token}"),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._pool = _make_pool(api_url, connections)
        self._pause = pause

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._pool.clear()

    def fetch(self, path, params):
        """Return what is at an address, a dictionary.

        :raise ProviderError: Twilio said no, or nothing
        """
        for pause in (*PAUSES, None):
            try:
                answer = self._ask("GET", f"{path}?{urlencode(params)}")
            except OutOfReach as error:
                if pause is None or not error.nothing_left:
                    raise OutOfReach(str(error), nothing_left=True) from error
            else:
                if pause is None or not (answer.status == TOO_MUCH_AT_ONCE or answer.status >= 500):
                    return _get_content(answer, does_something=False)
            self._pause(pause)
        return None

    def post(self, path, fields):
        """Have something done; return the ``TwilioAnswer``, whatever it is.

        :raise OutOfReach: there was none
        """
        for pause in PAUSES:
            answer = self._ask("POST", path, urlencode(fields))
            if answer.status != TOO_MUCH_AT_ONCE:
                return answer
            self._pause(pause)
        return self._ask("POST", path, urlencode(fields))

    def order(self, path, fields):
        """Have something done and return what Twilio says it is, a dictionary.

        :raise ProviderError: Twilio said no, or nothing that says whether it was done
        """
        return _get_content(self.post(path, fields), does_something=True)

    def _ask(self, method, path, body=None):
        try:
            response = self._pool.request(method, f"{self._base}/{path}", body=body, headers=self._headers)
        except HTTPError as error:
            raise OutOfReach(_PREAMBLE.sub("", str(error)), _has_nothing_left(error)) from error
        return TwilioAnswer(response.status, _read(response.data))


def _get_content(answer, does_something):
    if answer.status < 300 and answer.content:
        return answer.content
    if answer.status < 300 or answer.status >= 500:
        # It may have been done before something went wrong.
        raise OutOfReach(answer.words, nothing_left=not does_something)
    raise RefusedByProvider(answer.words, answer.code)


def _has_nothing_left(error):
    """Return whether an error means that the provider cannot have got the request."""
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


def _read(data):
    try:
        content = json.loads(data)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
