from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .route import page
from .sheet import answer_with_file


class PersonalFile(http.Controller):
    """The whole file of a customer, with the rights of whoever downloads it."""

    @page("/dealership/customer/<int:partner_id>/file.json", auth="user")
    def download(self, partner_id, cids=""):
        companies = [int(company) for company in cids.split("-") if company.isdecimal()]
        customer = request.env["res.partner"].with_context(allowed_company_ids=companies, active_test=False)
        customer = customer.search([("id", "=", partner_id)])
        if not customer:
            raise request.not_found()
        try:
            content = customer._get_personal_file()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        return answer_with_file(content, "json", customer.display_name)
