from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.channel.outcome import ACCEPTED, Outcome
from ...engine.customer.telephone import is_mobile
from ..sms.sms_common import SmsCommon

SOMEBODY = "06 99 00 00 01"


@tagged("post_install", "-at_install")
class TestTestMessages(SmsCommon):
    """What is sent as a test goes to oneself, not without end, and is written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_townsman("Jeanne")
        cls.email = cls.make_message()
        (cls.user_sales | cls.user_director).partner_id.phone = "06 12 34 56 78"

    def setUp(self):
        super().setUp()
        self.provider = self.open_provider()
        model = self.env.registry["dealership.message.preview"]
        self.mailed = self.enterContext(patch.object(model, "_send_test_email", return_value=Outcome(ACCEPTED)))

    def open_preview(self, user, message=None, **vals):
        shown = {"preview_model": "res.partner", "preview_res_id": self.customer.id}
        message = message or self.message
        previews = self.env["dealership.message.preview"].with_user(user)
        return previews.create({"message_id": message.id, **shown, **vals})

    def get_log(self, user=None):
        return self.env["dealership.test.message"].search([("user_id", "=", (user or self.user_sales).id)])

    def test_11_05_a_salesperson_sends_to_nobody_else(self):
        self.assertFalse(self.open_preview(self.user_sales).may_choose_recipient)
        with self.assertRaisesRegex(AccessError, "to yourself"):
            self.open_preview(self.user_sales, test_number=SOMEBODY).action_send_test_sms()
        with self.assertRaisesRegex(AccessError, "to yourself"):
            self.open_preview(self.user_sales, self.email, test_address="victim@example.com").action_send_test()
        self.assertFalse(self.provider.messages)
        self.mailed.assert_not_called()
        self.assertFalse(self.get_log())

    def test_11_05_a_salesperson_sends_to_themselves(self):
        self.open_preview(self.user_sales).action_send_test_sms()
        self.open_preview(self.user_sales, self.email).action_send_test()
        self.assertEqual(self.provider.recipients, ["+33612345678"])
        self.assertEqual(self.mailed.call_count, 1)
        log = self.get_log().sorted("id")
        self.assertEqual(
            log.mapped(lambda test: (test.channel, test.recipient, test.accepted, test.company_id)),
            [
                ("sms", "+33612345678", True, self.company_a),
                ("email", "test_sales@dealership.test", True, self.company_a),
            ],
        )

    def test_11_05_a_director_chooses(self):
        self.open_preview(self.user_director, test_number=SOMEBODY).action_send_test_sms()
        self.assertEqual(self.provider.recipients, ["+33699000001"])
        self.assertEqual(self.get_log(self.user_director).recipient, "+33699000001")

    def test_11_05_so_many_within_an_hour(self):
        self.assertEqual(self.company_a.dealership_test_limit, 10)
        self.company_a.dealership_test_limit = 3
        for _time in range(2):
            self.open_preview(self.user_director, test_number=SOMEBODY).action_send_test_sms()
        self.open_preview(self.user_director, self.email, test_address="one@example.com").action_send_test()
        for attack in (
            lambda: self.open_preview(self.user_director, test_number=SOMEBODY).action_send_test_sms(),
            lambda: self.open_preview(self.user_director, self.email).action_send_test(),
        ):
            with self.assertRaisesRegex(UserError, "3 tests within an hour"):
                attack()
        self.assertEqual(len(self.provider.messages), 2)
        self.open_preview(self.user_sales).action_send_test_sms()
        self.get_log(self.user_director).sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=1, minutes=1)
        self.open_preview(self.user_director, test_number=SOMEBODY).action_send_test_sms()
        self.assertEqual(len(self.provider.messages), 4)

    def test_11_05_none_at_all(self):
        self.company_a.dealership_test_limit = 0
        with self.assertRaisesRegex(UserError, "allows no test"):
            self.open_preview(self.user_director, test_number=SOMEBODY).action_send_test_sms()

    def test_11_05_who_may_not_choose_is_not_told_to_enter_a_number(self):
        self.user_sales.partner_id.write({"phone": "05 65 42 11 11", "email": False})
        with self.assertRaisesRegex(UserError, "your own mobile number, and your contact has none"):
            self.open_preview(self.user_sales).action_send_test_sms()
        with self.assertRaisesRegex(UserError, "your own e-mail address, and your contact has none"):
            self.open_preview(self.user_sales, self.email).action_send_test()

    def test_11_05_landlines_get_no_sms(self):
        for number in ("05 65 42 11 11", "+33 1 42 68 53 00", "+44 20 7946 0000", "17", "nonsense"):
            with self.subTest(number), self.assertRaisesRegex(UserError, "mobile number"):
                self.open_preview(self.user_director, test_number=number).action_send_test_sms()
        self.assertFalse(self.provider.messages)
        landline = self.make_townsman("Landline", phone="05 65 42 11 11")
        scenario = self.make_sms_scenario()
        deliveries = self.run_and_send(scenario)
        self.assertDeliveries(
            {name: deliveries[name] for name in ("Landline",)}, {landline.name: ("skipped", "no_address")}
        )
        self.assertNotIn("+33565421111", self.provider.recipients)

    def test_11_05_an_email_is_no_text_message(self):
        with self.assertRaises(UserError):
            self.open_preview(self.user_director, self.email, test_number=SOMEBODY).action_send_test_sms()
        self.assertFalse(self.provider.messages)

    def test_11_05_mobiles(self):
        self.assertEqual(
            [is_mobile(number) for number in ("+33612345678", "+33756000000", "+33565421111", "", None, "x")],
            [True, True, False, False, False, False],
        )

    def test_11_05_the_log_is_read_by_administrators_and_written_by_nobody(self):
        self.open_preview(self.user_sales).action_send_test_sms()
        log = self.get_log()
        self.assertTrue(log.with_user(self.user_administrator).read(["recipient", "user_id", "text"]))
        there = log.with_user(self.user_administrator).with_context(allowed_company_ids=self.company_b.ids)
        with self.assertRaises(AccessError):
            there.read(["recipient"])
        for user in (self.user_sales, self.user_director, self.user_foreign):
            with self.subTest(user.login), self.assertRaises(AccessError):
                log.with_user(user).read(["recipient"])
        for user in (self.user_sales, self.user_director, self.user_administrator):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    log.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    log.with_user(user).write({"sent_at": False})

    def test_11_05_what_did_not_leave_counts(self):
        """It may have left all the same: a provider that does not answer in time has perhaps sent it, and bills it."""
        self.mailed.return_value = Outcome("refused", words="550 no such user")
        with self.assertRaisesRegex(UserError, "550 no such user"):
            self.open_preview(self.user_director, self.email, test_address="one@example.com").action_send_test()
