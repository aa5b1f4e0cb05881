from odoo import fields, models


class CrmLead(models.Model):
    """A lead that a scenario made, and what scenarios did for it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "dealership.delivery.subject", "dealership.delivery.made"]

    dealership_delivery_id = fields.Many2one(
        "dealership.delivery", string="Scenario Delivery", readonly=True, copy=False, ondelete="set null"
    )

    _dealership_delivery_unique = models.UniqueIndex(
        "(dealership_delivery_id) WHERE dealership_delivery_id IS NOT NULL"
    )

    def _merge_dependences(self, opportunities):
        """What was sent about one of the leads was sent about what they become."""
        self.env["dealership.enrolment"]._follow_merge(opportunities, self)
        return super()._merge_dependences(opportunities)
