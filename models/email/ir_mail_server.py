from odoo import api, models
from odoo.tools.mail import email_normalize

from ...engine.email.mime import OutgoingEmail
from ...engine.email.size import MEGABYTE


class IrMailServer(models.Model):
    """The envelope of our own e-mails is given, never gathered from their headers."""

    _inherit = "ir.mail_server"

    def _get_size_limit(self):
        """Return how many bytes an e-mail may have: as set on the server, else Odoo's default."""
        return int(self._get_max_email_size() * MEGABYTE)

    @api.model
    def _get_least_size_limit(self):
        """Return the least limit of the servers that e-mails may leave by."""
        servers = self.search(self._find_mail_server_allowed_domain())
        return min([server._get_size_limit() for server in servers], default=self._get_size_limit())

    @api.model
    def _get_default_bounce_address(self):
        return "" if self._was_found_missing("domain_bounce_address") else super()._get_default_bounce_address()

    @api.model
    def _get_default_from_address(self):
        return "" if self._was_found_missing("domain_notifications_email") else super()._get_default_from_address()

    def _was_found_missing(self, key):
        """Return whether somebody has looked for an address, and put into the context that there is none.

        After each commit Odoo would read the whole company to look for it again.
        """
        return self.env.context.get(key) == ""

    @api.model
    def _prepare_smtp_to_list(self, message, smtp_session):
        """Odoo looks for addresses in the headers, and finds those in the name of a customer, too."""
        if isinstance(message, OutgoingEmail):
            return [message.recipient]
        return super()._prepare_smtp_to_list(message, smtp_session)

    def _prepare_email_message__(self, message, smtp_session):  # noqa: PLW3201 Odoo's name
        """What comes back goes to the alias that reads it, whatever addresses the mail server is meant for.

        Odoo has it come back to the sender where the server is meant for the sender's domain only; and it leaves out
        the name of a sender whose address is the one that notifications are from.
        """
        sender = message["From"]
        smtp_from, recipients, message = super()._prepare_email_message__(message, smtp_session)
        if isinstance(message, OutgoingEmail):
            smtp_from = message["Return-Path"] or smtp_from
            left = message["From"]
            if left != sender and email_normalize(left) == email_normalize(sender):
                message.replace_header("From", sender)
        return smtp_from, recipients, message
