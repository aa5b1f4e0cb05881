from odoo import models
from odoo.modules import module


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _create_reminder_notifications(self, notes):
        """Let the notes in the chatter, one per mail, show who gets them, and later what went wrong."""
        self.env["mail.notification"].create(
            [
                {
                    "author_id": mail.author_id.id,
                    "mail_message_id": note.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": mail.recipient_ids.id,
                    "notification_type": "email",
                    "notification_status": "ready",
                    "is_read": True,
                }
                for mail, note in zip(self, notes, strict=True)
            ]
        )

    def _send_lead_reminders(self):
        """Send at once, noting each before the next, as Odoo's mail queue does."""
        self.send(auto_commit=not module.current_test)
