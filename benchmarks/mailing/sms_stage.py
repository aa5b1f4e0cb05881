"""What the benchmark of text messages needs besides ``stage.py``: numbers, an account, a provider."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import requests

from odoo import Command
from odoo.tools import SQL

from odoo.addons.crm_dealership.models.provider.adapter_twilio import API_PARAMETER
from odoo.addons.crm_dealership.tools.local_twilio import ACCOUNT_SID, AUTH_TOKEN

from .stage import COMPANY, Stage

LOCAL_TWILIO = Path(__file__).parents[2] / "tools" / "local_twilio.py"
ODOO_ASKS = "https://api.twilio.com"
TEXT = "Hello {name}, your next service is due. Book: https://garage.example/book"


class Provider:
    """The provider in a process of its own, as a context manager."""

    def __init__(self, delay):
        self.delay = delay

    def __enter__(self):
        command = [sys.executable, str(LOCAL_TWILIO), str(self.delay)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_exc_info):
        self.process.communicate()

    def count(self):
        """Return how many messages it has taken."""
        with urllib.request.urlopen(self.url) as answer:
            return int(answer.read())


class LocalSession(requests.Session):
    """Odoo's class knows one address only; its requests go to the local provider instead."""

    def __init__(self, url):
        super().__init__()
        self.url = url

    def post(self, url, **options):
        return super().post(url.replace(ODOO_ASKS, self.url), **options)


class SmsStage(Stage):
    """A company with an account at the local provider, whose customers have mobiles."""

    def __init__(self, env, url):
        super().__init__(env, port=0)
        self.url = url
        env["ir.config_parameter"].set_param(API_PARAMETER, url)
        self.company.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": ACCOUNT_SID,
                "sms_twilio_auth_token": AUTH_TOKEN,
                "sms_twilio_number_ids": [
                    Command.clear(),
                    Command.create({"number": "+33756000000", "country_id": env.ref("base.fr").id}),
                ],
            }
        )
        self.message = self.env["dealership.message"].create(
            {"name": COMPANY, "channel": "sms", "body_text": TEXT.format(name="{{ customer.first_name }}")}
        )
        self.env.cr.commit()

    def ensure_customers(self, count):
        town = super().ensure_customers(count)
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner
                      SET phone = '+336' || lpad(id::text, 8, '0'), phone_sanitized = '+336' || lpad(id::text, 8, '0'),
                          has_mobile = TRUE
                    WHERE company_id = %s AND city = %s AND phone IS NULL""",
                self.company.id,
                town,
            )
        )
        self.env.cr.commit()
        self.env.invalidate_all()
        return town

    def make_scenario(self, count, **vals):
        step = {"channel": "sms", "message_id": self.message.id}
        return super().make_scenario(count, step_ids=[Command.create(step)], **vals)

    def clean(self):
        self.env.cr.execute(SQL("DELETE FROM sms_sms WHERE record_company_id = %s", self.company.id))
        super().clean()
