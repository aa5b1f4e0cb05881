import json
import random
from urllib.parse import urlencode

from odoo import fields
from odoo.tests import BaseCase, HttpCase, tagged

from ...engine.call.call_event import fold
from ...engine.call.generic import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from ...engine.provider.twilio_signature import sign as sign_twilio
from ...engine.provider.webhook import WebhookError, WebhookRequest
from .common import CallCommon, get_path
from .sequences import READERS, SEQUENCES

SECRET = "secret"
URL = "https://crm.garage.example/dealership/call/x/y"
VALUES = [
    None,
    True,
    0,
    -1,
    10**40,
    1e300,
    "",
    "\0",
    "é" * 50,
    "9" * 30,
    [],
    {},
    [[]],
    {"id": {}},
    "2026-13-45",
    "\ud800",
]


def mutate(dice, payload):
    """Return a payload with some values exchanged, lost or put elsewhere, at any depth."""
    changed = json.loads(json.dumps(payload))
    for _change in range(dice.randrange(1, 4)):
        place = changed
        while True:
            key = dice.choice(list(place))
            if not isinstance(place[key], dict) or not place[key] or dice.random() < 0.3:
                break
            place = place[key]
        if dice.random() < 0.2:
            del place[key]
        else:
            place[key] = dice.choice(VALUES)
        if not changed:
            break
    return changed


def damage(dice, body):
    """Return a body with some bytes exchanged, cut off or doubled."""
    body = bytearray(body)
    for _change in range(dice.randrange(1, 6)):
        place = dice.randrange(len(body) + 1)
        body[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    return bytes(body[: dice.randrange(len(body) + 1)] if dice.random() < 0.2 else body)


def sign_request(provider, body, form=None, now=None):
    """Return a request of a provider who knows the secret, whatever the body."""
    now = now or fields.Datetime.to_datetime("2026-11-20 09:00:00")
    headers = {}
    if provider == "twilio":
        headers["X-Twilio-Signature"] = sign_twilio(SECRET, URL, form or {})
    elif provider == "generic":
        timestamp = str(int((now - fields.Datetime.to_datetime("1970-01-01 00:00:00")).total_seconds()))
        headers = {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: sign(SECRET, timestamp, body)}
    return WebhookRequest(body=body, received_at=now, urls=(URL,), headers=headers, form=form or {})


@tagged("post_install", "-at_install")
class TestFuzzEngine(BaseCase):
    """A million bytes of nonsense, signed and not: refused, or read as something; never another error."""

    def setUp(self):
        super().setUp()
        self.dice = random.Random(2026)
        self.bytes = 0
        self.outcomes = {"refused": 0, "read": 0}

    def _take(self, provider, request):
        self.bytes += len(request.body)
        try:
            message = READERS[provider].check(request, SECRET)
            events = READERS[provider].interpret(message.payload, request.received_at)
        except WebhookError as error:
            self.assertIn(error.status, (400, 403, 413))
            self.outcomes["refused"] += 1
            return
        json.dumps(message.payload)
        if events:
            fold(events)
        self.outcomes["read"] += 1

    def _payloads(self, provider):
        return [payload for sequence in SEQUENCES[provider].values() for _at, payload in sequence]

    def test_random_bytes(self):
        while self.bytes < 300_000:
            body = self.dice.randbytes(self.dice.randrange(400))
            for provider in READERS:
                form = {body.decode("latin-1")[:20]: [body.decode("latin-1")[20:]]}
                self._take(provider, sign_request(provider, body, form))
        self.assertGreater(self.outcomes["refused"], 1000)

    def test_damaged_bodies(self):
        while self.bytes < 400_000:
            for provider in ("aircall", "generic"):
                payload = {**self.dice.choice(self._payloads(provider)), "token": SECRET}
                self._take(provider, sign_request(provider, damage(self.dice, json.dumps(payload).encode())))
        self.assertGreater(self.outcomes["refused"], 300)

    def test_values_exchanged(self):
        while self.bytes < 400_000:
            for provider in READERS:
                changed = mutate(self.dice, self.dice.choice(self._payloads(provider)))
                if provider == "aircall" and self.dice.random() < 0.9:
                    changed["token"] = SECRET
                form = {name: [str(value)] for name, value in changed.items()}
                body = json.dumps(changed).encode()
                self._take(provider, sign_request(provider, body, form))
        self.assertGreater(self.outcomes["read"], 300)
        self.assertGreater(self.outcomes["refused"], 50)


@tagged("post_install", "-at_install")
class TestFuzzHttp(CallCommon, HttpCase):
    """The same over HTTP: 4xx, or 200 and stored; never 5xx, and nothing in the log but that it was refused."""

    def test_bodies(self):
        dice = random.Random(7)
        url = self.base_url()
        self.env["ir.config_parameter"].set_param("web.base.url", url)
        types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"]
        statuses = set()
        for _request in range(150):
            provider = dice.choice(list(SEQUENCES))
            account = self.accounts[provider]
            payload = mutate(dice, dice.choice(dice.choice(list(SEQUENCES[provider].values())))[1])
            body = json.dumps({**payload, "token": "aircall-token"}).encode()
            headers = {"Content-Type": dice.choice(types)}
            if provider == "twilio" and dice.random() < 0.7:
                form = {name: str(value).replace("\ud800", "?") for name, value in payload.items()}
                body = urlencode(form).encode()
                headers = {
                    "Content-Type": types[1],
                    "X-Twilio-Signature": sign_twilio("twilio-secret", url + get_path(account), form),
                }
            elif provider == "generic":
                request = sign_request("generic", body, now=fields.Datetime.now())
                timestamp = request.headers[TIMESTAMP_HEADER]
                headers |= {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: sign("generic-secret", timestamp, body)}
            if dice.random() < 0.4:
                body = damage(dice, body)
            status = self.url_open(get_path(account), data=body, headers=headers).status_code
            self.assertIn(status, (200, 400, 403, 413), body)
            statuses.add(status)
        self.assertEqual(statuses, {200, 400, 403})
        events = self.env["dealership.call.event"]
        while events._process_batch(40):
            pass
        states = set(events.search([("account_id", "in", [a.id for a in self.accounts.values()])]).mapped("state"))
        self.assertLessEqual(states, {"done", "ignored"})
