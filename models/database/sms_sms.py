from odoo import models
from odoo.fields import Domain


class SmsSms(models.Model):
    """Odoo's own text messages stay where the database may not send."""

    _inherit = "sms.sms"

    def _process_queue(self):
        return super()._process_queue() if self.env["dealership.database"]._may_send() else None

    def _send(self, *args, **options):
        return super()._send(*args, **options) if self.env["dealership.database"]._may_send() else None

    def _park_due(self, now):
        """Put before a person what was due by now, as Odoo shows what could not be sent: from there they send again.

        :param datetime now: naive UTC
        """
        due = self.search(Domain("state", "=", "outgoing") & Domain("to_delete", "!=", True))
        due._update_sms_state_and_trackers("error", failure_type="unknown")
