from odoo import fields, models


class MailingTrace(models.Model):
    """Odoo's mail routing reports answers, bounces and clicks to traces; ours pass them on to the delivery.

    Whoever sends mailings may call these methods and write traces: a delivery believes its own routes and the mail
    gateway (``models/email/mail_thread.py``) only, which speak as superuser.
    """

    _name = "mailing.trace"
    _inherit = ["mailing.trace", "dealership.delivery.made"]

    # Answers and bounces are looked up by it; Odoo has no index there.
    message_id = fields.Char(index="btree_not_null")
    dealership_delivery_id = fields.Many2one(
        "dealership.delivery", index="btree_not_null", copy=False, ondelete="cascade"
    )

    def set_opened(self, domain=None):
        return super().set_opened(domain)._report("opened_at")

    def set_clicked(self, domain=None):
        return super().set_clicked(domain)._report("opened_at", "clicked_at")

    def set_replied(self, domain=None):
        return super().set_replied(domain)._report("opened_at", "replied_at")

    def set_bounced(self, domain=None, bounce_message=False):
        return super().set_bounced(domain, bounce_message)._report("bounced_at")

    def _report(self, *names):
        """Write the moment on the deliveries that don't have it yet, and return the traces."""
        deliveries = self.dealership_delivery_id if self.env.su else self.env["dealership.delivery"]
        moment = fields.Datetime.now()
        for name in names:
            deliveries.filtered(lambda delivery, name=name: not delivery[name]).write({name: moment})
        return self
