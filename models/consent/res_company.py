from odoo import api, fields, models


class ResCompany(models.Model):
    """How customers say “yes”; what they decided for the whole group holds for companies that join it."""

    _inherit = "res.company"

    dealership_double_opt_in = fields.Boolean(
        string="Confirm E-mail Consent",
        help="A “yes” to e-mails on the preference page counts once it was confirmed from the mailbox.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: whoever creates a company need not see what customers decided
        consents = self.env["dealership.consent"].sudo()
        states = consents.env["dealership.consent.state"]
        states._take_turns([], of_group=True)
        if consents.search_count([("company_id", "=", False), ("partner_id", "!=", False)], limit=1):
            states._refresh(companies=companies)
        return companies
