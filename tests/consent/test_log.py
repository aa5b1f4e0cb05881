from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from ..common import DealershipCommon
from ..ledger.common import NOW


@tagged("post_install", "-at_install")
class TestConsentLog(DealershipCommon):
    """One line a decision, kept as it was written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.customer = cls.make_customer()

    def say(self, granted, source="form", now=NOW, **options):
        return self.consents._record(self.customer, "marketing", "email", granted, source, now, **options)

    def test_13_every_decision_is_a_line(self):
        self.say(True, "Signed form")
        self.say(False, "Unsubscribe link", NOW + timedelta(days=1))
        self.assertRecordValues(
            self.customer.consent_ids,
            [{"granted": False, "source": "Unsubscribe link"}, {"granted": True, "source": "Signed form"}],
        )
        self.assertEqual(self.customer.consent_state_ids.mapped("granted"), [False])

    def test_13_what_was_answered_is_said_in_words(self):
        """In the log, in the customer's form, and in the title of the page: no empty box, no key."""
        self.say(False)
        line, state = self.customer.consent_ids, self.customer.consent_state_ids
        self.assertEqual((line.answer, state.answer, line.display_name), ("no", "no", "Marketing – E-mail"))

    def test_13_saying_it_again_is_a_line_but_a_double_click(self):
        for seconds in (0, 1, 59, 121):
            self.say(False, now=NOW + timedelta(seconds=seconds))
        self.assertEqual(len(self.customer.consent_ids), 2)
        self.say(False, "another page", NOW + timedelta(seconds=122))
        self.assertEqual(len(self.customer.consent_ids), 3)

    def test_13_changing_ones_mind_within_a_minute_is_no_double_click(self):
        for seconds, granted in enumerate((True, False, True)):
            self.say(granted, now=NOW + timedelta(seconds=seconds))
        self.assertEqual(len(self.customer.consent_ids), 3)
        self.assertTrue(self.customer.consent_state_ids.granted)

    def test_13_proof_within_a_minute_is_no_double_click(self):
        self.say(False, now=NOW - timedelta(days=1))
        self.say(True, origin="import")
        self.say(True, origin="import", evidence="form 17")
        self.assertEqual(len(self.customer.consent_ids), 3)
        self.assertTrue(self.customer.consent_state_ids.granted)

    def test_13_nobody_changes_or_deletes_a_line(self):
        line = self.say(False)
        for user in (self.env.ref("base.user_root"), self.env.user):
            for act in (lambda own: own.write({"granted": True}), lambda own: own.unlink()):
                with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "new decision"):
                    act(line.with_user(user).sudo())
        for user in (self.user_sales, self.user_director, self.user_administrator):
            for act in (lambda own: own.write({"granted": True}), lambda own: own.unlink()):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act(line.with_user(user))
        self.assertFalse(line.granted)
        with self.assertRaisesRegex(UserError, "new decision"):
            self.customer.write({"consent_ids": [(2, line.id)]})

    @users("test_sales")
    def test_13_who_entered_it_is_noted_and_not_chosen(self):
        vals = {"partner_id": self.customer.id, "purpose": "marketing", "channel": "sms", "granted": True}
        self.assertEqual(self.env["dealership.consent"].create(vals).entered_by_id, self.env.user)
        for field, value in (
            ("entered_by_id", self.user_director.id),
            ("email_hash", "0"),
            ("phone_hash", "0"),
        ):
            with self.subTest(field=field), self.assertRaises(AccessError):
                self.env["dealership.consent"].create({**vals, field: value})

    def test_13_what_customers_decide_themselves_nobody_entered(self):
        line = self.consents.with_user(self.env.ref("base.public_user")).sudo()
        self.assertFalse(line._record(self.customer, "marketing", "email", False, "page", origin="page").entered_by_id)

    @users("test_sales")
    def test_13_nobody_decides_for_another_company(self):
        vals = {"partner_id": self.customer.id, "purpose": "marketing", "channel": "email"}
        with self.assertRaises(AccessError):
            self.env["dealership.consent"].create({**vals, "company_id": self.company_b.id})

    def test_13_a_yes_for_the_whole_group_needs_its_wording(self):
        group = self.env["res.company"]
        with self.assertRaisesRegex(ValidationError, "wording"):
            self.say(True, company=group)
        self.say(True, company=group, wording="All garages of the group may write to me.")
        self.say(False, company=group, now=NOW + timedelta(days=1))
        self.assertEqual(self.customer.consent_ids.company_id, group)

    @users("test_sales")
    def test_13_a_decision_is_somebodys_and_of_today(self):
        """After a "yes" of tomorrow no STOP of today would count."""
        vals = {"partner_id": self.customer.id, "purpose": "marketing", "channel": "email", "granted": True}
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        for wrong, said in (({"decided_at": tomorrow}, "future"), ({"partner_id": False}, "Give the customer")):
            with self.subTest(said=said), self.assertRaisesRegex(ValidationError, said):
                self.env["dealership.consent"].create({**vals, **wrong})

    def test_13_a_file_does_not_say_that_it_is_none(self):
        self.say(False)
        names = ["partner_id/.id", "purpose", "channel", "granted", "origin"]
        consents = self.consents.with_user(self.user_sales).with_context(import_file=True)
        result = consents.load(names, [[str(self.customer.id), "marketing", "email", "1", "counter"]])
        self.assertFalse(result["messages"])
        self.assertEqual(self.consents.browse(result["ids"]).origin, "import")
        self.assertFalse(self.customer.consent_state_ids.granted)

    @users("test_sales")
    def test_13_what_only_machines_hear_nobody_claims(self):
        vals = {"partner_id": self.customer.id, "purpose": "marketing", "channel": "email", "granted": True}
        consents = self.env["dealership.consent"]
        for origin in ("keyword", "page", "mail_program", "import", "feed"):
            with self.subTest(origin=origin), self.assertRaisesRegex(AccessError, "how you know"):
                consents.create({**vals, "origin": origin})
            with self.subTest(origin=origin), self.assertRaisesRegex(AccessError, "how you know"):
                consents.with_context(default_origin=origin).create(vals)
            line = consents.sudo()._record(self.customer, "marketing", "sms", True, origin, NOW, origin=origin)
            self.assertEqual(line.origin, origin)
        for origin in ("form", "counter", "call", "other"):
            self.assertEqual(consents.create({**vals, "origin": origin}).origin, origin)
        file = consents.with_context(import_file=True, default_origin="feed")
        for claimed in ({}, {"origin": "feed"}, {"origin": "page"}):
            self.assertEqual(file.create({**vals, **claimed}).origin, "import")

    @users("test_sales")
    def test_13_a_decision_is_not_copied(self):
        line = self.env["dealership.consent"].browse(self.say(True, origin="keyword").id)
        for own in (line, line.sudo()):
            with self.assertRaisesRegex(UserError, "new decision"):
                own.copy()

    def test_13_a_file_is_no_word_of_the_customers(self):
        """Odoo's own import writes lines, too."""
        self.say(False)
        self.consents.with_context(import_file=True).create(
            {"partner_id": self.customer.id, "purpose": "marketing", "channel": "email", "granted": True}
        )
        self.assertEqual(self.customer.consent_ids.mapped("origin"), ["import", "other"])
        self.assertFalse(self.customer.consent_state_ids.granted)
