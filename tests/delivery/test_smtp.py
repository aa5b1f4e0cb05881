import email
from datetime import timedelta
from email.policy import default
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import NOW, DeliveryCommon
from .mail_sink import MailSink


@tagged("post_install", "-at_install")
class TestSmtp(DeliveryCommon):
    """Delivering to a real SMTP server: what leaves, and how its answers are read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = MailSink()
        cls.sink.start()
        cls.addClassCleanup(cls.sink.stop)
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls.env["ir.mail_server"].create(
            {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": cls.sink.port, "smtp_encryption": "none"}
        )
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "aveyron.test", "catchall_alias": "reponse", "bounce_alias": "retour", "default_from": "info"}
        )
        cls.company_a.alias_domain_id = cls.domain

    def setUp(self):
        super().setUp()
        self.sink.messages.clear()
        self.sink.answers.clear()
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", classmethod(lambda cls: False)))

    def deliver(self, **vals):
        return self.run_and_send(self.make_scenario(self.targeting, **vals))

    def receive(self):
        [(_sender, _recipients, content)] = self.sink.messages
        return email.message_from_bytes(content, policy=default)

    def test_as_received(self):
        message = self.make_message(
            subject="Votre véhicule, {{ customer.name }} 🚗",
            body_html='<p>Bonjour</p><p><a href="{{ unsubscribe_link }}">Se désinscrire</a></p>',
        )
        delivery = self.deliver(message=message)["Jeanne"]
        self.assertEqual(delivery.state, "sent")
        received = self.receive()
        self.assertEqual(received["Subject"], "Votre véhicule, Jeanne 🚗")
        self.assertEqual(received["To"], "Jeanne <jeanne@customer.test>")
        self.assertEqual(received["Message-Id"], delivery.email_message_id)
        self.assertIn("Sandrine Vidal", received["From"])
        self.assertEqual(received["Reply-To"], "Sandrine Vidal <reponse@aveyron.test>")
        self.assertEqual(self.sink.messages[0][0], "retour@aveyron.test")
        body = received.get_body(("html",)).get_content()
        self.assertIn(delivery._get_unsubscribe_url(), body)
        self.assertIn("Bonjour", received.get_body(("plain",)).get_content())

    def test_unsubscribe_headers_as_they_are_on_the_wire(self):
        delivery = self.deliver()["Jeanne"]
        url = delivery._get_unsubscribe_url()
        self.assertIn(f"List-Unsubscribe: <{url}>\r\n".encode(), self.sink.messages[0][2])
        self.assertIn(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", self.sink.messages[0][2])

    def test_a_name_is_no_header(self):
        self.jeanne.name = 'Jeanne "J" Élise\r\nBcc: everyone@customer.test\r\n\r\n<script>'
        self.deliver()
        received = self.receive()
        self.assertEqual(self.sink.recipients, ["jeanne@customer.test"])
        self.assertNotIn("Bcc", received)
        self.assertEqual(received["To"].addresses[0].addr_spec, "jeanne@customer.test")
        self.assertIn("Élise", received["To"].addresses[0].display_name)

    def test_long_and_foreign_texts_arrive_whole(self):
        subject = "Entretien à prévoir, " + "très " * 40 + "bientôt"
        body = "<p>" + "é=.\n.\n" * 500 + "x" * 3000 + "</p>"
        self.deliver(message=self.make_message(subject=subject, body_html=body))
        received = self.receive()
        self.assertEqual(received["Subject"], subject)
        html = received.get_body(("html",)).get_content().replace("\r\n", "\n")
        self.assertEqual(html.rstrip("\n"), str(self.jeanne.message_ids[0].body))
        self.assertLess(max(map(len, self.sink.messages[0][2].splitlines())), 998)

    def test_service_messages_have_no_unsubscribe_header(self):
        self.deliver(purpose="service")
        self.assertNotIn(b"List-Unsubscribe", self.sink.messages[0][2])
        self.assertEqual(self.receive()["Auto-Submitted"], "auto-generated")

    def test_signed_by_the_point_of_sale(self):
        self.team_a.trading_name = "Garage du Rouergue"
        self.deliver(signatory="team", signatory_user_id=False)
        self.assertIn("Garage du Rouergue", self.receive()["From"])

    def test_signed_by_the_responsible_of_the_record(self):
        self.jeanne.user_id = self.user_adviser
        delivery = self.deliver(signatory="responsible")["Jeanne"]
        self.assertEqual(delivery.signatory_id, self.user_adviser)
        self.assertIn("Adrien Costes", self.receive()["From"])

    def test_a_refused_recipient_keeps_no_other_from_getting_theirs(self):
        for name in ("Anna", "Bea", "Carl", "Dora", "Emil"):
            self.make_townsman(name)
        self.sink.answers.update(
            {
                "anna@customer.test": "550 5.1.1 No such user",
                "bea@customer.test": "451 Greylisted, try again",
                "carl@customer.test": "drop",
                "DATA dora@customer.test": "554 5.7.1 Looks like spam",
                "DATA emil@customer.test": "drop",
            }
        )
        self.make_townsman("Zoe")
        deliveries = self.deliver()
        self.assertDeliveries(
            deliveries,
            {
                "Jeanne": "sent",
                "Anna": ("failed", "recipient_refused"),
                "Bea": "planned",
                "Carl": "planned",
                "Dora": ("failed", "recipient_refused"),
                "Emil": ("waiting", "interrupted"),
                "Zoe": "sent",
            },
        )
        self.assertEqual(deliveries["Anna"].error, "550 5.1.1 No such user")
        self.assertFalse(deliveries["Anna"].mail_message_id, "nothing on the customer of what never left")
        self.assertTrue(deliveries["Emil"].mail_message_id, "it may have arrived")
        self.sink.answers.clear()
        self.send(deliveries["Bea"].planned_at + timedelta(minutes=5))
        self.assertEqual({deliveries[name].state for name in ("Bea", "Carl")}, {"sent"})
        accepted = [address for address in self.sink.recipients if address[0] not in "de"]
        self.assertEqual(len(accepted), len(set(accepted)))

    def test_a_server_out_of_reach_is_tried_again_and_given_up(self):
        self.server.smtp_port = 1
        self.make_townsman("Paul")
        deliveries = self.make_scenario(self.targeting, expires_after_hours=9999)._run(NOW).delivery_ids
        moments = []
        for _attempt in range(6):
            self.send(max([NOW, *moments]))
            moments += deliveries.filtered(lambda delivery: delivery.state == "planned").mapped("planned_at")
        self.assertEqual(set(deliveries.mapped("state")), {"failed"})
        self.assertEqual(set(deliveries.mapped("reason")), {"unreachable"})
        self.assertEqual(deliveries.mapped("attempts"), [5, 5])
        self.server.smtp_port = self.sink.port
        deliveries.action_send()
        self.send(deliveries[0].planned_at)
        self.assertEqual(set(deliveries.mapped("state")), {"sent"})

    def test_answers_and_bounces_find_the_delivery(self):
        delivery = self.deliver()["Jeanne"]
        answer = (
            "From: Jeanne <jeanne@customer.test>\nTo: reponse@aveyron.test\nSubject: Re: Hello\n"
            f"Message-Id: <answer@customer.test>\nIn-Reply-To: {delivery.email_message_id}\n"
            f"References: {delivery.email_message_id}\n\nYes please!\n"
        )
        self.env["mail.thread"].message_process(False, answer)
        self.assertTrue(delivery.replied_at)
        self.assertIn("Yes please!", self.jeanne.message_ids[0].body)
        self.assertIn(self.user_sales.partner_id, self.jeanne.message_partner_ids, "who signed gets the answers")

    def test_bounce(self):
        delivery = self.deliver()["Jeanne"]
        bounce = (
            "From: MAILER-DAEMON@customer.test\nTo: retour@aveyron.test\nSubject: Undelivered\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nMailbox full\n"
            "--b\nContent-Type: message/delivery-status\n\n"
            "Final-Recipient: rfc822; jeanne@customer.test\nAction: failed\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-Id: {delivery.email_message_id}\n--b--\n"
        )
        self.env["mail.thread"].message_process(False, bounce)
        self.assertTrue(delivery.bounced_at)
