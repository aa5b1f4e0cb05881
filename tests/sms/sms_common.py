from odoo import Command
from odoo.tests import HttpCase

from ...models.provider.adapter_twilio import API_PARAMETER
from ...tools.local_twilio import ACCOUNT_SID, AUTH_TOKEN, LocalTwilio
from ..ledger.common import DeliveryCommon

OUR_NUMBER = "+33756000000"


class SmsCommon(DeliveryCommon):
    """``company_a`` sends over a local provider that speaks Twilio's API; real HTTP on both sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": ACCOUNT_SID,
                "sms_twilio_auth_token": AUTH_TOKEN,
                "sms_twilio_number_ids": [
                    Command.create({"number": OUR_NUMBER, "country_id": cls.env.ref("base.fr").id})
                ],
            }
        )
        cls.message = cls.make_message(
            name="Ready", channel="sms", subject=False, body_html=False, body_text="Bonjour {{ customer.name }}"
        )

    def open_provider(self, **options):
        provider = self.enterContext(LocalTwilio(**options))
        self.env["ir.config_parameter"].sudo().set_param(API_PARAMETER, provider.url)
        return provider

    @classmethod
    def make_numbered(cls, name, number, **vals):
        """A townsman with a mobile number of their own."""
        return cls.make_townsman(name, phone=f"+33 6 12 00 00 {number:02}", **vals)

    @classmethod
    def make_sms_scenario(cls, steps=({"channel": "sms"},), **vals):
        return cls.make_scenario(cls.targeting, steps, **{"message": cls.message, "purpose": "service", **vals})


class SmsReportsCommon(HttpCase, SmsCommon):
    """The provider reports over real HTTP, signed, to the address given with each message."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())

    def send_one(self, answer="ok", **vals):
        self.provider = self.open_provider(answers={"+33612000001": answer})
        self.make_numbered("One", 1)
        self.delivery = self.run_and_send(self.make_sms_scenario(**vals))["One"]
        return self.delivery

    def report(self, status, **options):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = self.provider.report(self.provider.messages[0], status, **options)
        self.env.invalidate_all()
        return answer
