import smtplib
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged

from ...engine.channel.outcome import DEFERRED, REFUSED
from ...engine.email.size import get_sent_size
from ...engine.email.smtp import SmtpSession
from ..ledger.common import NOW
from .mail_sink import MailSink
from .smtp_common import SmtpCommon

LARGE = ("failed", "too_large")


@tagged("post_install", "-at_install")
class TestRefusedForSize(BaseCase):
    def test_14_09_what_is_said_of_the_size_is_final(self):
        sender, data = smtplib.SMTPSenderRefused, smtplib.SMTPDataError
        for error, expected in (
            (sender(552, b"5.3.4 Message size exceeds fixed limit", "a@b.test"), (REFUSED, "too_large")),
            (sender(552, b"Message too big", "a@b.test"), (REFUSED, "too_large")),
            (sender(552, b"Sorry", "a@b.test"), (REFUSED, "too_large")),
            (data(552, b"5.3.4 Error: message file too big"), (REFUSED, "too_large")),
            (data(552, b"5.2.3 Message exceeds the limit of the mailbox"), (REFUSED, "too_large")),
            (data(554, b"5.3.4 Requirements not met"), (REFUSED, "too_large")),
            (data(552, b"message size too large"), (REFUSED, "too_large")),
            (data(552, b"5.2.2 Mailbox full"), (REFUSED, "recipient_refused")),
            (data(552, b"Quota exceeded"), (REFUSED, "recipient_refused")),
            (
                data(552, b"5.7.0 This message was blocked because its content presents a size issue"),
                (REFUSED, "recipient_refused"),
            ),
            (data(452, b"4.3.4 Message size too large for now"), (DEFERRED, "unreachable")),
            (sender(550, b"5.7.1 Not for you", "a@b.test"), (DEFERRED, "unreachable")),
        ):
            with self.subTest(error=error):
                outcome = SmtpSession(None, None)._judge(error)
                self.assertEqual((outcome.kind, outcome.reason), expected)

    def test_14_09_files_grow_by_a_third(self):
        self.assertEqual([get_sent_size(size) for size in (0, 1, 57, 58)], [0, 78, 78, 156])
        self.assertAlmostEqual(get_sent_size(10**7) / 10**7, 1.368, 2)


@tagged("post_install", "-at_install")
class TestSize(SmtpCommon):
    """An e-mail that is too large is told when it is written, refused before it leaves, and not tried again."""

    def make_large(self, size=300_000, **vals):
        file = self.env["ir.attachment"].create({"name": "catalogue.pdf", "raw": b"x" * size})
        return self.make_message(attachment_ids=file.ids, **vals)

    def test_14_09_as_the_server_announces(self):
        """Of the size that the server itself would refuse nothing is sent to it."""
        with patch.object(MailSink, "max_size", 250_000):
            delivery = self.deliver(message=self.make_large())["Jeanne"]
        self.assertDeliveries(delivery, {"Jeanne": LARGE})
        self.assertIn("The e-mail has 0.4 MB", delivery.error)
        self.assertIn("> 250000", delivery.error)

    def test_14_09_as_the_server_says_afterwards(self):
        self.sink.answers["DATA jeanne@customer.test"] = "552 5.3.4 Message too big for system"
        delivery = self.deliver(message=self.make_large())["Jeanne"]
        self.assertDeliveries(delivery, {"Jeanne": LARGE})
        self.assertIn("The e-mail has 0.4 MB: 552 5.3.4 Message too big for system", delivery.error)

    def test_14_09_as_the_server_is_set(self):
        self.server.max_email_size = 0.2
        message = self.make_large()
        run = self.make_scenario(self.targeting, message=message)._run(NOW)
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Jeanne": LARGE})
        self.server.max_email_size = 0.5
        run.delivery_ids.action_send()
        self.send(run.delivery_ids.planned_at)
        self.assertDeliveries(run.delivery_ids, {"Jeanne": "sent"})
        # What was measured is what arrived, but for the headers.
        [(_sender, _recipients, content)] = self.sink.messages
        self.assertLess(abs(len(content) - message._get_email_size()), 5000)

    def test_14_09_told_when_it_is_written(self):
        message = self.make_large()
        self.assertFalse(message.size_warning)
        self.env.invalidate_all()
        self.server.max_email_size = 0.2
        with Form(message.with_user(self.user_director)) as form:
            self.assertIn("0.4 MB", form.size_warning)
            self.assertIn("0.2 MB", form.size_warning)

    def test_14_09_told_before_activation(self):
        scenario = self.make_scenario(self.targeting, message=self.make_large(), state="draft")
        self.server.max_email_size = 0.2
        with self.assertRaisesRegex(ValidationError, "0.4 MB.* 0.2 MB"):
            scenario.with_user(self.user_director).action_activate()
        self.server.max_email_size = 5
        scenario.with_user(self.user_director).action_activate()

    def test_14_09_a_test_says_so(self):
        self.server.max_email_size = 0.2
        preview = self.env["dealership.message.preview"].with_user(self.user_director)
        preview = preview.create(
            {
                "message_id": self.make_large().id,
                "preview_model": "res.partner",
                "preview_res_id": self.jeanne.id,
                "test_address": "me@dealership.test",
            }
        )
        with self.assertRaisesRegex(UserError, "0.4 MB"):
            preview.action_send_test()
