import doctest

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ...engine.reply import writer
from ...tools.local_twilio import LocalTwilio
from ..automation.common import RulesMixin
from ..sms.sms_common import OUR_NUMBER, SmsCommon

NUMBER = "+33612000001"


class ReplyWriterCommon(RulesMixin, SmsCommon):
    """A rule that writes down each answer on the customer of the message: ``ref`` is "x" per answer."""

    def setUp(self):
        super().setUp()
        code = "record.partner_id.write({'ref': (record.partner_id.ref or '') + 'x'})"
        self.make_rule("replied", "dealership.delivery", code)

    def receive(self, body, reference="SM1", sender=NUMBER, company=None, recipient=OUR_NUMBER, **options):
        replies = self.env["dealership.reply"]
        return replies._receive_sms(company or self.company_a, reference, sender, recipient, body, **options)

    def send_to(self, *names):
        """Write to whoever is in the targeting, and return the deliveries by name."""
        self.open_provider()
        deliveries = self.run_and_send(self.make_sms_scenario(), fields.Datetime.now())
        return [deliveries[name] for name in names]

    def send_to_both(self):
        """Write to each of two people who share a number, and return them with the messages."""
        zoe = self.make_numbered("Zoé", 1)
        [to_zoe] = self.send_to("Zoé")
        zoe.active = False  # else it would be the same address twice
        paul = self.make_numbered("Paul", 1)
        [to_paul] = self.send_to("Paul")
        zoe.active = True
        return {zoe: to_zoe, paul: to_paul}

    def get_told(self, reply):
        """Return who was told that a reply has no writer."""
        domain = [("model", "=", "dealership.reply"), ("res_id", "=", reply.id)]
        return self.env["mail.message"].search(domain).notified_partner_ids.user_ids


