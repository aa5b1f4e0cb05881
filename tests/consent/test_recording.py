from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestRecordingDecisions(DealershipCommon):
    """What somebody at the counter enters on the customer's form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer()

    def open(self):
        action = self.customer.with_user(self.env.user).action_record_consent()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    @users("test_sales")
    def test_13_a_yes_says_where_it_comes_from(self):
        form = self.open()
        form.answer = "yes"
        form.channel = "sms"
        with self.assertRaises(AssertionError):  # the field is required in the form
            form.save()
        form.source = "Order 1207"
        dialogue = form.save()
        for nothing in (False, " "):
            dialogue.source = nothing
            with self.subTest(nothing), self.assertRaisesRegex(ValidationError, "where this “yes” comes from"):
                dialogue.action_record()
        dialogue.source = "Order 1207"
        dialogue.action_record()
        customer = self.customer.with_user(self.env.user)
        self.assertRecordValues(
            customer.consent_ids,
            [
                {
                    "channel": "sms",
                    "granted": True,
                    "origin": "counter",
                    "source": "Order 1207",
                    "entered_by_id": self.env.uid,
                    "company_id": self.company_a.id,
                }
            ],
        )
        self.assertTrue(customer.consent_state_ids.granted)
        history = customer.action_view_consents()
        self.assertEqual(self.env[history["res_model"]].search(history["domain"]), customer.consent_ids)

    @users("test_sales")
    def test_13_a_no_is_one_click(self):
        self.open().save().action_record()
        self.assertEqual(self.customer.consent_state_ids.mapped("granted"), [False])

    @users("test_sales")
    def test_13_nobody_decides_tomorrow(self):
        form = self.open()
        form.decided_at = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "future"):
            form.save().action_record()

    @users("test_sales")
    def test_13_the_form_shows_what_holds_and_changes_nothing(self):
        self.env["dealership.consent"]._record(self.customer, "marketing", "email", False, "Form")
        with Form(self.customer.with_user(self.env.user), view="base.view_partner_form") as form:
            self.assertEqual(len(form.consent_state_ids), 1)
        dialogue = self.open().save()
        dialogue.partner_id = self.customer
        with self.assertRaises(AccessError):
            dialogue.company_id = self.company_b
