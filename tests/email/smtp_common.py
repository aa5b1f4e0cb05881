import email
from email.policy import default
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..ledger.common import DeliveryCommon
from .mail_sink import MailSink


class SmtpCommon(DeliveryCommon):
    """Sends to a real SMTP server, for one customer to begin with: Jeanne."""

    sink_class = MailSink

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = cls.sink_class()
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
        # France asks first: see test_measuring.py.
        cls.decide_rule(cls.company_a, "measuring", channel="email", purpose=False, measuring="allowed")

    def setUp(self):
        super().setUp()
        self.sink.messages.clear()
        self.sink.options.clear()
        self.sink.answers.clear()
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", classmethod(lambda cls: False)))

    def deliver(self, **vals):
        return self.deliver_to(self.targeting, **vals)

    def deliver_to(self, targeting, **vals):
        return self.run_and_send(self.make_scenario(targeting, **vals))

    def receive(self, number=-1):
        """Return one of the e-mails the server got, the last by default."""
        _sender, _recipients, content = self.sink.messages[number]
        return email.message_from_bytes(content, policy=default)

    def receive_text(self, subtype="html"):
        return self.receive().get_body((subtype,)).get_content().replace("\r\n", "\n")

    # -- the customer's side --------------------------------------------------------------------------

    def answer(self, delivery, text="Yes please!"):
        """Have Odoo's mail gateway receive the customer's answer."""
        self.env["mail.thread"].message_process(
            False,
            f"From: Jeanne <{delivery.address}>\nTo: reponse@aveyron.test\nSubject: Re: Hello\n"
            f"Message-Id: <answer-{delivery.id}@customer.test>\nIn-Reply-To: {delivery.email_message_id}\n"
            f"References: {delivery.email_message_id}\n\n{text}\n",
        )

    def bounce(self, delivery):
        """Have Odoo's mail gateway receive what the customer's mail server says of an address that isn't there."""
        self.env["mail.thread"].message_process(
            False,
            "From: MAILER-DAEMON@customer.test\nTo: retour@aveyron.test\nSubject: Undelivered\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nMailbox full\n"
            "--b\nContent-Type: message/delivery-status\n\n"
            f"Final-Recipient: rfc822; {delivery.address}\nAction: failed\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-Id: {delivery.email_message_id}\n--b--\n",
        )
