from odoo import fields, models


class ResCompany(models.Model):
    """What a letter costs, for rehearsals; the price of a text message stands with its other settings."""

    _inherit = "res.company"

    dealership_letter_price = fields.Float(
        string="Price of a Letter", digits=(12, 4), help="Paper, envelope and postage of one letter."
    )

    _dealership_letter_price_positive = models.Constraint(
        "CHECK (dealership_letter_price >= 0)", "A price can't be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealership_letter_price = fields.Float(related="company_id.dealership_letter_price", readonly=False)
