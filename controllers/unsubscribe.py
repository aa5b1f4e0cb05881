from odoo import http
from odoo.http import request

from .customer_page import render_customer_page
from .route import decision, page

# What the forms of the page say, and the mail program's own button (RFC 8058).
REFUSE, ACCEPT = ("decision", "refuse"), ("decision", "accept")
ONE_CLICK = ("List-Unsubscribe", "One-Click")


class Unsubscribe(http.Controller):
    """Opting out of marketing from a link: no login, no script, and back again.

    The signed token is the right to decide for one address; no session or CSRF token takes part, so that mail
    programs can use the same address with one click (RFC 8058).
    """

    _url = "/dealership/unsubscribe/<string:token>"

    @page(_url, auth="public")
    def show(self, token):
        """Ask for confirmation: programs that fetch every link of an e-mail must not unsubscribe anybody."""
        delivery = request.env["dealership.delivery"]._find_by_token(token)
        return self._render(delivery, refused=delivery._has_refused_marketing() if delivery else False)

    @decision(_url, choices=(ONE_CLICK, REFUSE, ACCEPT), auth="public", csrf=False)
    def decide(self, token, decision, **_form):
        """Write down the decision. One click comes from mail programs, the rest from our page."""
        delivery = request.env["dealership.delivery"]._find_by_token(token)
        if not delivery:
            return self._render(delivery)
        one_click, granted = decision == ONE_CLICK[1], decision == ACCEPT[1]
        delivery._decide_marketing(granted, one_click)
        if one_click:
            return request.make_response("", headers=[("Content-Type", "text/plain")])
        return self._render(delivery, refused=not granted, decided=True)

    def _render(self, delivery, **values):
        return render_customer_page(
            "crm_dealership.unsubscribe_page", delivery, **{"refused": False, "decided": False, **values}
        )
