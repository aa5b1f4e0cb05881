from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealership_purge_monthly = fields.Boolean(related="company_id.dealership_purge_monthly", readonly=False)
