from odoo.tests import mute_logger, tagged

from .sms_common import SmsReportsCommon


@tagged("post_install", "-at_install")
class TestSmsReports(SmsReportsCommon):
    """The provider reports over real HTTP, signed, to the address given with each message."""

    def test_delivered(self):
        delivery = self.send_one()
        for status in ("sent", "delivered"):
            self.assertEqual(self.report(status), 200)
        self.assertEqual((delivery.state, delivery.sms_status), ("sent", "delivered"))
        self.assertTrue(delivery.delivered_at)

    def test_any_order_and_repeated(self):
        delivery = self.send_one()
        self.report("delivered")
        arrived = delivery.delivered_at
        for status in ("queued", "sent", "delivered", "undelivered"):
            self.assertEqual(self.report(status), 200)
        self.assertEqual((delivery.sms_status, delivery.delivered_at), ("delivered", arrived))
        self.assertFalse(delivery.bounced_at)

    def test_undelivered(self):
        delivery = self.send_one()
        self.report("undelivered", error_code=30005)
        self.assertEqual((delivery.state, delivery.reason, delivery.error), ("sent", "not_delivered", "30005"))
        self.assertTrue(delivery.bounced_at)
        self.assertFalse(delivery.delivered_at)

    def test_14_05_no_such_number_is_a_state_of_the_number(self):
        """30003 is a phone that is switched off; 30005 no phone; 30006 a landline. Reported twice, it is one."""
        for code, is_dead in ((30003, False), (30005, True), (30006, True)):
            with self.subTest(code):
                self.env["dealership.dead.address"].search([]).unlink()
                self.send_one(expires_after_hours=9999)
                for _time in range(2):
                    self.report("undelivered", error_code=code)
                dead = self.env["dealership.dead.address"].search([])
                self.assertEqual(dead.mapped("address"), ["+33612000001"] if is_dead else [])
                self.assertEqual(dead.why or "", str(code) if is_dead else "")
                self.env["res.partner"].search([("phone_sanitized", "=", "+33612000001")]).active = False

    def test_14_05_the_second_channel_takes_over(self):
        call = self.make_message(channel="call", subject="Call")
        steps = ({"channel": "sms", "fallback_channel": "call", "fallback_message_id": call.id},)
        for status in ("undelivered", "failed"):
            with self.subTest(status):
                self.env["dealership.dead.address"].search([]).unlink()
                delivery = self.send_one(steps=steps, expires_after_hours=9999999)
                self.report(status, error_code=30005)
                self.assertEqual((delivery.state, delivery.sms_status), ("planned", False))
                self.send(delivery.planned_at)
                self.assertEqual((delivery.channel, delivery.state), ("call", "waiting"))
                self.env["res.partner"].search([("phone_sanitized", "=", "+33612000001")]).active = False

    def test_failed_at_the_provider(self):
        delivery = self.send_one()
        self.report("failed", error_code=30002)
        self.assertEqual((delivery.state, delivery.reason), ("failed", "not_delivered"))
        delivery.action_send()
        self.send(delivery.planned_at)
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(len(self.provider.messages), 2)

    def test_doubt_is_resolved(self):
        """The line dropped after the message was taken; the report proves that it was."""
        delivery = self.send_one(answer="drop")
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "interrupted"))
        self.report("sent")
        self.assertEqual((delivery.state, delivery.reason), ("sent", False))
        self.assertTrue(delivery.sent_at)
        self.report("delivered")
        self.assertTrue(delivery.delivered_at)

    def test_nothing_follows_on_what_never_left(self):
        steps = ({"channel": "sms"}, {"channel": "sms", "delay_basis": "previous", "delay_count": 1})
        for status, followed in (("failed", 1), ("sent", 2)):
            with self.subTest(status):
                delivery = self.send_one(answer="drop", steps=steps)
                self.report(status)
                self.assertEqual(len(delivery.enrolment_id.delivery_ids), followed)
                self.assertEqual(delivery.state, "failed" if status == "failed" else "sent")

    def test_report_before_the_answer(self):
        """The report of a message comes while its sender still waits for the provider's answer."""
        self.make_numbered("One", 1)
        scenario = self.make_sms_scenario()
        provider = self.open_provider(keep=lambda message: answers.append(provider.report(message, "delivered")))
        answers = []
        with self.allow_requests(all_requests=True):
            delivery = self.run_and_send(scenario)["One"]
        self.assertEqual(answers, [200])
        self.env.invalidate_all()
        self.assertEqual((delivery.state, delivery.sms_status, delivery.claim_id), ("sent", "delivered", 0))
        self.assertTrue(delivery.delivered_at)

    def test_report_instead_of_the_answer(self):
        """The line drops after the message was taken, and the report has come by then: nobody has to look at it."""
        self.make_numbered("One", 1)
        scenario = self.make_sms_scenario()
        provider = self.open_provider(
            answers={"+33612000001": "drop"}, keep=lambda message: provider.report(message, "sent")
        )
        with self.allow_requests(all_requests=True):
            delivery = self.run_and_send(scenario)["One"]
        self.env.invalidate_all()
        self.assertEqual((delivery.state, delivery.reason, delivery.claim_id), ("sent", False, 0))

    def test_report_for_a_dead_worker(self):
        """The worker died after handing over; the report came before anybody settled what it left."""
        delivery = self.send_one()
        self.put(delivery, "sending", sent_at=False, claim_id=2**31 - 1)
        self.report("delivered")
        self.assertEqual((delivery.state, delivery.sms_status), ("sending", "delivered"))
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual((delivery.state, delivery.claim_id), ("sent", 0))
        self.assertTrue(delivery.delivered_at)

    @mute_logger("odoo.addons.crm_dealership.controllers.sms", "odoo.http")
    def test_only_the_provider_is_believed(self):
        delivery = self.send_one()
        self.assertEqual(self.report("delivered", token="another"), 404)
        url = self.provider.messages[0].fields["StatusCallback"]
        self.provider.messages[0].fields["StatusCallback"] = url[:-1] + ("0" if url[-1] != "0" else "1")
        self.assertEqual(self.report("delivered"), 404)
        self.assertFalse(delivery.delivered_at)

    @mute_logger("odoo.addons.crm_dealership.controllers.sms", "odoo.http")
    def test_company_without_secret_believes_nobody(self):
        delivery = self.send_one()
        self.company_a.sms_twilio_auth_token = False
        self.assertEqual(self.report("delivered", token=""), 404)
        self.assertFalse(delivery.delivered_at)
