from odoo import fields, models


class MailingTrace(models.Model):
    """Odoo's mail routing reports answers, bounces and clicks to traces; ours pass them on to the delivery.

    Whoever sends mailings may call these methods and write traces: a delivery believes its own routes and the mail
    gateway (``models/email/mail_thread.py``) only, which speak as superuser. That it was opened is noted, on a delivery
    and on its trace, only of whom that may be noted at that moment.
    """

    _name = "mailing.trace"
    _inherit = ["mailing.trace", "dealership.delivery.made"]

    # Answers and bounces are looked up by it; Odoo has no index there.
    message_id = fields.Char(index="btree_not_null")
    dealership_delivery_id = fields.Many2one(
        "dealership.delivery", index="btree_not_null", copy=False, ondelete="cascade"
    )

    def set_opened(self, domain=None):
        traces = (self + (self.search(domain) if domain else self.browse()))._filter_measured()
        return super(MailingTrace, traces).set_opened()._report("opened_at")

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
            due = deliveries.filtered(lambda delivery, name=name: not delivery[name])
            (due._filter_measured() if name == "opened_at" else due).write({name: moment})
        return self

    def _filter_measured(self):
        """Return the traces of mailings, and those of deliveries of which openings may be noted."""
        own = self.sudo().filtered("dealership_delivery_id")  # sudo: what customers decided holds whoever reports
        measured = own.dealership_delivery_id._filter_measured()
        return self - own.filtered(lambda trace: trace.dealership_delivery_id not in measured).with_env(self.env)


class DealershipDelivery(models.Model):
    _inherit = "dealership.delivery"

    def _filter_measured(self):
        """Return those whose openings may be noted now: they were when it was sent, and have not been refused since."""
        rules = self.env["dealership.contact.rules"]
        found = self.browse()
        for (purpose, company), some in (
            self.filtered("measured").grouped(lambda one: (one.purpose, one.company_id)).items()
        ):
            customers = rules._filter_measured(some.partner_id, purpose, "email", company)
            found += some.filtered(lambda delivery, customers=customers: delivery.partner_id in customers)
        return found
