from odoo.tests import tagged

from ..email.smtp_common import SmtpCommon
from ..sms.sms_common import SmsReportsCommon
from .common import RulesMixin

NOTE = "record.partner_id.write({'ref': (record.partner_id.ref or '') + 'x'})"


@tagged("post_install", "-at_install")
class TestLateFailures(RulesMixin, SmsReportsCommon):
    """What the SMS provider reports after it has accepted a message starts rules too, once."""

    def setUp(self):
        super().setUp()
        self.make_rule("failed", "dealership.delivery", NOTE)

    def test_failed_once(self):
        delivery = self.send_one()
        self.assertFalse(delivery.partner_id.ref)
        for _time in range(2):
            self.assertEqual(self.report("failed", error_code=30002), 200)
        self.assertEqual((delivery.state, delivery.partner_id.ref), ("failed", "x"))

    def test_undelivered_once(self):
        delivery = self.send_one()
        for status in ("sent", "undelivered", "undelivered"):
            self.assertEqual(self.report(status, error_code=30005), 200)
        self.assertEqual((delivery.state, delivery.partner_id.ref), ("sent", "x"))

    def test_failed_again_in_a_new_attempt(self):
        delivery = self.send_one()
        self.report("failed")
        delivery.action_send()
        self.send(delivery.planned_at)
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            self.provider.report(self.provider.messages[1], "failed")
        self.env.invalidate_all()
        self.assertEqual(delivery.partner_id.ref, "xx")

    def test_delivered_has_not_failed(self):
        delivery = self.send_one()
        self.report("delivered")
        self.assertFalse(delivery.partner_id.ref)

    def test_a_rule_about_the_customer(self):
        self.make_rule("failed", "res.partner", "record.write({'comment': 'call them'})")
        delivery = self.send_one()
        self.report("undelivered")
        self.assertEqual(str(delivery.partner_id.comment), "<p>call them</p>")

    def test_report_before_the_answer(self):
        """The sender still waits for the provider's answer: its batch announces what was reported, nobody else."""
        self.make_numbered("One", 1)
        scenario = self.make_sms_scenario()
        provider = self.open_provider(keep=lambda message: provider.report(message, "undelivered"))
        with self.allow_requests(all_requests=True):
            delivery = self.run_and_send(scenario)["One"]
        self.env.invalidate_all()
        self.assertEqual((delivery.sms_status, delivery.partner_id.ref), ("undelivered", "x"))

    def test_doubt_that_ends(self):
        """Whether it left was not known: the report that it did is its first event, the one that it failed the next."""
        self.make_rule("sent", "dealership.delivery", "record.partner_id.write({'city': 'Sent'})")
        delivery = self.send_one(answer="drop")
        self.assertEqual((delivery.state, delivery.partner_id.city), ("waiting", "Testbourg"))
        self.report("sent")
        self.assertEqual((delivery.partner_id.city, delivery.partner_id.ref), ("Sent", False))
        self.report("failed")
        self.assertEqual(delivery.partner_id.ref, "x")

    def test_report_for_a_dead_worker(self):
        delivery = self.send_one()
        self.put(delivery, "sending", sent_at=False, claim_id=2**31 - 1)
        self.report("failed")
        self.assertFalse(delivery.partner_id.ref)
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual((delivery.state, delivery.partner_id.ref), ("failed", "x"))

    def test_a_rule_that_fails_keeps_no_report_out(self):
        self.make_rule("failed", "dealership.delivery", "raise UserError('No such thing')")
        delivery = self.send_one()
        self.assertEqual(self.report("failed"), 200)
        self.assertEqual((delivery.state, delivery.partner_id.ref), ("failed", "x"))
        self.assertIn("No such thing", delivery.scenario_id.automation_error)


@tagged("post_install", "-at_install")
class TestBounces(RulesMixin, SmtpCommon):
    """An e-mail that comes back has failed, as a text message that was not delivered; Odoo's gateway tells."""

    def setUp(self):
        super().setUp()
        self.make_rule("failed", "dealership.delivery", NOTE)

    def test_bounced_once(self):
        self.make_rule("sent", "dealership.delivery", "record.partner_id.write({'city': 'Sent'})")
        delivery = self.deliver()["Jeanne"]
        self.assertEqual((delivery.partner_id.city, delivery.partner_id.ref), ("Sent", False))
        for _time in range(2):
            self.bounce(delivery)
        self.assertEqual((delivery.state, delivery.partner_id.ref), ("sent", "x"))

    def test_an_answer_is_no_failure(self):
        delivery = self.deliver()["Jeanne"]
        self.answer(delivery)
        self.assertFalse(delivery.partner_id.ref)

    def test_a_bounce_while_it_is_still_in_hand(self):
        """The batch announces it with its own results, and nobody else does."""
        delivery = self.deliver()["Jeanne"]
        self.put(delivery, "sending", claim_id=7)
        self.bounce(delivery)
        self.assertFalse(delivery.partner_id.ref)
        self.put(delivery, "sent", claim_id=0)
        delivery._announce()
        self.assertEqual(delivery.partner_id.ref, "x")

    def test_a_rule_that_fails_keeps_no_bounce_out(self):
        self.make_rule("failed", "dealership.delivery", "raise UserError('No such thing')")
        delivery = self.deliver()["Jeanne"]
        self.bounce(delivery)
        self.assertTrue(delivery.bounced_at)
        self.assertIn("No such thing", delivery.scenario_id.automation_error)
