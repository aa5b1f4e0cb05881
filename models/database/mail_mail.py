import logging

from odoo import models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    """Odoo's e-mails, ours among them (reminders of leads, confirmations), stay where the database may not send."""

    _inherit = "mail.mail"

    def _split_by_mail_configuration(self):
        """Give Odoo nothing to send: what stays is outgoing, as before."""
        if self.env["dealership.database"]._may_send():
            yield from super()._split_by_mail_configuration()
        elif self:
            _logger.info("E-mails %s stay: nothing leaves this database", self.ids)

    def _park_due(self, now):
        """Put before a person what was due by now, as Odoo shows what could not be sent: from there they send again.

        :param datetime now: naive UTC
        """
        scheduled = Domain("scheduled_date", "=", False) | Domain("scheduled_date", "<=", now)
        due = self.search(Domain("state", "=", "outgoing") & scheduled)
        words = self.env._("Due before this database was moved: another may have sent it already.")
        due.write({"state": "exception", "failure_type": "unknown", "failure_reason": words})
        due._postprocess_sent_message(success_pids=[], success_emails=[], failure_reason=words, failure_type="unknown")
