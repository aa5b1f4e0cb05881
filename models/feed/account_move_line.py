from odoo import models


class AccountMoveLine(models.Model):
    """What is owed by a loaded invoice stands on the account for what is kept elsewhere, whoever the customer is."""

    _inherit = "account.move.line"

    def _compute_account_id(self):
        res = super()._compute_account_id()
        for line in self:
            if line.display_type == "payment_term" and line.move_id._is_loaded():
                line.account_id, _counterpart = line.company_id._get_open_items_accounts()
        return res
