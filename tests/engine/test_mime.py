from email import message_from_bytes
from email.policy import default

from odoo.tests import BaseCase, tagged

from ...engine.email.mime import build_email, format_address

HEADERS = {"From": format_address("Hélène Cazals", "helene@causse.test"), "To": "jean@customer.test", "Subject": "Été"}


@tagged("post_install", "-at_install")
class TestMime(BaseCase):
    def parse(self, message):
        return message_from_bytes(message.as_bytes(), policy=default)

    def test_accents_in_headers(self):
        message = self.parse(build_email(HEADERS, "text", "<p>text</p>"))
        self.assertEqual(message["From"].addresses[0].display_name, "Hélène Cazals")
        self.assertEqual(message["Subject"], "Été")

    def test_the_sender_that_odoo_puts_in_at_the_last_moment(self):
        """Odoo replaces the sender, as plain text, where the mail server only sends for its own address."""
        message = build_email(HEADERS, "text", "<p>text</p>")
        message.replace_header("From", '"Hélène Cazals" <notifications@causse.test>')
        [sender] = self.parse(message)["From"].addresses
        self.assertEqual((sender.display_name, sender.addr_spec), ("Hélène Cazals", "notifications@causse.test"))
        self.assertTrue(message.as_bytes().isascii())
