from odoo import api, fields, models

from ..client.inner_context import get_inner, with_inner
from .visits import Visits


class MailingTrace(models.Model):
    """Odoo's mail routing reports answers, bounces and clicks to traces; ours pass them on to the delivery.

    Whoever sends mailings may call these methods and write traces: a delivery believes its own routes and the mail
    gateway (``models/email/mail_thread.py``) only, which speak as superuser. That it was opened is noted, on a delivery
    and on its trace, only of whom that may be noted at that moment; what our routes say comes from a machine is noted
    apart (``delivery_machines.py``).
    """

    _name = "mailing.trace"
    _inherit = ["mailing.trace", "dealership.delivery.made"]

    # Answers and bounces are looked up by it; Odoo has no index there.
    message_id = fields.Char(index="btree_not_null")
    dealership_delivery_id = fields.Many2one(
        "dealership.delivery", index="btree_not_null", copy=False, ondelete="cascade"
    )

    def set_opened(self, domain=None):
        traces = (self + (self.search(domain) if domain else self.browse()))._filter_measured()._filter_people()
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
            if name == "bounced_at":
                deliveries = self._get_reported()
            due = deliveries.filtered(lambda delivery, name=name: not delivery[name])
            if name == "opened_at":
                due._filter_measured().write({name: moment, "measured": True})
            else:
                due.write({name: moment})
        return self

    def _filter_people(self, link=None):
        """Return the traces of mailings, and those of deliveries that a person visits; without a visitor all.

        Our routes say what is known of the visitor (``Request``) in the context.

        :param link: ``link.tracker`` that is followed; none when a picture is loaded
        """
        visitor = get_inner(self.env, "dealership_visitor")
        if visitor is None:
            return self
        links = self.env["link.tracker"] if link is None else link
        own = self.filtered("dealership_delivery_id")
        people = own.filtered(lambda trace: trace.dealership_delivery_id._take_in_visit(visitor, trace, links))
        return self - own + people

    def _take_back(self, clicks, clicked_at, opened_at):
        """Have Odoo's statistics forget what turns out to be a machine's.

        :param clicks: its ``link.tracker.click``
        :param datetime clicked_at: when a person last clicked; empty when none did
        :param datetime opened_at: when a person opened it, likewise
        """
        clicks.unlink()
        vals = {"links_click_datetime": clicked_at, "open_datetime": opened_at}
        if self.trace_status == "open" and not opened_at:
            vals["trace_status"] = "sent"
        self.write(vals)

    def _get_reported(self):
        """Return the deliveries that these e-mails are still of: what came back may have gone another way since."""
        current = self.filtered(lambda trace: trace.message_id == trace.dealership_delivery_id.email_message_id)
        return current.dealership_delivery_id if self.env.su else self.env["dealership.delivery"]

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
            self.filtered(lambda one: one.measured or one.proxied)
            .grouped(lambda one: (one.purpose, one.company_id))
            .items()
        ):
            customers = rules._filter_measured(some.partner_id, purpose, "email", company)
            found += some.filtered(lambda delivery, customers=customers: delivery.partner_id in customers)
        return found


class LinkTrackerClick(models.Model):
    """A machine that follows a link of ours has not clicked; of people who have, their address is not kept."""

    _inherit = "link.tracker.click"

    @api.model
    def add_click(self, code, **route_values):
        trace = self._find_visited(route_values.get("mailing_trace_id"))
        if not trace:
            return super().add_click(code, **route_values)
        link = self.env["link.tracker.code"].search([("code", "=", code)], limit=1).link_id
        if link and not trace._filter_people(link):
            return self.browse()
        # Judged once: what follows is what a person's click means.
        counted = with_inner(self, dealership_visitor=None)
        click = super(LinkTrackerClick, counted).add_click(code, **{**route_values, "ip": False})
        if click:
            Visits(trace.dealership_delivery_id).attach(click)
        return click

    @api.model
    def _find_visited(self, trace_id):
        """Return the trace of a delivery that one of our routes says is visited; else none."""
        traces = self.env["mailing.trace"]
        if get_inner(self.env, "dealership_visitor") is None or not trace_id:
            return traces
        return traces.browse(trace_id).exists().filtered("dealership_delivery_id")
