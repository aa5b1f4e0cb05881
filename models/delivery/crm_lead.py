from odoo import fields, models


class CrmLead(models.Model):
    """A lead that a scenario made."""

    _inherit = "crm.lead"

    dealership_delivery_id = fields.Many2one(
        "dealership.delivery", string="Scenario Delivery", readonly=True, copy=False, ondelete="set null"
    )

    _dealership_delivery_unique = models.UniqueIndex(
        "(dealership_delivery_id) WHERE dealership_delivery_id IS NOT NULL"
    )
