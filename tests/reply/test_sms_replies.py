from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, mute_logger, tagged

from ...tools.local_twilio import LocalTwilio
from ..sms.sms_common import OUR_NUMBER, SmsCommon

NUMBER = "+33612000001"


@tagged("post_install", "-at_install")
class TestSmsReplies(SmsCommon):
    """What becomes of customers' text messages."""

    def receive(self, body, reference="SM1", sender=NUMBER, **options):
        replies = self.env["dealership.reply"]
        return replies._receive_sms(self.company_a, reference, sender, OUR_NUMBER, body, **options)

    def send_to(self, customer, **vals):
        self.open_provider()
        now = fields.Datetime.now()
        scenario = self.make_sms_scenario(**vals)
        with self.without_hours():
            return self.run_and_send(scenario, now)[customer.name]

    def without_hours(self):
        """Let marketing leave at the hour of the test."""
        for company in self.company_a + self.company_b:
            self.decide_rule(company, "hours", channel="sms")
            self.decide_rule(company, "holidays", channel="sms", holidays="any_day")
        return self.env.cr.savepoint()

    def test_answer_reaches_everyone_concerned(self):
        customer = self.make_numbered("Zoé", 1)
        delivery = self.send_to(customer)
        reply = self.receive("Merci !\nJe passe demain")
        self.assertRecordValues(
            reply,
            [{"kind": "answer", "delivery_id": delivery.id, "partner_id": customer.id, "team_id": self.team_a.id}],
        )
        self.assertEqual(delivery.replied_at, reply.received_at)
        self.assertEqual(reply.user_id, self.user_sales)
        posted = customer.message_ids[0]
        self.assertEqual(posted.author_id, customer)
        self.assertIn("Je passe demain", posted.body)
        self.assertIn(self.user_sales.partner_id, posted.notified_partner_ids)

    def test_answer_is_shown_with_the_message(self):
        delivery = self.send_to(self.make_numbered("Zoé", 1))
        self.assertFalse(delivery.reply_body)
        self.receive("Merci !")
        self.receive("À demain", reference="SM2")
        self.receive("STOP", reference="SM3")
        self.assertIn("À demain", delivery.with_user(self.user_sales).reply_body)

    def test_answer_stands_on_the_record(self):
        customer = self.make_numbered("Zoé", 1)
        vehicle = self.make_vehicle(customer, license_plate="AA-001-AA")
        plate = {"attribute": "vehicle.license_plate", "operator": "is", "value": "AA-001-AA"}
        targeting = self.make_targeting("vehicle", [plate])
        self.open_provider()
        scenario = self.make_scenario(targeting, ({"channel": "sms"},), message=self.message, purpose="service")
        self.run_and_send(scenario, fields.Datetime.now())
        self.receive("Merci")
        self.assertIn("Merci", vehicle.message_ids[0].body)

    def test_whoever_has_no_email_is_heard_too(self):
        """The e-mail to whoever is in charge needs a sender, and many a customer has only a telephone."""
        customer = self.make_numbered("Zoé", 1, email=False)
        self.company_a.email = "accueil@groupe-aveyron.test"
        self.receive("Merci")
        self.assertIn("<accueil@groupe-aveyron.test>", customer.message_ids[0].email_from)

    def test_same_message_twice(self):
        customer = self.make_numbered("Zoé", 1)
        self.assertEqual(self.receive("Oui"), self.receive("Oui"))
        self.assertEqual(len(customer.message_ids.filtered(lambda message: "Oui" in message.body)), 1)

    def test_answers_belong_to_messages_of_a_month(self):
        customer = self.make_numbered("Zoé", 1)
        delivery = self.send_to(customer)
        reply = self.receive("Enfin", now=delivery.planned_at + timedelta(days=31))
        self.assertFalse(reply.delivery_id)
        self.assertEqual(reply.partner_id, customer)

    def test_answer_to_a_message_that_left_late(self):
        """It waited for a person; what counts is when the customer got it."""
        customer = self.make_numbered("Zoé", 1)
        now = fields.Datetime.now()
        late, early = self.send_to(customer), self.send_to(customer)
        late.write({"planned_at": now - timedelta(days=40), "sent_at": now - timedelta(minutes=5)})
        early.write({"planned_at": now - timedelta(days=3), "sent_at": now - timedelta(days=3)})
        self.assertEqual(self.receive("Merci").delivery_id, late)

    def test_reply_of_another_companys_customer(self):
        """A shared customer whose point of sale is elsewhere: nobody there may read what was written to us."""
        customer = self.make_numbered("Zoé", 1)
        customer.write({"company_id": False, "team_id": self.team_foreign.id})
        reply = self.receive("Bonjour")
        self.assertEqual((reply.partner_id, reply.team_id), (customer, self.env["crm.team"]))
        self.assertTrue(reply.with_user(self.user_sales).has_access("read"))

    def test_13_a_stop_is_noted_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_numbered("Zoé", 1).lang = "fr_FR"
        customer = self.receive("STOP").partner_id
        self.assertEqual(set(customer.consent_ids.mapped("source")), {f"STOP par SMS du {NUMBER}"})

    def test_stop(self):
        customer, partner = self.make_numbered("Zoé", 1), self.make_numbered("Paul", 1)
        delivery = self.send_to(customer, purpose="marketing")
        reply = self.receive("Arrêt")
        self.assertEqual(reply.kind, "stop")
        for person in customer + partner:
            said = {(line.purpose, line.channel, line.granted, line.origin) for line in person.consent_ids}
            purposes = ("marketing", "service", "payment")
            self.assertEqual(said, {(purpose, "sms", False, "keyword") for purpose in purposes})
            self.assertEqual(set(person.consent_ids.mapped("source")), {f"Arrêt by SMS from {NUMBER}"})
            self.assertEqual(set(person.consent_ids.mapped("evidence")), {"SM1"})
        self.assertTrue(delivery.unsubscribed_at)
        self.assertFalse(delivery.replied_at)
        self.assertDeliveries(
            self.run_and_send(self.make_sms_scenario(purpose="marketing"), fields.Datetime.now()),
            {"Zoé": ("skipped", "refused"), "Paul": ("skipped", "refused")},
        )

    def test_start(self):
        customer = self.make_numbered("Zoé", 1)
        self.env["phone.blacklist"]._add([NUMBER])
        self.receive("STOP", "SM1")
        self.receive("start", "SM2")
        self.assertEqual(customer.consent_state_ids.mapped("granted"), [True] * 3)
        self.assertFalse(customer.phone_sanitized_blacklisted)

    def test_unknown_number(self):
        reply = self.receive("Avez-vous une 208 ?", sender="+33699999999")
        self.assertFalse(reply.partner_id or reply.attached)
        reply = reply.with_user(self.user_director)
        with self.assertRaises(UserError):
            reply.action_attach()
        reply.partner_id = customer = self.make_numbered("Zoé", 1)
        reply.action_attach()
        reply.action_attach()
        self.assertTrue(reply.attached)
        self.assertEqual(len(customer.message_ids.filtered(lambda message: "208" in message.body)), 1)

    def test_only_the_writer_of_a_reply_can_be_entered(self):
        reply = self.receive("Non merci", sender="+33699999999").with_user(self.user_sales)
        with self.assertRaises(AccessError):
            reply.body = "Oui"
        hidden = self.make_customer("Hidden", company_id=self.company_b.id, team_id=self.team_foreign.id)
        with self.assertRaises(AccessError):
            reply.partner_id = hidden
        reply.sudo().partner_id = hidden
        with self.assertRaises(AccessError):
            reply.action_attach()

    def test_stop_of_an_unknown_number(self):
        self.receive("STOP", sender="+33699999999")
        banned = self.env["phone.blacklist"].search([("number", "=", "+33699999999")])
        self.assertTrue(banned.active)

    def test_shared_number_without_a_message(self):
        self.make_numbered("Zoé", 1)
        self.make_numbered("Paul", 1)
        self.assertFalse(self.receive("Bonjour").partner_id)

    def test_replies_of_other_points_of_sale(self):
        self.make_numbered("Zoé", 1)
        reply = self.receive("Bonjour")
        self.assertTrue(reply.with_user(self.user_adviser).has_access("read"))
        with self.assertRaises(AccessError):
            reply.with_user(self.user_sales_b).read(["body"])
        with self.assertRaises(AccessError):
            reply.with_user(self.user_foreign).read(["body"])


