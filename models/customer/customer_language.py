from odoo import api, models

from ..client.arguments import an_id


class ResPartner(models.Model):
    """Which language customers speak whom nobody enters by hand: that of the company, unless they say it themselves.

    Odoo would give them its own default, or that of whoever loads the file.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_from_file():
            vals_list = [self._with_language(vals) for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _with_language(self, vals):
        """Return the values of a new customer with their language; contacts have that of their company from Odoo."""
        if vals.get("lang") or vals.get("parent_id"):
            return vals
        company_id = vals.get("company_id")
        company = self.env["res.company"].browse(company_id if an_id(company_id) else False) or self.env.company
        return {**vals, "lang": company._get_lang()}
