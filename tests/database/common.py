from unittest.mock import patch

from odoo import Command
from odoo.tools import mute_logger

from ...models.database import database_decision
from ..email.smtp_common import SmtpCommon
from ..provider.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer
from ..sms.sms_common import SmsCommon


class DatabaseCommon(SmtpCommon, SmsCommon):
    """A database that has sent, with a real mail server and local providers; ``become_another`` is what a copy finds.

    ``user_system`` administers the system and nothing else; ``user_administrator`` is one of the dealership.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # That a database is another, and what somebody says of it, is a warning in the log.
        cls.enterClassContext(mute_logger(database_decision.__name__))
        cls.database = cls.note_database()
        cls.user_system = cls._make_user("test_system", "Sylvie Roques", "base.group_system", cls.company_a)
        cls.shop = cls.enterClassContext(TwilioServer())
        cls.account = cls.env["dealership.provider.account"].create(
            {"name": "Twilio", "account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "api_url": cls.shop.url}
        )
        cls.email = cls.make_message()

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))

    @classmethod
    def note_database(cls):
        """Have the database known as the one it is, whatever was known before."""
        databases = cls.env["dealership.database"]
        databases.search([]).unlink()
        databases._note()
        return databases.search([])

    def become_another(self, **noted):
        self.database.write(noted or {"database_oid": "1"})

    def make_both(self, **vals):
        """Return the active scenarios that write to the town by e-mail and by text message."""
        email = self.make_scenario(self.targeting, message=self.email, purpose="service", **vals)
        return email | self.make_sms_scenario(**vals)

    def open_purchase(self):
        purchase = (
            self.env["dealership.number.purchase"]
            .with_user(self.user_administrator)
            .create(
                {
                    "account_id": self.account.id,
                    "country_id": self.env.ref("base.fr").id,
                    "name": "Radio",
                    "team_id": self.team_a.id,
                    "line_ids": [],
                }
            )
        )
        purchase.sudo().line_ids = [Command.create({"number": "+33565430001"})]
        purchase.line_id = purchase.line_ids
        return purchase