@tagged("post_install", "-at_install")
class TestReplyWriter(ReplyWriterCommon):
    """Each answer is an event, and no answer is the wrong person's."""

    def test_doctests(self):
        self.assertFalse(doctest.testmod(writer).failed)

    def test_16_09_each_answer_is_an_event(self):
        customer = self.make_numbered("Zoé", 1)
        [delivery] = self.send_to("Zoé")
        first = self.receive("Bonjour")
        self.assertEqual(customer.ref, "x")
        self.receive("FACTURE", "SM2")
        self.assertEqual(customer.ref, "xx")
        self.assertEqual(delivery.replied_at, first.received_at)
        self.assertIn("FACTURE", delivery.reply_body)

    def test_16_09_a_rule_can_ask_what_was_answered(self):
        customer = self.make_numbered("Zoé", 1)
        code = "record.partner_id.write({'function': 'wants an invoice'})"
        self.make_rule("replied", "dealership.delivery", code, filter_domain="[('reply_body', 'ilike', 'facture')]")
        self.send_to("Zoé")
        self.receive("Bonjour")
        self.assertFalse(customer.function)
        self.receive("FACTURE", "SM2")
        self.assertEqual(customer.function, "wants an invoice")

    def test_16_09_the_same_message_twice_is_one_event(self):
        customer = self.make_numbered("Zoé", 1)
        self.send_to("Zoé")
        for _time in range(2):
            self.receive("Bonjour")
            self.receive("FACTURE", "SM2")
        self.assertEqual(customer.ref, "xx")

    def test_16_09_stop_is_no_answer(self):
        customer = self.make_numbered("Zoé", 1)
        self.send_to("Zoé")
        self.receive("Bonjour")
        self.receive("STOP", "SM2")
        self.assertEqual(customer.ref, "x")

    def test_16_09_one_of_two_was_written_to(self):
        """It is taken for hers, and said to be a guess."""
        customer = self.make_numbered("Zoé", 1)
        [delivery] = self.send_to("Zoé")
        self.make_numbered("Paul", 1)
        reply = self.receive("Oui")
        self.assertEqual((reply.partner_id, reply.delivery_id, reply.doubt), (customer, delivery, "shared"))
        self.assertEqual(customer.message_ids[0].subject, "Answer by SMS, from a number of several people")
        self.assertEqual(customer.ref, "x")

    def test_16_09_both_were_written_to(self):
        (zoe, _first), (paul, last) = self.send_to_both().items()
        reply = self.receive("Oui")
        self.assertRecordValues(
            reply, [{"partner_id": False, "attached": False, "doubt": "shared", "delivery_id": last.id}]
        )
        self.assertFalse(zoe.ref or paul.ref)
        self.assertFalse((zoe + paul).message_ids.filtered(lambda message: "Oui" in message.body))
        self.assertEqual(reply.user_id, self.user_sales)
        self.assertEqual(self.get_told(reply), self.user_sales)
        self.assertTrue(last.replied_at, "the number has answered: nothing more is sent there in vain")

    def test_16_09_a_person_says_who_it_was(self):
        (zoe, first), (paul, last) = self.send_to_both().items()
        reply = self.receive("Oui").with_user(self.user_sales)
        self.assertEqual(reply.sudo().delivery_id, last)
        reply.partner_id = zoe
        reply.action_attach()
        reply.action_attach()
        self.assertEqual((reply.sudo().delivery_id, reply.doubt, reply.attached), (first, False, True))
        self.assertEqual((first.replied_at, last.replied_at), (reply.received_at, False))
        self.assertEqual((zoe.ref, paul.ref), ("x", False))
        self.assertEqual(len(zoe.message_ids.filtered(lambda message: "Oui" in message.body)), 1)

    def test_16_09_an_unknown_number(self):
        reply = self.receive("Avez-vous une 208 ?", sender="+33699999999")
        self.assertRecordValues(reply, [{"partner_id": False, "doubt": "unknown", "attached": False}])
        self.assertEqual(reply.user_id, self.user_director, "who leads a point of sale of the company")
        self.assertEqual(self.get_told(reply), self.user_director)
        told = self.env["mail.message"].search([("model", "=", "dealership.reply"), ("res_id", "=", reply.id)])
        self.assertIn("Avez-vous une 208", told.body)

    def test_16_09_in_the_language_of_whoever_is_told(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_director.lang = "fr_FR"
        reply = self.receive("Bonjour", sender="+33699999999")
        told = self.env["mail.message"].search([("model", "=", "dealership.reply"), ("res_id", "=", reply.id)])
        self.assertIn("qui l'a écrite", told.subject)
        self.assertIn("Numéro inconnu", told.body)

    def test_16_09_the_point_of_sale_whose_number_was_written_to(self):
        self.team_b.user_id = self.user_sales_b
        self.env["dealership.tracking.number"].create(
            {"name": "Millau", "number": "+33565010203", "team_id": self.team_b.id}
        )
        reply = self.receive("Bonjour", sender="+33699999999", recipient="+33565010203")
        self.assertEqual((reply.team_id, reply.user_id), (self.team_b, self.user_sales_b))

    def test_16_09_who_leads_has_left(self):
        self.user_director.active = False
        self.team_b.user_id = self.user_sales_b
        self.assertEqual(self.receive("Bonjour", sender="+33699999999").user_id, self.user_sales_b)

    def test_16_09_nobody_leads(self):
        self.env["crm.team"].search([("company_id", "=", self.company_a.id)]).user_id = False
        reply = self.receive("Bonjour", sender="+33699999999")
        self.assertFalse(reply.user_id)
        self.assertTrue(reply.doubt)

    def test_16_09_a_customer_whom_nobody_has_in_charge(self):
        """Whoever leads their point of sale hears of it."""
        customer = self.make_numbered("Zoé", 1)
        customer.write({"user_id": False, "team_id": self.team_b.id})
        self.team_b.user_id = self.user_sales_b
        self.assertEqual(self.receive("Bonjour").user_id, self.user_sales_b)

    def test_16_09_the_private_mobile_of_one_of_the_staff(self):
        self.user_adviser.partner_id.phone = "+33698765432"
        reply = self.receive("Je m'en occupe", sender="+33698765432")
        self.assertRecordValues(reply, [{"partner_id": False, "doubt": "staff", "attached": False}])
        self.assertFalse(self.user_adviser.partner_id.message_ids.filtered(lambda one: "occupe" in one.body))

    def test_16_09_a_customer_with_the_number_of_one_of_the_staff(self):
        """A salesperson entered their own mobile on a customer who has none."""
        customer = self.make_numbered("Zoé", 1)
        self.user_adviser.partner_id.phone = NUMBER
        reply = self.receive("Je m'en occupe")
        self.assertEqual((reply.partner_id, reply.doubt), (self.env["res.partner"], "shared"))
        [delivery] = self.send_to("Zoé")
        reply = self.receive("D'accord", "SM2")
        self.assertEqual((reply.partner_id, reply.delivery_id, reply.doubt), (customer, delivery, "shared"))

    def test_16_09_a_company_and_its_contact(self):
        """They are one telephone: the person has written."""
        company = self.make_customer("Garage Martin", is_company=True, phone=NUMBER)
        person = self.make_customer("Zoé Martin", parent_id=company.id, phone=NUMBER)
        reply = self.receive("Oui")
        self.assertEqual((reply.partner_id, reply.doubt), (person, False))

    def test_16_09_the_second_number(self):
        customer = self.make_customer("Zoé", phone="+33565000000", phone2=NUMBER)
        self.assertEqual(self.receive("Oui").partner_id, customer)

    def test_16_09_archived_customers(self):
        archived = self.make_numbered("Zoé", 1)
        archived.active = False
        reply = self.receive("Oui")
        self.assertEqual((reply.partner_id, reply.doubt), (archived, False))
        active = self.make_numbered("Zoé bis", 1)
        self.assertEqual(self.receive("Oui", "SM2").partner_id, active)

    def test_16_09_archived_after_they_were_written_to(self):
        """Somebody else has the number now: whose answer it is, a person says."""
        gone = self.make_numbered("Zoé", 1)
        self.send_to("Zoé")
        gone.active = False
        self.assertEqual(self.receive("Oui").partner_id, gone)
        self.make_numbered("Paul", 1)
        reply = self.receive("Oui", "SM2")
        self.assertEqual((reply.partner_id, reply.doubt), (self.env["res.partner"], "shared"))

    def test_16_09_the_number_was_corrected_meanwhile(self):
        former = self.make_numbered("Zoé", 1)
        self.send_to("Zoé")
        former.phone = "+33612000009"
        self.assertEqual(self.receive("Oui").partner_id, former, "nobody else has it")
        self.make_numbered("Paul", 1)
        self.assertFalse(self.receive("Oui", "SM2").partner_id)

    def test_16_09_two_companies(self):
        ours = self.make_numbered("Zoé", 1)
        theirs = self.make_numbered("Paul", 1, company_id=self.company_b.id, team_id=self.team_foreign.id)
        self.assertEqual(self.receive("Oui").partner_id, ours)
        reply = self.receive("Oui", "SM2", company=self.company_b)
        self.assertEqual((reply.partner_id, reply.doubt), (theirs, False))
        self.team_foreign.user_id = self.user_foreign
        reply = self.receive("Oui", "SM3", company=self.company_b, sender="+33699999999")
        self.assertEqual((reply.user_id, self.get_told(reply)), (self.user_foreign, self.user_foreign))
        with self.assertRaises(AccessError):
            reply.with_user(self.user_director).read(["body"])

    def test_16_09_one_who_wrote_to_both_companies(self):
        """A customer of the whole group: each company has the answers to what it wrote."""
        customer = self.make_numbered("Zoé", 1, company_id=False)
        [delivery] = self.send_to("Zoé")
        self.assertEqual(self.receive("Oui").delivery_id, delivery)
        other = self.receive("Oui", "SM2", company=self.company_b)
        self.assertEqual((other.partner_id, other.delivery_id), (customer, self.env["dealership.delivery"]))
        self.assertEqual(customer.ref, "x")

    def test_16_09_what_nobody_wrote_the_staff_may_not_say_elsewhere(self):
        """Of a point of sale of others, nobody sees the reply or says whose it is."""
        self.team_b.user_id = self.user_sales_b
        self.env["dealership.tracking.number"].create(
            {"name": "Millau", "number": "+33565010203", "team_id": self.team_b.id}
        )
        reply = self.receive("Bonjour", sender="+33699999999", recipient="+33565010203")
        with self.assertRaises(AccessError):
            reply.with_user(self.user_sales).action_attach()


@tagged("post_install", "-at_install")
class TestReplyEventsInbound(HttpCase, ReplyWriterCommon):
    """As the provider passes them on, over real HTTP and signed."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        self.twilio = LocalTwilio()
        self.addCleanup(self.twilio.server.server_close)

    def pass_on(self, body, sid, sender=NUMBER):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            url = self.company_a.dealership_sms_inbound_url
            status = self.twilio.receive(url, sender, OUR_NUMBER, body, sid=sid)
        self.env.invalidate_all()
        self.assertEqual(status, 200)

    def test_16_09_twice_by_the_provider(self):
        customer = self.make_numbered("Zoé", 1)
        self.send_to("Zoé")
        for body, sid in (("Bonjour", "SM1"), ("FACTURE", "SM2"), ("FACTURE", "SM2"), ("Bonjour", "SM1")):
            self.pass_on(body, sid)
        self.assertEqual(customer.ref, "xx")
        self.assertEqual(len(customer.message_ids.filtered(lambda message: "FACTURE" in message.body)), 1)

    def test_16_09_a_family_by_the_provider(self):
        family = self.make_numbered("Zoé", 1) + self.make_numbered("Paul", 1)
        self.pass_on("Oui", "SM1")
        reply = self.env["dealership.reply"].search([("sender", "=", NUMBER)])
        self.assertEqual((reply.doubt, reply.partner_id), ("shared", family.browse()))
        self.assertTrue(self.get_told(reply))
