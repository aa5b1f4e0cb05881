from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from ..intake.common import IntakeCommon

XML = {"Content-Type": "application/xml"}
NO_COUNTS = dict.fromkeys(("created_count", "updated_count", "unchanged_count", "waiting_count", "refused_count"), 0)


class SourceCommon(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["dealership.source"].create(
            {"name": "Web Site", "company_id": cls.company_a.id, "team_id": cls.team_a.id}
        )
        cls.secret = cls.make_key(cls.source)

    @classmethod
    def make_key(cls, source):
        return source.action_make_key()["context"]["default_secret"]

    def post(self, path, body, secret=None, headers=None, code=None):
        authorization = {"Authorization": f"Bearer {secret or self.secret}"} if secret != "" else {}
        url = f"/dealership/{path}/{code or self.source.code}"
        return self.url_open(url, data=body, headers={**XML, **authorization, **(headers or {})})


@tagged("post_install", "-at_install")
class TestPostingAdf(SourceCommon, HttpCase):
    def find_leads(self):
        return self.env["crm.lead"].search([("original_id", "!=", False), ("company_id", "=", self.company_a.id)])

    def test_10_1_a_post_makes_its_leads_once(self):
        before = self.find_leads()
        response = self.post("adf", self.get_sample("26"))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {**NO_COUNTS, "created_count": 2})
        leads = self.find_leads() - before
        self.assertEqual(len(leads), 2)
        self.assertEqual(leads.team_id, self.team_a)
        self.assertEqual(self.post("adf", self.get_sample("26")).json(), {**NO_COUNTS, "unchanged_count": 2})
        self.assertEqual(self.post("adf", b"<adf>").json(), {**NO_COUNTS, "waiting_count": 1})
        self.assertEqual(len(self.find_leads() - before), 3)
        self.assertEqual(len(self.source.request_ids), 3)
        key = self.source.key_ids
        self.assertTrue(key.last_used_at)
        self.assertEqual(self.source.request_ids.key_id, key)

    def test_10_1_only_a_key_of_the_source_opens_its_address(self):
        other = self.source.copy({"name": "Portal"})
        self.assertNotEqual(other.code, self.source.code)
        before = self.find_leads()
        for secret in ("", "dks_wrong", self.secret[:-1], self.make_key(other), "é"):
            with self.subTest(secret[:8]):
                response = self.post("adf", self.get_sample("01"), secret=secret)
                self.assertEqual(response.status_code, 401)
                self.assertEqual(response.json()["error"], "unknown_key")
        self.assertEqual(self.post("adf", b"<adf/>", code="nobody").status_code, 401)
        self.source.key_ids.may_post_adf = False
        response = self.post("adf", self.get_sample("01"))
        self.assertEqual((response.status_code, response.json()["error"]), (403, "not_allowed"))
        self.source.key_ids.may_post_adf = True
        self.source.active = False
        self.assertEqual(self.post("adf", self.get_sample("01")).status_code, 401)
        self.assertEqual(self.find_leads(), before)
        self.assertFalse(self.source.request_ids)

    def test_10_1_keys_are_changed_without_a_gap(self):
        key = self.source.key_ids
        new = self.make_key(self.source)
        for secret in (self.secret, new):
            self.assertEqual(self.post("adf", self.get_sample("01"), secret=secret).status_code, 200)
        key.with_user(self.user_administrator).action_revoke()
        self.assertEqual(self.post("adf", self.get_sample("01")).status_code, 401)
        self.assertEqual(self.post("adf", self.get_sample("01"), secret=new).status_code, 200)

    def test_10_1_no_key_can_be_read(self):
        key = self.source.key_ids
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(key)::text FROM dealership_source_key key WHERE id = %s", [key.id])
        self.assertNotIn(self.secret[12:], self.env.cr.fetchone()[0])
        self.assertTrue(self.secret.startswith(key.beginning))
        with self.assertRaises(AccessError):
            key.with_user(self.user_administrator).read(["key_hash"])
        for user in (self.user_director, self.user_sales):
            with self.assertRaises(AccessError):
                self.source.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.source.with_user(user).action_make_key()

    def test_10_1_what_is_too_large_is_not_read(self):
        response = self.post("adf", b"x" * (5 * 1024 * 1024))
        self.assertEqual(response.status_code, 413)
        self.assertFalse(self.source.request_ids)

    def test_10_1_a_form_or_nothing_is_said_to_be_none(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.post("adf", self.get_sample("01"), headers=form).status_code, 415)
        self.assertEqual(self.post("adf", b" ").status_code, 400)

    def test_10_1_a_program_gone_wrong_is_slowed_down(self):
        self.source.rate_limit = 2
        statuses = [self.post("adf", self.get_sample("01")).status_code for _turn in range(3)]
        self.assertEqual(statuses, [200, 200, 429])
        self.source.request_ids.received_at = fields.Datetime.now() - timedelta(minutes=2)
        self.assertEqual(self.post("adf", self.get_sample("01")).status_code, 200)

    def test_10_1_posts_are_listed_for_a_month(self):
        self.post("adf", self.get_sample("01"))
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.env["dealership.source.request"]._gc_old()
        self.assertFalse(self.source.request_ids)

    def test_10_1_codes_stand_in_addresses(self):
        self.assertEqual(self.source.code, "web-site")
        self.assertTrue(self.source.adf_url.endswith("/dealership/adf/web-site"))
        self.assertEqual(self.env["dealership.source"].create({"name": "Web Site"}).code, "web-site-2")
        with self.assertRaises(ValidationError):
            self.source.code = "Été/1"
