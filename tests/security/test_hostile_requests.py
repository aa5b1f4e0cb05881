import random
from urllib.parse import urlencode

from odoo.tests import HttpCase, mute_logger, tagged

from ...engine.provider.twilio_signature import sign
from ..common import DealershipCommon

SECRET = "secret"
FILE = ("x.txt", b"\xff\xfe\0 text", "text/plain")
NAMES = ("MessageSid", "From", "To", "Body", "decision", "List-Unsubscribe", "token", "reference", "provider", "step")
BODIES = [
    b"",
    b"\0",
    b"\xff\xfe\xfd",
    b"[" * 50_000,
    b'{"call_id": ' + b"9" * 190_000 + b"}",
    b"[1, 2]",
    b"null",
    b'{"call_id": "\\ud800", "call_id": {}}',
    b"Body=a&Body=b&From=%00&From=%ff",
    b"=&=&&;%",
    b'<?xml version="1.0"?><a/>',
]
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
]


@tagged("post_install", "-at_install")
class TestHostileRequests(DealershipCommon, HttpCase):
    """What anybody can post to our public addresses: refused or taken, never a fault of the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.sms_twilio_auth_token = SECRET
        cls.account = cls.env["dealership.provider.account"].create(
            {"name": "Hostile", "provider": "generic", "company_id": cls.company_a.id, "auth_token": SECRET}
        )
        cls.inbound = f"/dealership/sms/twilio/inbound/{cls.company_a.id}"
        cls.addresses = [
            cls.inbound,
            "/dealership/sms/twilio/report/nothing",
            f"/dealership/call/generic/{cls.account.webhook_token}",
            f"/dealership/call/twilio/{cls.account.webhook_token}/voice",
            "/dealership/unsubscribe/1-nothing",
            "/dealership/preferences/1-nothing",
            "/dealership/preferences/1-nothing/confirm/nothing",
        ]

    def post(self, address, **options):
        url = self.base_url() + address
        return self.opener.post(url, timeout=20, **options)

    def post_signed(self, params, files=None):
        signature = sign(SECRET, self.base_url() + self.inbound, params)
        return self.post(self.inbound, data=params, files=files, headers={"X-Twilio-Signature": signature})

    def get_replies(self):
        return self.env["dealership.reply"].search([("company_id", "=", self.company_a.id)])

    def test_11_12_a_file_is_no_text(self):
        """A part that is a file bears the name of one that is a text."""
        params = {"MessageSid": "SM1", "From": "+33612345678", "To": "+33600000000"}
        self.assertEqual(self.post_signed(params, {"Body": FILE}).status_code, 200)
        self.assertEqual(self.get_replies().body or "", "")
        signed = {"MessageSid": "SM2", "From": "+33612345678", "Body": "Bon\0jour", "To": "x"}
        self.assertEqual(self.post_signed(signed, {"From": FILE}).status_code, 200)
        self.assertEqual(self.get_replies()[0].body, "Bonjour")

    def test_11_12_names_twice(self):
        self.assertEqual(self.post_signed({"MessageSid": ["SM3", "SM4"], "From": "+33612345678"}).status_code, 200)
        self.assertEqual(self.get_replies().mapped("provider_reference"), ["SM3"])

    @mute_logger("odoo.http", "odoo.addons.crm_dealership.controllers.sms", "werkzeug")
    def test_11_12_any_body_to_any_address(self):
        dice = random.Random(12)
        for address in self.addresses:
            for body in BODIES:
                kind = dice.choice(TYPES)
                answer = self.post(address, data=body, headers={"Content-Type": kind})
                self.assertLess(answer.status_code, 500, (address, body[:40], kind))
            files = dict.fromkeys(NAMES, FILE)
            self.assertLess(self.post(address, files=files).status_code, 500, address)
            query = urlencode(dict.fromkeys(NAMES, "\x00"))
            self.assertLess(self.post(f"{address}?{query}", data={}).status_code, 500, address)

    @mute_logger("odoo.http", "werkzeug")
    def test_11_12_ones_own_addresses(self):
        """With a login: numbers and texts in an address that are none of ours."""
        self.authenticate(self.user_administrator.login, self.user_administrator.login)
        for address in (
            "/dealership/lead/99999999999999999999/take?token=%00",
            "/dealership/lead/1/take?token=%ff",
            "/dealership/lead/1/take?token=a&token=b",
            "/dealership/targeting/import/99999999999999999999/report.csv",
            "/dealership/targeting/import/0/report.pdf",
        ):
            self.assertLess(self.url_open(address, allow_redirects=False).status_code, 500, address)
