from odoo import fields, models


class ResCompany(models.Model):
    """The two accounts that stand for what customers owe in the books of somebody else: they always add up to nothing.

    An entry that touches one of them touches nothing but the two (``AccountMove._post``): neither turnover nor tax, nor
    money, nor the sum of the balance sheet depends on them.
    """

    _inherit = "res.company"

    dealership_open_items_account_id = fields.Many2one(
        "account.account", string="Receivables of Sources", readonly=True, ondelete="restrict"
    )
    dealership_open_items_counterpart_id = fields.Many2one(
        "account.account", string="Counterpart of Receivables of Sources", readonly=True, ondelete="restrict"
    )

    def _get_open_items_accounts(self):
        """Return (what customers owe, its counterpart), made when they are needed first."""
        self.ensure_one()
        company = self.sudo()  # sudo: whoever loads files keeps no books
        if not company.dealership_open_items_account_id:
            company.dealership_open_items_account_id = company._make_open_items_account(
                self.env._("Receivables kept elsewhere (for the record)"), "asset_receivable", "411990"
            )
            company.dealership_open_items_counterpart_id = company._make_open_items_account(
                self.env._("Counterpart of receivables kept elsewhere"), "asset_current", "471990"
            )
        return company.dealership_open_items_account_id, company.dealership_open_items_counterpart_id

    def _make_open_items_account(self, name, account_type, start_code):
        accounts = self.env["account.account"].with_company(self)
        is_receivable = account_type == "asset_receivable"
        return accounts.create(
            {
                "name": name,
                "code": accounts._search_new_account_code(start_code),
                "account_type": account_type,
                "reconcile": is_receivable,
                "non_trade": is_receivable,  # Odoo's reports of trade receivables leave it out
                "company_ids": self.ids,
            }
        )
