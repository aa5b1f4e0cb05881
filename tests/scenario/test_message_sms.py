from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from ..sms.sms_common import SmsCommon


@tagged("post_install", "-at_install")
class TestMessageSms(SmsCommon):
    """The text of an SMS while it is written: its size on real records, its preview and its test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_numbered("Jean-Baptiste de la Rochefoucauld", 1, lang="en_US")

    def measure(self, text, subject="customer"):
        return self.env["dealership.message"].with_user(self.user_sales).measure_text(text, subject)

    def test_11_12_nothing_is_no_text(self):
        for nothing in (0, False, ""):
            self.assertEqual(self.measure(nothing), self.measure(""))

    def test_measured_on_real_records(self):
        text = "a" * 115
        found = self.measure(text + " {{ customer.name }}")
        self.assertEqual(found["segments"], 2)
        self.assertGreater(found["examples"], 0)
        self.assertTrue(found["text"].endswith("\nReply STOP to opt out"))
        self.assertEqual(self.measure(text)["segments"], 1)

    def test_nothing_to_measure_on(self):
        self.assertEqual(self.measure("{{ nonsense.value }}"), {"examples": 0})
        self.assertEqual(self.measure("{{ customer.first_name"), {"examples": 0})

    def test_links_count_as_short(self):
        long = "https://dealer.test/" + "path/" * 40
        self.assertEqual(self.measure(f"See {long}")["segments"], 1)
        self.assertFalse(self.env["link.tracker"].search([("url", "=", long)]))

    def open_preview(self, **vals):
        record = {"preview_model": "res.partner", "preview_res_id": self.customer.id}
        return self.env["dealership.message.preview"].create({"message_id": self.message.id, **record, **vals})

    @users("test_director")
    def test_preview(self):
        preview = self.open_preview()
        self.assertEqual(preview.preview_text, f"Bonjour {self.customer.name}\nReply STOP to opt out")
        self.assertEqual(preview.preview_size, "63 characters, 1 SMS")

    def test_no_mention_in_a_service_scenario(self):
        preview = self.open_preview(scenario_id=self.make_sms_scenario().id)
        self.assertEqual(preview.preview_text, f"Bonjour {self.customer.name}")

    def test_a_customer_whom_one_may_not_see(self):
        """Neither by the preview nor by measuring, which print more than the record: what is known of the customer."""
        hidden = self.make_customer("Hidden " * 20, team_id=self.team_foreign.id)
        appointment = self.make_appointment(hidden)
        shown = {"preview_model": "calendar.event", "preview_res_id": appointment.id, "message_id": self.message.id}
        preview = self.env["dealership.message.preview"].with_user(self.user_sales).create(shown)
        self.env.invalidate_all()
        self.assertNotIn("Hidden", preview.preview_text)
        self.assertIn("not yours to see", preview.preview_problem)
        self.make_appointment(self.customer)
        self.assertNotIn("Hidden", self.measure("{{ customer.name }}", "appointment")["text"])

    def test_email_has_no_bubble(self):
        self.assertFalse(self.open_preview(message_id=self.make_message().id).preview_text)

    @users("test_director")
    def test_send_test(self):
        provider = self.open_provider()
        preview = self.open_preview(test_number="06 99 00 00 01")
        preview.action_send_test_sms()
        self.assertEqual(provider.recipients, ["+33699000001"])
        self.assertEqual(provider.messages[0].body, preview.preview_text)

    def test_send_test_refused(self):
        self.open_provider(answers={"+33699000001": 21614})
        preview = self.open_preview(test_number="06 99 00 00 01")
        with self.assertRaisesRegex(UserError, "21614"):
            preview.action_send_test_sms()
        preview.test_number = "nonsense"
        with self.assertRaisesRegex(UserError, "mobile number"):
            preview.action_send_test_sms()

    def test_send_test_as_the_company_that_writes(self):
        provider = self.open_provider()
        other = Command.create({"number": "+33756000009", "country_id": self.env.ref("base.fr").id})
        names = ("sms_provider", "sms_twilio_account_sid", "sms_twilio_auth_token")
        account = {name: self.company_a[name] for name in names}
        self.company_b.write({**account, "sms_twilio_number_ids": [other]})
        self.message.write({"company_id": self.company_b.id, "team_id": False})
        self.open_preview(test_number="06 99 00 00 01").action_send_test_sms()
        self.assertEqual([message.fields["From"] for message in provider.messages], ["+33756000009"])

    def test_what_is_held_back_is_not_sent_as_a_test(self):
        provider = self.open_provider()
        self.message.body_text = "{{ customer.birthday }}"
        with self.assertRaisesRegex(UserError, "[Bb]irthday"):
            self.open_preview(test_number="06 99 00 00 01").action_send_test_sms()
        self.assertFalse(provider.messages)

    def test_form(self):
        with Form(self.env["dealership.message"]) as form:
            form.name = "Ready"
            form.channel = "sms"
            form.body_text = "Your car is ready"
        self.assertFalse(form.record.subject)
