"""A local mailbox: a real SMTP server and a provider of text messages that keep all they take, and a web page of them.

Text messages can be answered from the page; they are reported as delivered. Runs in the virtual environment
(aiosmtpd): python -m tools.mailbox SMTP_PORT HTTP_PORT SMS_PORT FOLDER
"""

import signal
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import mail_pages
from .local_twilio import LocalTwilio
from .mail_store import MailStore
from .sms_store import SmsStore

HOST = "127.0.0.1"
LIMIT = 200
HTML = "text/html; charset=utf-8"
# Types a browser may show by itself; anything else is handed over as a download.
SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Keeper:
    """aiosmtpd's handler: accepts everything for everyone."""

    def __init__(self, store):
        self.store = store

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.store.add(envelope.original_content, envelope.mail_from, envelope.rcpt_tos)
        return "250 Kept"


class Pages(BaseHTTPRequestHandler):
    store = None
    texts = None
    provider = None

    def do_GET(self):  # noqa: N802 (http.server's name)
        address = urlsplit(self.path)
        parts = [part for part in address.path.split("/") if part]
        if not parts:
            wanted = parse_qs(address.query).get("address", [""])[0]
            self._list(wanted)
        elif parts[0] == "sms" and len(parts) == 2 and parts[1] in self.texts.messages:
            self._send(mail_pages.sms(self.texts.messages[parts[1]]))
        elif parts[0] == "message" and len(parts) > 1:
            self._show(parts[1], parts[2:])
        else:
            self._missing()

    def do_POST(self):  # noqa: N802 (http.server's name)
        parts = [part for part in urlsplit(self.path).path.split("/") if part]
        length = int(self.headers.get("Content-Length", 0))
        texts = parse_qs(self.rfile.read(length).decode()).get("text", [])
        # The button STOP comes after the field.
        text = next((text for text in reversed(texts) if text.strip()), "")
        message = self.texts.messages.get(parts[1]) if len(parts) == 2 and parts[0] == "sms" else None
        # Another site's page must not write in a customer's name.
        origin = self.headers.get("Origin") or ""
        if message is None or (origin and urlsplit(origin).netloc != self.headers.get("Host")):
            self._missing()
            return
        problem = self._answer(message, text) if text else ""
        self._send(mail_pages.sms(self.texts.messages[message.key], problem))

    def _answer(self, message, text):
        """Pass an answer on; return what went wrong."""
        url = self.texts.inbound_url(message.sender)
        if not url:
            return f"No address is entered for messages to {message.sender}."
        try:
            status = self.provider.receive(url, message.recipients, message.sender, text)
        except OSError as error:
            return f"{url} cannot be reached: {error}"
        if status >= 300:
            return f"{url} answered {status}."
        self.texts.add_answer(message, text)
        return ""

    def _list(self, wanted):
        found = [*self.store.search(wanted), *self.texts.search(wanted)]
        found.sort(key=lambda each: each.moment, reverse=True)
        total = len(self.store.summaries) + len(self.texts.messages)
        self._send(mail_pages.listing(found[:LIMIT], total, wanted))

    def _show(self, key, view):
        mail = self.store.message(key)
        if mail is None:
            self._missing()
        elif not view:
            self._send(mail_pages.message(key, mail))
        elif view == ["html"] and mail.get_body(("html",)):
            self._send(mail_pages.html_part(key, mail), policy="sandbox allow-popups allow-popups-to-escape-sandbox")
        elif view == ["source"]:
            self._send(mail.as_bytes(), "text/plain; charset=utf-8")
        elif view[0] == "part" and len(view) == 2:
            self._send_part(mail, view[1])
        else:
            self._missing()

    def _send_part(self, mail, number):
        parts = list(mail.walk())
        if not number.isdigit() or int(number) >= len(parts) or parts[int(number)].is_multipart():
            self._missing()
            return
        part = parts[int(number)]
        kind = part.get_content_type()
        self._send(part.get_payload(decode=True), kind if kind in SHOWN_TYPES else "application/octet-stream")

    def _missing(self):
        self._send(mail_pages.page("Not here", "<p><a href='/'>All mails</a></p>"), status=404)

    def _send(self, body, kind=HTML, status=200, policy=None):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments):
        """Pages looked at are not worth a log."""


class Provider(LocalTwilio):
    """Keeps every text message and says that it has arrived."""

    def take(self, fields):
        message = super().take(fields)
        threading.Thread(target=self._report, args=[message], daemon=True).start()
        return message

    def _report(self, message):
        with suppress(OSError):  # nobody there any more
            for status in ("sent", "delivered"):
                self.report(message, status)


def main(smtp_port, http_port, sms_port, folder):
    from aiosmtpd.controller import Controller

    store = MailStore(folder)
    Pages.store = store
    Pages.texts = texts = SmsStore(folder)
    Pages.provider = provider = Provider(int(sms_port), keep=texts.add)
    smtp = Controller(Keeper(store), hostname=HOST, port=int(smtp_port))
    smtp.start()
    web = ThreadingHTTPServer((HOST, int(http_port)), Pages)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    with provider:
        print(
            f"Mailbox: SMTP on {HOST}:{smtp_port}, SMS on {provider.url}, pages on http://{HOST}:{http_port}/",
            flush=True,
        )
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    web.shutdown()
    smtp.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main(*sys.argv[1:])
