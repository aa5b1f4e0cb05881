from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestProviderAccount(DealershipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["dealership.provider.account"].create(
            {"name": "Twilio", "provider": "twilio", "account_sid": "AC1", "auth_token": "secret"}
        )

    def test_secrets_are_for_system_administrators(self):
        account = self.account.with_user(self.user_administrator)
        self.assertEqual(account.name, "Twilio")
        for name in ("account_sid", "auth_token", "api_url", "webhook_token"):
            with self.assertRaises(AccessError, msg=name):
                account.read([name])
            with self.assertRaises(AccessError, msg=name):
                account.search([(name, "=", "x")])
        with self.assertRaises(AccessError):
            account.write({"name": "Other"})
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_director).read(["name"])

    def test_a_missing_secret_says_where_it_is_entered(self):
        self.assertEqual(self.account.with_user(self.user_director)._get_secret("auth_token"), "secret")
        self.account.auth_token = False
        with self.assertRaisesRegex(UserError, "Twilio has no Auth Token yet"):
            self.account._get_secret("auth_token")

    def test_token_names_the_account(self):
        token = self.account.webhook_token
        self.assertGreaterEqual(len(token), 32)
        accounts = self.env["dealership.provider.account"]
        self.assertEqual(accounts._get_by_token("twilio", token), self.account)
        self.assertEqual(accounts._get_by_token(False, token), self.account)
        self.assertFalse(accounts._get_by_token("aircall", token))
        self.assertFalse(accounts._get_by_token("twilio", False))
        self.account.action_renew_webhook_token()
        self.assertFalse(accounts._get_by_token("twilio", token))

    def test_copy_takes_no_secret_along(self):
        copy = self.account.copy()
        self.assertFalse(copy.auth_token)
        self.assertNotEqual(copy.webhook_token, self.account.webhook_token)

    def test_accounts_of_other_companies_are_not_seen(self):
        foreign = self.env["dealership.provider.account"].create({"name": "B", "company_id": self.company_b.id})
        administrator = self.user_administrator
        seen = self.env["dealership.provider.account"].with_user(administrator)
        self.assertIn(foreign, seen.with_context(allowed_company_ids=(self.company_a + self.company_b).ids).search([]))
        self.assertNotIn(foreign, seen.with_context(allowed_company_ids=self.company_a.ids).search([]))
