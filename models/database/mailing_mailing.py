from odoo import models
from odoo.fields import Domain


class MailingMailing(models.Model):
    """Odoo's own mailings stay where the database may not send."""

    _inherit = "mailing.mailing"

    def _process_mass_mailing_queue(self):
        return super()._process_mass_mailing_queue() if self.env["dealership.database"]._may_send() else None

    def _park_due(self, now):
        """Put before a person what was due by now: a draft again, which somebody has to send.

        :param datetime now: naive UTC
        """
        scheduled = Domain("schedule_date", "=", False) | Domain("schedule_date", "<=", now)
        self.search(Domain("state", "in", ("in_queue", "sending")) & scheduled).action_cancel()
