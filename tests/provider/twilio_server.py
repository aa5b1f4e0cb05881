import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCOUNT_SID, AUTH_TOKEN = "AC00000000000000000000000000000001", "right-token"


class TwilioServer:
    """Speaks as much of Twilio's REST API as buying numbers takes, on this machine.

    ``for_sale`` holds the numbers on offer, ``bought`` what was ordered with the values of each order; ``requests``
    is the log. A number ending in 99 needs papers, as France asks for. ``faults`` is what happens to the next requests:
    an HTTP status, or "drop" for one that is done but not answered.
    """

    def __init__(self):
        self.restock()

    def restock(self):
        """Begin anew."""
        self.for_sale = ["+33565430001", "+33565430002", "+33565430099"]
        self.bought = {}
        self.requests = []
        self.faults = []

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"twilio": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method, path, values):
        """Return (HTTP status, answer)."""
        if path[0] == "AvailablePhoneNumbers":
            return self._offer(path[1], path[2], values)
        if method == "GET":
            return 200, {"incoming_phone_numbers": [self._show(n) for n in self.bought if n == values["PhoneNumber"]]}
        return self._sell(values)

    def _offer(self, country, kind, values):
        if country != "FR":
            return 404, {"code": 20404, "message": f"The requested resource {country} was not found", "status": 404}
        fits = [n for n in self.for_sale if values.get("Contains", "").strip("*") in n] if kind == "Local.json" else []
        numbers = [
            {
                "phone_number": number,
                "friendly_name": number,
                "locality": "Rodez",
                "region": "Aveyron",
                "address_requirements": "local",
                "capabilities": {"voice": True},
            }
            for number in fits
        ]
        return 200, {"available_phone_numbers": numbers}

    def _sell(self, values):
        number = values["PhoneNumber"]
        if number not in self.for_sale:
            return 400, {"code": 21422, "message": f"{number} is not available", "status": 400}
        if number.endswith("99") and not values.get("BundleSid"):
            return 400, {"code": 21649, "message": "Phone Number Requires a Bundle", "status": 400}
        self.for_sale.remove(number)
        self.bought[number] = values
        return 201, self._show(number)

    def _show(self, number):
        return {"sid": f"PN{number[1:]}", "phone_number": number, **self.bought[number]}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(urlsplit(self.path).query)

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, query):
        values = {name: found[0] for name, found in parse_qs(query).items()}
        path = urlsplit(self.path).path
        self.twilio.requests.append((self.command, path, values))
        expected = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            return self._write(401, {"code": 20003, "message": "Authenticate", "status": 401})
        fault = self.twilio.faults.pop(0) if self.twilio.faults else None
        if isinstance(fault, int):
            return self._write(fault, {})
        parts = path.removeprefix(f"/2010-04-01/Accounts/{ACCOUNT_SID}/").split("/")
        answer = self.twilio.answer(self.command, parts, values)
        return None if fault == "drop" else self._write(*answer)

    def _write(self, status, answer):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""
