from odoo import fields, models


class AccountMove(models.Model):
    """An invoice of the dealership; the site it comes from is Odoo's ``team_id``."""

    _inherit = "account.move"

    invoice_reason = fields.Selection(
        [("vehicle", "Vehicle"), ("workshop", "Workshop"), ("parts", "Parts")], index="btree_not_null"
    )
