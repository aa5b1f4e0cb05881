"""A local provider of text messages that speaks Twilio's Messages API: for the demo, the tests and the benchmarks.

It takes messages as Twilio does, over keep-alive HTTP with the account's SID and token, answers with Twilio's errors
where it is told to, and calls back with signed reports and signed messages of customers, over real HTTP as well.
Twilio's signature is written here a second time on purpose: a mistake in the addon's own would not show otherwise.
"""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "local-token"
MESSAGES_PATH = "/2010-04-01/Accounts/{}/Messages.json"
ERRORS = {
    20003: (401, "Authenticate"),
    21211: (400, "Invalid 'To' Phone Number"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21614: (400, "'To' number is not a valid mobile number"),
    21603: (400, "A 'From' phone number is required"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    20503: (503, "Service Unavailable"),
}


@dataclass
class Message:
    """One message taken; the fields are the form's."""

    sid: str
    fields: dict = field(default_factory=dict)

    @property
    def to(self):
        return self.fields.get("To", "")

    @property
    def body(self):
        return self.fields.get("Body", "")


class LocalTwilio:
    """The provider, listening while in a ``with``.

    :ivar messages: list of ``Message`` taken, in order
    :ivar answers: number → what to do with messages to it, the first for the first message and the last ever after: an
        error code, "ok", "drop" (take it and hang up), "hang up" (without reading), or seconds to wait
    :param keep: called with each ``Message`` taken
    """

    def __init__(self, port=0, answers=None, delay=0, keep=None):
        self.messages = []
        self.requests = 0
        self.answers = {number: list(_as_list(answer)) for number, answer in (answers or {}).items()}
        self.delay = delay
        self.keep = keep or (lambda message: None)
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = _Server(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self.server.shutdown()
        self.server.server_close()

    def next_answer(self, number):
        with self.lock:
            self.requests += 1
            left = self.answers.get(number)
            if not left:
                return "ok"
            return left.pop(0) if len(left) > 1 else left[0]

    def take(self, fields):
        """Keep a message."""
        message = Message(f"SM{uuid4().hex}", fields)
        with self.lock:
            self.messages.append(message)
        self.keep(message)
        return message

    @property
    def recipients(self):
        return [message.to for message in self.messages]

    def report(self, message, status, error_code="", token=AUTH_TOKEN):
        """Tell the sender what became of a message; return the HTTP status of its answer."""
        fields = {
            "AccountSid": ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "From": message.fields.get("From", ""),
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
        }
        if error_code:
            fields["ErrorCode"] = str(error_code)
        return post_signed(message.fields["StatusCallback"], fields, token)

    def receive(self, url, sender, recipient, body, sid=None, token=AUTH_TOKEN, opt_out_type=None):
        """Pass on a customer's message to the address that is entered for the number at Twilio."""
        sid = sid or f"SM{uuid4().hex}"
        fields = {
            "AccountSid": ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "From": sender,
            "To": recipient,
            "Body": body,
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "SmsStatus": "received",
            "NumMedia": "0",
            "NumSegments": "1",
        }
        if opt_out_type:  # as with Twilio's Advanced Opt-Out
            fields["OptOutType"] = opt_out_type
        return post_signed(url, fields, token)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of connections that nobody has taken up yet: the sender opens many at a time


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    provider = None

    def do_GET(self):  # noqa: N802 (http.server's name)
        """Say how many messages were taken, to whoever measures from another process."""
        self._answer(200, len(self.provider.messages))

    def do_POST(self):  # noqa: N802 (http.server's name)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fields = dict(parse_qsl(body, keep_blank_values=True))
        answer = self.provider.next_answer(fields.get("To"))
        if self.provider.delay:
            time.sleep(self.provider.delay)
        if answer == "hang up":
            self.close_connection = True
        elif self.path != MESSAGES_PATH.format(ACCOUNT_SID):
            self._refuse(20404, 404, "The requested resource was not found")
        elif not self._is_known():
            self._refuse(20003, *ERRORS[20003])
        elif not fields.get("From"):
            self._refuse(21603, *ERRORS[21603])
        elif answer in ERRORS:
            self._refuse(answer, *ERRORS[answer])
        else:
            self._take(fields, answer)

    def _is_known(self):
        wanted = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {wanted}"

    def _take(self, fields, answer):
        message = self.provider.take(fields)
        if answer == "drop":
            self.close_connection = True
            return
        if answer != "ok":
            time.sleep(answer)
        self._answer(201, {"sid": message.sid, "status": "queued", "error_code": None, "error_message": None, **fields})

    def _refuse(self, code, status, text):
        self._answer(status, {"code": code, "message": text, "status": status})

    def _answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        with suppress(ConnectionError):  # the caller may have stopped waiting
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_arguments):
        """The caller keeps its own log."""


def post_signed(url, fields, token=AUTH_TOKEN):
    """Post a form with Twilio's signature and return the HTTP status of the answer."""
    request = urllib.request.Request(url, urlencode(fields).encode(), {"X-Twilio-Signature": sign(url, fields, token)})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def sign(url, fields, token):
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _as_list(answer):
    return answer if isinstance(answer, list | tuple) else [answer]


def main(delay):
    """In a process of its own: say where it listens, and do until the standard input ends."""
    with LocalTwilio(delay=float(delay)) as provider:
        print(provider.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
