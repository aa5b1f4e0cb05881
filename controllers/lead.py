from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from .route import decision, page


class LeadReminder(http.Controller):
    """The button of a reminder e-mail leads to a page with the same button: what scans e-mails opens their links.

    The token binds the address to whom it was sent to; others are told nothing, not even that there is such a lead.
    """

    _url = "/dealership/lead/<int:lead_id>/take"

    @page(_url, auth="user")
    def show(self, lead_id, token=None):
        """Ask whether to take the lead; open it when that is done, or say who was faster."""
        lead = self._find(lead_id, token)
        return self._open(lead) if lead and lead._is_taken() else self._render(lead)

    @decision(_url, choices=[("decision", "take")], auth="user")
    def take(self, lead_id, token=None, **_form):
        lead = self._find(lead_id, token)
        return self._open(lead) if lead and lead._take() else self._render(lead)

    def _find(self, lead_id, token):
        lead = request.env["crm.lead"].browse(lead_id)
        if not lead._is_take_token(token, request.env.user):
            return None
        try:
            lead = lead.exists()
            lead.check_access("write")
        except AccessError:
            return None
        return lead

    def _open(self, lead):
        return request.redirect(f"/odoo/crm.lead/{lead.id}", code=303)

    def _render(self, lead):
        can_be_taken = bool(lead) and lead._can_be_taken()
        values = {
            "lead": lead,
            "can_be_taken": can_be_taken,
            "message": lead.name if can_be_taken else lead and lead._describe_taker(),
            "csrf_token": request.csrf_token(),
        }
        html = request.env["ir.qweb"]._render("crm_dealership.lead_take_page", values)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        return request.make_response(html, headers=headers, status=200 if lead else 404)
