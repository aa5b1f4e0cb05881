from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealership_purge_monthly = fields.Boolean(
        string="Purge Every Month",
        help="What the law lets you keep no longer goes by itself, without anybody looking at it before.",
    )
