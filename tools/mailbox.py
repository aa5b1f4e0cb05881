"""A local mailbox: a real SMTP server that keeps every mail, and a web page that shows them.

Runs in the virtual environment (aiosmtpd): python -m tools.mailbox SMTP_PORT HTTP_PORT FOLDER
"""

import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import mail_pages
from .mail_store import MailStore

HOST = "127.0.0.1"
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

    def do_GET(self):  # noqa: N802 (http.server's name)
        address = urlsplit(self.path)
        parts = [part for part in address.path.split("/") if part]
        if not parts:
            wanted = parse_qs(address.query).get("address", [""])[0]
            self._send(mail_pages.listing(self.store.search(wanted), len(self.store.summaries), wanted))
        elif parts[0] == "message" and len(parts) > 1:
            self._show(parts[1], parts[2:])
        else:
            self._missing()

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


def main(smtp_port, http_port, folder):
    from aiosmtpd.controller import Controller

    store = MailStore(folder)
    Pages.store = store
    smtp = Controller(Keeper(store), hostname=HOST, port=int(smtp_port))
    smtp.start()
    web = ThreadingHTTPServer((HOST, int(http_port)), Pages)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    print(f"Mailbox: SMTP on {HOST}:{smtp_port}, pages on http://{HOST}:{http_port}/", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    web.shutdown()
    smtp.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main(*sys.argv[1:])
