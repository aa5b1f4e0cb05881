from email.utils import getaddresses

from odoo.tests import tagged

from ..email.smtp_common import SmtpCommon

NUMBER = "+33612000001"


@tagged("post_install", "-at_install")
class TestToldStaff(SmtpCommon):
    """The e-mail by which staff hear of a customer's text message, as their mail server sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne.write({"phone": NUMBER, "user_id": cls.user_sales.id, "company_id": cls.company_a.id})
        cls.company_a.email = "accueil@groupe.test"

    def receive_sms(self):
        replies = self.env["dealership.reply"]
        reply = replies._receive_sms(self.company_a, "SM1", NUMBER, "+33500000000", "Demain, oui")
        self.assertEqual(reply.user_id, self.user_sales)
        [(sender, recipients, _content)] = self.sink.messages
        self.assertEqual(recipients, [self.user_sales.email_normalized])
        return sender, self.receive()

    def assertHeader(self, received, header, name, address):
        [found] = received[header].addresses
        self.assertEqual((found.display_name, found.addr_spec), (name, address))

    def test_14_10_it_is_from_us_in_the_name_of_the_customer(self):
        """From the customer's own domain it would fail SPF and DMARC, through whatever server it leaves."""
        shown = f"Jeanne via {self.company_a.name}"
        for from_filter in (False, "aveyron.test", "aveyron.test, customer.test"):
            with self.subTest(from_filter=from_filter), self.env.cr.savepoint() as undone:
                self.server.from_filter = from_filter
                self.sink.messages.clear()
                sender, received = self.receive_sms()
                [found] = received["From"].addresses
                self.assertEqual(found.display_name, shown)
                self.assertIn(found.addr_spec, ("reponse@aveyron.test", "info@aveyron.test"))
                self.assertIn(sender, ("retour@aveyron.test", "info@aveyron.test"))
                self.assertEqual(getaddresses([received["Reply-To"]])[0][1], "reponse@aveyron.test")
                undone.rollback()
                self.env.invalidate_all()

    def test_14_10_what_staff_answer_is_on_the_record(self):
        _sender, received = self.receive_sms()
        self.env["mail.thread"].message_process(
            False,
            f"From: Sandrine <{self.user_sales.email}>\nTo: reponse@aveyron.test\nSubject: Re\n"
            f"Message-Id: <staff@dealership.test>\nIn-Reply-To: {received['Message-Id']}\n\nSee you tomorrow\n",
        )
        answer = self.jeanne.message_ids[0]
        self.assertIn("See you tomorrow", answer.body)
        self.assertEqual(answer.author_id, self.user_sales.partner_id)

    def test_14_10_without_an_alias_domain(self):
        """It is from the company; the answer goes to the customer, where they have an address."""
        self.company_a.alias_domain_id = False
        self.server.from_filter = "groupe.test"
        _sender, received = self.receive_sms()
        self.assertHeader(received, "From", f"Jeanne via {self.company_a.name}", "accueil@groupe.test")
        self.assertHeader(received, "Reply-To", "Jeanne", "jeanne@customer.test")
