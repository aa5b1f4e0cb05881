import json
from datetime import timezone
from urllib.parse import urlencode, urlsplit

from odoo import fields

from ...engine.call.generic import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from ...engine.provider.twilio_signature import sign as sign_twilio
from ..common import DealershipCommon
from .sequences import OURS

SECRETS = {"twilio": "twilio-secret", "aircall": "aircall-token", "generic": "generic-secret"}


class CallCommon(DealershipCommon):
    """A tracking number of ``team_a`` that makes a lead of each missed call, and an account per provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.phone = "05 65 42 11 11"
        cls.source = cls.env["utm.source"].create({"name": "Motor magazine (test)"})
        cls.accounts = {
            provider: cls.env["dealership.provider.account"].create(
                {"name": provider, "provider": provider, "auth_token": secret, "account_sid": "AC1"}
            )
            for provider, secret in SECRETS.items()
        }
        cls.number = cls.make_tracking_number()

    @classmethod
    def make_tracking_number(cls, **vals):
        defaults = {
            "name": "Motor magazine",
            "number": OURS,
            "team_id": cls.team_a.id,
            "source_id": cls.source.id,
            "business_attribute": "vo",
            "account_id": cls.accounts["twilio"].id,
        }
        return cls.env["dealership.tracking.number"].create({**defaults, **vals})

    @classmethod
    def register(cls, call_id, outcome="missed", **vals):
        """Register a call of a customer on the tracking number; ``minute`` tells when."""
        minute = vals.pop("minute", 0)
        start = fields.Datetime.add(fields.Datetime.to_datetime("2026-11-20 09:00:00"), minutes=minute)
        defaults = {
            "provider": "test",
            "call_id": call_id,
            "direction": "incoming",
            "from": "+33612345678",
            "to": OURS,
            "outcome": outcome,
            "started_at": start,
            "ended_at": fields.Datetime.add(start, seconds=30),
        }
        return cls.env["dealership.call"]._register({**defaults, **vals})

    @classmethod
    def call_back(cls, call_id, **vals):
        """Register a call of the dealership to the customer, who answers."""
        numbers = {"direction": "outgoing", "from": OURS, "to": "+33612345678"}
        return cls.register(call_id, **{"outcome": "connected", **numbers, **vals})


def make_request(account, payload, url, secret=None, now=None):
    """Return (body, headers) as the provider of an account sends a payload to an address."""
    secret = account.auth_token if secret is None else secret
    if account.provider == "twilio":
        return urlencode(payload), {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign_twilio(secret, url, payload),
        }
    if account.provider == "aircall":
        return json.dumps({**payload, "token": secret}), {"Content-Type": "application/json"}
    body = json.dumps(payload)
    timestamp = str(int((now or fields.Datetime.now()).replace(tzinfo=timezone.utc).timestamp()))
    return body, {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: sign(secret, timestamp, body.encode()),
    }


def get_path(account, step=""):
    return urlsplit(account._get_call_url(step)).path
