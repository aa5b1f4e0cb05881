from odoo import models


class MailingTrace(models.Model):
    """An answer by e-mail is an event."""

    _inherit = "mailing.trace"

    def _report(self, *names):
        # sudo: the mail gateway may run as any user
        unanswered = self.sudo().dealership_delivery_id.filtered(lambda delivery: not delivery.replied_at)
        traces = super()._report(*names)
        self.env["dealership.event"]._emit("replied", unanswered.filtered("replied_at"))
        return traces
