from odoo import models


class MailingTrace(models.Model):
    """The first answer by e-mail is an event, and so is a bounce: it has failed, as a text message that did not arrive.

    Of further answers the trace says nothing: ``models/email/mail_thread.py`` does.
    """

    _inherit = "mailing.trace"

    def _report(self, *names):
        deliveries = self.dealership_delivery_id if self.env.su else self.env["dealership.delivery"]
        unanswered = deliveries.filtered(lambda delivery: not delivery.replied_at)
        with deliveries._announcing_news():
            traces = super()._report(*names)
        self.env["dealership.event"]._emit("replied", unanswered.filtered("replied_at"))
        return traces
