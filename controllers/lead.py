from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request


class LeadReminder(http.Controller):
    """The button of a reminder e-mail."""

    @http.route("/dealership/lead/<int:lead_id>/take", type="http", auth="user", methods=["GET"], sitemap=False)
    def take(self, lead_id, token=None):
        """Take the lead and open it, or say who was faster.

        The token binds the address to whom it was sent to, so that no other page can make them take a lead.
        """
        lead = request.env["crm.lead"].browse(lead_id)
        if not lead._is_take_token(token, request.env.user):
            return self._render(None)
        try:
            taken = lead.exists() and lead._take()
        except AccessError:
            return self._render(None)
        if taken:
            return request.redirect(f"/odoo/crm.lead/{lead.id}")
        return self._render(lead.exists())

    def _render(self, lead):
        values = {"lead": lead, "message": lead._describe_taker() if lead else None}
        html = request.env["ir.qweb"]._render("crm_dealership.lead_take_page", values)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        return request.make_response(html, headers=headers, status=200 if lead else 404)