@tagged("post_install", "-at_install")
class TestSmsInbound(HttpCase, SmsCommon):
    """The provider passes messages on over real HTTP, signed."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        self.provider = LocalTwilio()
        self.addCleanup(self.provider.server.server_close)

    def pass_on(self, body, url=None, **options):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            url = url or self.company_a.dealership_sms_inbound_url
            answer = self.provider.receive(url, NUMBER, OUR_NUMBER, body, **options)
        self.env.invalidate_all()
        return answer

    def get_replies(self):
        return self.env["dealership.reply"].search([("sender", "=", NUMBER)])

    def test_received_once(self):
        customer = self.make_numbered("Zoé", 1)
        for _time in range(2):
            self.assertEqual(self.pass_on("Demain 8 h & merci", sid="SM7"), 200)
        self.assertRecordValues(
            self.get_replies(), [{"body": "Demain 8 h & merci", "partner_id": customer.id, "kind": "answer"}]
        )
        self.assertEqual(self.pass_on("DÉSABONNER & merci"), 200)
        self.assertEqual(self.pass_on("Z\0ero"), 200)
        self.assertIn("Zero", self.get_replies().mapped("body"))
        self.assertEqual(customer.consent_ids.mapped("granted"), [False] * 3)

    @mute_logger("odoo.addons.crm_dealership.controllers.sms", "odoo.http")
    def test_only_the_provider_is_believed(self):
        self.make_numbered("Zoé", 1)
        self.assertEqual(self.pass_on("STOP", token="another"), 404)
        other = f"{self.base_url()}/dealership/sms/twilio/inbound/{self.company_b.id}"
        self.assertEqual(self.pass_on("STOP", url=other), 404)
        self.assertEqual(self.pass_on("STOP", url=f"{self.base_url()}/dealership/sms/twilio/inbound/0"), 404)
        self.assertFalse(self.get_replies())
