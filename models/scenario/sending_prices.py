from odoo import fields, models


class ResCompany(models.Model):
    """What messages cost, for rehearsals."""

    _inherit = "res.company"

    dealership_sms_price = fields.Float(
        string="Price of an SMS", digits=(12, 4), help="Of one part of 160 characters, as the provider bills it."
    )
    dealership_letter_price = fields.Float(
        string="Price of a Letter", digits=(12, 4), help="Paper, envelope and postage of one letter."
    )

    _dealership_prices_positive = models.Constraint(
        "CHECK (dealership_sms_price >= 0 AND dealership_letter_price >= 0)", "A price can't be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealership_sms_price = fields.Float(related="company_id.dealership_sms_price", readonly=False, digits=(12, 4))
    dealership_letter_price = fields.Float(related="company_id.dealership_letter_price", readonly=False, digits=(12, 4))
