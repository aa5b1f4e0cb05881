from odoo import http
from odoo.http import request

from odoo.addons.mass_mailing.controllers.main import MassMailController
from odoo.addons.mass_mailing_sms.controllers.main import MailingSMSController

from ..engine.email.machines import PURPOSE_HEADERS, Request
from ..engine.email.tracking import HIDDEN_PATH
from ..models.client.inner_context import Inner
from ..models.consent.secret import hash_secretly
from .route import page


class MailTracking(MassMailController):
    """Odoo's routes for the picture and the links of e-mails tell the models who comes; whose mailing it is, they see.

    Whoever comes gets what they ask for: a scanner that is refused takes the message for a bad one.
    """

    @http.route()
    def track_mail_open(self, mail_id, token, **post):
        _announce_visitor()
        return super().track_mail_open(mail_id, token, **post)

    @http.route()
    def full_url_redirect(self, code, mailing_trace_id, **post):
        _announce_visitor()
        return super().full_url_redirect(code, mailing_trace_id, **post)


class SmsTracking(MailingSMSController):
    """Likewise for the links of text messages, which messengers look at to show what is behind them."""

    @http.route()
    def sms_short_link_redirect(self, code, sms_id_int, **post):
        _announce_visitor()
        if request.env["ir.http"].is_a_bot():
            # Odoo adds no click of the programs it knows, and ours would never hear of them.
            self._take_in_program(code, sms_id_int)
        return super().sms_short_link_redirect(code, sms_id_int, **post)

    def _take_in_program(self, code, sms_id):
        # sudo: as Odoo adds the clicks of others
        env = request.env(su=True)
        ours = [("sms_id_int", "=", sms_id), ("dealership_delivery_id", "!=", False)]
        if trace := env["mailing.trace"].search(ours, limit=1):
            env["link.tracker.click"].add_click(code, mailing_trace_id=trace.id)


class HiddenLink(http.Controller):
    @page(HIDDEN_PATH, auth="public")
    def show_hidden_link(self, **_campaign):
        """Say what the link is for to whoever finds it, reading the source of an e-mail."""
        words = request.env._(
            "Nobody sees this link in an e-mail: it tells programs that follow every link from people."
        )
        return request.make_response(words, headers=[("Content-Type", "text/plain; charset=utf-8")])


def _announce_visitor():
    """Put who makes this request where ``mailing.trace`` finds it: as a hash that nobody can tell them by."""
    made = request.httprequest
    agent = made.user_agent.string
    visitor = Request(
        method=made.method,
        agent=agent,
        purposes=tuple(made.headers.get(name, "").strip().lower() for name in PURPOSE_HEADERS),
        visitor=hash_secretly(f"{made.remote_addr} {agent}"),
    )
    request.update_context(dealership_visitor=Inner(visitor))
