from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestErasing(DeliveryCommon):
    """Who was erased leaves proof and no name, and is not brought back by a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.consents = cls.env["dealership.consent"]

    def erase(self):
        action = self.jeanne.with_user(self.user_administrator).action_erase()
        dialogues = self.env[action["res_model"]].with_user(self.user_administrator)
        return dialogues.with_context(**action["context"]).create({}).action_erase()

    def come_back(self, **vals):
        return self.make_townsman("Jeanne again", **{"email": "JEANNE@customer.test", "phone": False, **vals})

    def judge(self, partner, purpose="marketing", company=None, channel="email"):
        people = SQL("SELECT %s AS partner_id, TRUE AS within", partner.id)
        rules = self.env["dealership.contact.rules"]
        query = rules._get_reasons(people, purpose, channel, company or self.company_a, fields.Datetime.now())
        [[_partner, reason]] = self.env.execute_query(query)
        return reason

    def test_13_nothing_says_who_it_was(self):
        home = self.make_townsman("Home", type="other", parent_id=self.jeanne.id, email="home@customer.test")
        lead = self.make_lead(self.jeanne, description="<p>Jeanne likes red</p>", phone="+33611111111")
        self.jeanne.message_post(body=lead.description)
        self.env["ir.attachment"].create(
            {"name": "id.pdf", "raw": b"x", "res_model": "res.partner", "res_id": self.jeanne.id}
        )
        call = self.env["dealership.call"].create(
            {
                "partner_id": self.jeanne.id,
                "direction": "incoming",
                "from_number": self.jeanne.phone,
                "transcription": "I am Jeanne",
                "company_id": self.company_a.id,
                "started_at": NOW,
            }
        )
        run = self.make_scenario(self.targeting)._run(NOW)
        self.send()
        lines = self.consents._record(self.jeanne, "marketing", "email", True, "form", NOW)
        invoice = self.make_invoice(self.jeanne)
        self.erase()
        self.assertFalse(self.jeanne.active)
        said = ("email", "phone", "street", "zip", "city", "birthdate_date")
        self.assertFalse(any(self.jeanne[name] for name in said))
        self.assertFalse(home.email)
        self.assertNotIn("Jeanne", f"{self.jeanne.name} {home.name} {lead.name} {lead.description}")
        self.assertFalse(lead.phone or lead.email_from)
        self.assertFalse(call.caller_number or call.transcription)
        self.assertFalse(self.jeanne.message_ids | lead.message_ids)
        about = [("res_model", "=", "res.partner"), ("res_id", "=", self.jeanne.id)]
        self.assertFalse(self.env["ir.attachment"].search(about))
        self.assertFalse(any(run.delivery_ids.mapped("address")))
        self.assertEqual(invoice.partner_id, self.jeanne)
        self.assertFalse(lines.partner_id)
        self.assertTrue(lines.granted and lines.email_hash and lines.phone_hash)
        self.assertEqual(self.consents.search([("address", "=", "Jeanne@customer.test")]), lines)

    def test_13_administrators_erase(self):
        for user in (self.user_sales, self.user_director):
            jeanne = self.jeanne.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                jeanne.action_erase()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["dealership.erasure.confirm"].with_user(user).create({"partner_id": jeanne.id})

    def test_13_who_is_brought_back_is_not_written_to(self):
        self.erase()
        back = self.come_back()
        self.assertTrue(back.erased_at)
        expected = {"marketing": "erased", "service": "erased", "payment": None}
        self.assertEqual({purpose: self.judge(back, purpose) for purpose in expected}, expected)
        by_number = self.make_townsman("J. B.", email="other@customer.test")
        self.assertEqual(self.judge(by_number), "erased")

    def test_13_a_channel_that_reaches_everybody(self):
        """As one of another addon may: nobody is left out for want of an address."""
        letter = self.env["dealership.channel"]._get_channel("letter")
        self.patch(type(letter), "_get_address_domain", lambda channel: Domain.TRUE)
        self.erase()
        self.assertEqual(self.judge(self.come_back(), "service", channel="letter"), "erased")

    def test_13_only_a_later_yes_of_the_person_lifts_it(self):
        self.erase()
        back = self.come_back()
        now = fields.Datetime.now()
        for days, options in ((-1, {"origin": "counter"}), (1, {"origin": "import"})):
            self.consents._record(back, "marketing", "email", True, "file", now + timedelta(days=days), **options)
            self.assertEqual(self.judge(back), "erased")
        self.consents._record(back, "marketing", "email", True, "form", now + timedelta(days=2), origin="form")
        self.assertIsNone(self.judge(back))
        self.assertEqual(self.judge(back, "service"), "erased")
        self.assertEqual(self.judge(back, company=self.company_b), "erased")

    def test_13_a_file_after_the_yes_of_the_person_takes_nothing_back(self):
        self.erase()
        back = self.come_back()
        now = fields.Datetime.now()
        for days, origin in ((1, "form"), (2, "import")):
            self.consents._record(back, "marketing", "email", True, "test", now + timedelta(days=days), origin=origin)
            self.assertIsNone(self.judge(back))

    def test_13_who_shares_the_address_was_not_erased(self):
        husband = self.make_townsman("Paul", email=self.jeanne.email)
        self.env.cr.execute("UPDATE res_partner SET create_date = now() - interval '1 day' WHERE id = %s", [husband.id])
        husband.invalidate_recordset()
        self.erase()
        husband.phone = "+33 6 99 99 99 99"
        self.assertFalse(husband.erased_at)
        self.assertIsNone(self.judge(husband))

    def test_13_nothing_is_looked_up_while_nobody_was_erased(self):
        self.env.cr.execute("DELETE FROM dealership_erasure")  # the demo data has one
        self.env.registry.clear_cache()
        self.env["dealership.erasure"]._has_any()
        with self.assertQueryCount(0):
            self.assertEqual(self.env["dealership.erasure"]._find(self.jeanne), {})
        rules = self.env["dealership.contact.rules"]._get_rules("service", "email", self.company_a)
        self.assertNotIn("erased", [reason for reason, _domain in rules])

    def test_13_odoos_own_dialogue_of_privacy(self):
        email, line = self.jeanne.email, self.consents._record(self.jeanne, "marketing", "email", False, "form")
        wizard = self.env["privacy.lookup.wizard"].create({"name": "Jeanne", "email": email})
        wizard.action_lookup()
        models = wizard.line_ids.mapped("res_model")
        self.assertIn("res.partner", models)
        self.assertNotIn("dealership.consent", models)
        wizard.line_ids.filtered(lambda each: each.res_id == self.jeanne.id).action_unlink()
        self.assertFalse(self.jeanne.exists())
        self.assertFalse(line.partner_id)
        self.assertEqual(self.judge(self.come_back()), "erased")

    def test_13_a_plain_deletion_is_no_erasure(self):
        erasures = self.env["dealership.erasure"].search(Domain.TRUE)
        self.jeanne.unlink()
        self.assertFalse(self.come_back().erased_at)
        self.assertEqual(self.env["dealership.erasure"].search(Domain.TRUE), erasures)
