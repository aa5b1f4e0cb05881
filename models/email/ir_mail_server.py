from odoo import api, models
from odoo.tools.mail import email_normalize

from ...engine.email.mime import OutgoingEmail


class IrMailServer(models.Model):
    """The envelope of our own e-mails is given, never gathered from their headers."""

    _inherit = "ir.mail_server"

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
            if email_normalize(sender) == email_normalize(message["From"]):
                message.replace_header("From", sender)
        return smtp_from, recipients, message
