from unittest.mock import patch

from odoo.tests import tagged

from ..engine.test_mime import NAMES
from .mail_sink import MailSink
from .smtp_common import SmtpCommon

JEANNE = "jeanne@customer.test"
BOUNCE = "retour@aveyron.test"


@tagged("post_install", "-at_install")
class TestEnvelope(SmtpCommon):
    """Whom the mail server is told that an e-mail is to and from, whatever names and servers say."""

    def assertReached(self, addresses=(JEANNE,)):
        self.assertEqual([recipients for _sender, recipients, _content in self.sink.messages], [[*addresses]])

    def test_14_02_a_name_is_no_second_recipient(self):
        for name in (*NAMES, "Jeanne\r\nBcc: all@ex.example\n\nhello"):
            with self.subTest(name=name):
                self.sink.messages.clear()
                self.jeanne.name = name
                self.deliver()
                self.assertReached()
                [address] = self.receive()["To"].addresses
                self.assertEqual(address.addr_spec, JEANNE)

    def test_14_02_the_answer_of_the_server_is_about_the_recipient(self):
        self.jeanne.name = "old@ex.example"
        self.sink.answers[JEANNE] = "550 5.1.1 No such user"
        self.assertDeliveries(self.deliver(), {"old@ex.example": ("failed", "recipient_refused")})
        self.assertFalse(self.sink.messages)

    def test_14_02_the_name_of_who_signs_is_no_recipient(self):
        self.user_sales.name = "Sandrine <vidal@ex.example>, Élise"
        self.deliver()
        self.assertReached()
        received = self.receive()
        for name in ("From", "Reply-To"):
            [address] = received[name].addresses
            self.assertEqual(address.display_name, self.user_sales.name)
        self.assertEqual(received["Reply-To"].addresses[0].addr_spec, "reponse@aveyron.test")

    def test_14_02_a_test_goes_to_one_address(self):
        message = self.make_message()
        preview = self.env["dealership.message.preview"].with_user(self.user_director)
        preview = preview.create(
            {
                "message_id": message.id,
                "preview_model": "res.partner",
                "preview_res_id": self.jeanne.id,
                "test_address": '"old@ex.example" <me@dealership.test>',
            }
        )
        preview.action_send_test()
        self.assertReached(["me@dealership.test"])

    def test_14_02_a_confirmation_goes_to_one_address(self):
        self.jeanne.name = "old@ex.example"
        self.company_a.dealership_double_opt_in = True
        self.deliver()["old@ex.example"]._ask_for_confirmation([self.env["dealership.topic"]])
        self.sink.messages.clear()
        self.env["mail.mail"].search([("email_to", "=", JEANNE)]).send()
        self.assertReached()

    def test_14_02_staff_are_one_recipient_each(self):
        self.user_sales.name = "old@ex.example"
        self.jeanne.message_post(
            body=self.jeanne.name, partner_ids=self.user_sales.partner_id.ids, subtype_xmlid="mail.mt_note"
        )
        self.assertReached([self.user_sales.email_normalized])

    def test_14_02_an_international_domain(self):
        self.jeanne.email = "Jeanne@Garage-Été.test"
        self.deliver()
        self.assertReached(["jeanne@xn--garage-t-h1ab.test"])
        self.assertEqual(self.receive()["To"].addresses[0].addr_spec, "jeanne@xn--garage-t-h1ab.test")

    def test_14_02_an_international_address(self):
        """Where the server knows SMTPUTF8; another refuses it for good, and nobody else is held up."""
        self.jeanne.email = "jérôme@customer.test"
        self.deliver()
        self.assertReached(["jérôme@customer.test"])
        _sender, _recipients, content = self.sink.messages[0]
        self.assertIn("<jérôme@customer.test>".encode(), content)
        self.assertIn("SMTPUTF8", self.sink.options[0])

    def test_14_02_an_international_address_the_server_does_not_know(self):
        self.make_townsman("Paul")
        self.jeanne.email = "jérôme@customer.test"
        with patch.object(MailSink, "smtputf8", False):
            deliveries = self.deliver()
        self.assertDeliveries(deliveries, {"Jeanne": ("failed", "recipient_refused"), "Paul": "sent"})
        self.assertIn("SMTPUTF8", deliveries["Jeanne"].error)

    def test_14_02_what_is_no_mailbox_holds_nobody_up(self):
        for name, address in (
            ("Anna", '"a b"@customer.test'),
            ("Bea", "bea@-🚗-.test"),
            ("Paul", "paul@customer.test"),
        ):
            self.make_townsman(name).email = address
        deliveries = self.deliver()
        unsendable = ("failed", "unsendable")
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": "sent", "Anna": unsendable, "Bea": unsendable})
        self.assertIn("bea@-🚗-.test", deliveries["Bea"].error)

    # -- where it comes back to -------------------------------------------------------------------------

    def test_14_10_it_comes_back_to_the_alias_whatever_server_is_chosen(self):
        """Odoo has it come back to who signs, where the server is meant for their domain only."""
        signs = self.user_sales.email_normalized
        domain = signs.partition("@")[2]
        for from_filter in (False, "aveyron.test", domain, signs, "elsewhere.test", f"elsewhere.test, {domain}"):
            for bound in (False, self.server.id):
                with self.subTest(from_filter=from_filter, bound=bool(bound)):
                    self.server.from_filter = from_filter
                    self.sink.messages.clear()
                    if from_filter == "elsewhere.test" and not bound:
                        with self.assertLogs("odoo.addons.base.models.ir_mail_server", "WARNING"):
                            self.deliver(mail_server_id=bound)
                    else:
                        self.deliver(mail_server_id=bound)
                    self.assertEqual([sender for sender, *_others in self.sink.messages], [BOUNCE])
                    [shown] = self.receive()["From"].addresses
                    self.assertEqual(shown.display_name, "Sandrine Vidal")
                    self.assertIn(shown.addr_spec, (signs, "info@aveyron.test"))

    def test_14_10_the_name_stays_where_odoo_puts_its_own_address(self):
        self.user_sales.name = "Hélène Œuvré"
        self.server.from_filter = "aveyron.test"
        self.deliver()
        [shown] = self.receive()["From"].addresses
        self.assertEqual((shown.display_name, shown.addr_spec), ("Hélène Œuvré", "info@aveyron.test"))

    def test_14_10_the_name_stays_with_the_address_of_notifications(self):
        self.company_a.email = False
        self.team_a.trading_name = "Garage du Rouergue"
        self.deliver(signatory="team", signatory_user_id=False)
        [shown] = self.receive()["From"].addresses
        self.assertEqual((shown.display_name, shown.addr_spec), ("Garage du Rouergue", "info@aveyron.test"))

    def test_14_10_the_scenario_says_where_what_comes_back_is_lost(self):
        scenario = self.make_scenario(self.targeting, mail_server_id=self.server.id).with_user(self.user_director)
        self.assertFalse(scenario.bounce_warning)
        self.server.from_filter = "elsewhere.test"
        self.env.invalidate_all()
        self.assertIn("meant for elsewhere.test only", scenario.bounce_warning)
        self.server.from_filter = "elsewhere.test, aveyron.test"
        self.env.invalidate_all()
        self.assertFalse(scenario.bounce_warning)
        self.company_a.alias_domain_id = False
        self.env.invalidate_all()
        self.assertIn("where nobody counts it", scenario.bounce_warning)
        scenario.step_ids.sudo().write({"channel": "other", "message_id": False, "task_summary": scenario.name})
        self.assertFalse(scenario.bounce_warning)
