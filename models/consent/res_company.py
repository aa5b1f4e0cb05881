from odoo import api, models


class ResCompany(models.Model):
    """What customers decided for the whole group holds for companies that join it."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: whoever creates a company need not see what customers decided
        consents = self.env["dealership.consent"].sudo()
        if consents.search_count([("company_id", "=", False), ("partner_id", "!=", False)], limit=1):
            consents.env["dealership.consent.state"]._refresh(companies=companies)
        return companies
