from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.sms.tools.sms_api import SmsApi

from .sms_common import SmsCommon


@tagged("post_install", "-at_install")
class TestSmsOdooProvider(SmsCommon):
    """Providers behind Odoo's own classes: its service, and those of other addons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.sms_provider = "iap"

    def run_with(self, answer):
        """Run with a provider that answers ``{number: state}``, or raises."""
        self.asked = []

        def contact(api, endpoint, params, timeout=15):
            self.asked += [endpoint]
            if isinstance(answer, Exception):
                raise answer
            numbers = [number for message in params["messages"] for number in message["numbers"]]
            return [
                {"uuid": number["uuid"], "state": answer[number["number"]]}
                for number in numbers
                if answer.get(number["number"])
            ]

        with patch.object(SmsApi, "_contact_iap", contact):
            return self.run_and_send(self.make_sms_scenario())

    def test_each_answer(self):
        for number, name in enumerate(("Fine", "Wrong", "Unpaid", "Silent"), 1):
            self.make_numbered(name, number)
        deliveries = self.run_with(
            {
                "+33612000001": "success",
                "+33612000002": "wrong_number_format",
                "+33612000003": "insufficient_credit",
            }
        )
        self.assertEqual(len(self.asked), 1)
        self.assertDeliveries(
            deliveries,
            {
                "Fine": "sent",
                "Wrong": ("failed", "recipient_refused"),
                "Unpaid": "planned",
                "Silent": ("waiting", "interrupted"),
            },
        )
        self.assertIn("correctly formatted", deliveries["Wrong"].error)

    def test_no_answer_is_a_doubt(self):
        self.make_numbered("One", 1)
        deliveries = self.run_with(AccessError("The request to the service timed out."))
        self.assertDeliveries(deliveries, {"One": ("waiting", "interrupted")})

    def test_reports_by_odoos_route(self):
        self.make_numbered("One", 1)
        delivery = self.run_with({"+33612000001": "success"})["One"]
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", delivery.sms_reference)])
        tracker._action_update_from_sms_state("pending")
        self.assertEqual(delivery.sms_status, "sent")
        tracker._action_update_from_sms_state("sent")
        self.assertTrue(delivery.delivered_at)

    def test_undelivered_by_odoos_route(self):
        self.make_numbered("One", 1)
        delivery = self.run_with({"+33612000001": "success"})["One"]
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", delivery.sms_reference)])
        tracker._action_update_from_provider_error("invalid_destination")
        self.assertTrue(delivery.bounced_at)
        self.assertEqual(delivery.error, "invalid_destination")
