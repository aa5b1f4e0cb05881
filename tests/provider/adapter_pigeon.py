"""All that another addon has to write for a provider of its own."""

import hashlib
import hmac
import json
from contextlib import contextmanager

from odoo import api, fields, models

from ...engine.call.call_event import MISSED, NO_ANSWER, CallEvent
from ...engine.call.call_reader import CallReader, Message
from ...engine.channel.outcome import ACCEPTED, Outcome
from ...engine.provider.errors import RefusedByProvider
from ...engine.provider.numbers_for_sale import AvailableNumber, NumberShop
from ...engine.provider.webhook import Answer, BadSignature
from ...engine.sms.post import SmsPost
from ...engine.sms.reports import DELIVERED, ReceivedSms, SmsReader, SmsReport

# What the provider was asked to send, and the numbers it has left: stand for its web service.
OUTBOX = []
FOR_SALE = ["+33565990001"]


def sign(secret, body):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def prove(request, secret):
    """Return what the provider says, once it is proven to be the provider's."""
    given = request.headers.get("X-Pigeon", "")
    if not secret or not hmac.compare_digest(sign(secret, request.body), given):
        raise BadSignature("X-Pigeon")
    return json.loads(request.body)


class PigeonCalls(CallReader):
    def check(self, request, secret):
        payload = prove(request, secret)
        return Message(payload["flight"], payload)

    def interpret(self, payload, received_at):
        facts = {"outcome": MISSED, "reason": NO_ANSWER, "ended": True} if payload["home"] else {}
        numbers = {"from_number": payload["from"], "to_number": payload["to"]}
        return [CallEvent(payload["flight"], "flight", received_at, **numbers, **facts)]


class PigeonSms(SmsReader):
    def read_report(self, request, secret):
        return SmsReport(DELIVERED if prove(request, secret)["landed"] else "")

    def read_message(self, request, secret):
        payload = prove(request, secret)
        return ReceivedSms(payload["id"], payload["from"], payload["to"], payload["text"])


class PigeonShop(NumberShop):
    def search(self, country, kind, contains="", area=""):
        return [AvailableNumber(number, place="Rodez") for number in FOR_SALE]

    def buy(self, order):
        if order.name == "Hawk":
            raise RefusedByProvider("no hawks")
        return f"loft {order.number}"


class PigeonPost(SmsPost):
    """Whom text messages are handed over to."""

    def __init__(self, report_url):
        self.report_url = report_url

    def hand_over(self, messages):
        OUTBOX.extend((number, body, self.report_url + reference) for number, body, reference in messages)
        return [Outcome(ACCEPTED, reference=f"feather {len(OUTBOX)}")] * len(messages)


class AdapterPigeon(models.AbstractModel):
    _module = None
    _name = "dealership.adapter.pigeon"
    _inherit = ["dealership.adapter"]
    _description = "Pigeon Telecom"
    _call_reader = PigeonCalls()
    _speaks = True
    _sells_numbers = True
    _sends_sms = True
    _sms_reader = PigeonSms()

    @api.model
    def _answer_call(self, account, step, payload):
        number = self.env["dealership.tracking.number"]._find(payload["to"], account.company_id)
        words = {"say": number._get_announcement(), "in": number._get_spoken_language()}
        return Answer(json.dumps(words), "application/json")

    @api.model
    @contextmanager
    def _open_shop(self, account):
        account._get_secret("auth_token")
        yield PigeonShop()

    @api.model
    @contextmanager
    def _open_sms(self, company):
        self._get_account(company)
        yield PigeonPost(self._get_sms_report_url(company))


class ResCompany(models.Model):
    _module = None
    _name = "res.company"
    _inherit = ["res.company"]

    sms_provider = fields.Selection(selection_add=[("pigeon", "Send via Pigeon Telecom")])
