from odoo import fields, models

from ..customer.same_customer import counts_for

INVOICE_REASONS = [("vehicle", "Vehicle"), ("workshop", "Workshop"), ("parts", "Parts")]


class AccountMove(models.Model):
    """An invoice of the dealership; the site it comes from is Odoo's ``team_id``."""

    _inherit = "account.move"

    team_id = fields.Many2one(string="Point of Sale")
    invoice_reason = fields.Selection(INVOICE_REASONS, string="Kind of Invoice", index="btree_not_null")
    counts_for_id = counts_for("commercial_partner_id", precompute=False)
