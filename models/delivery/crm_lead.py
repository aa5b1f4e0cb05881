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

    def _get_deliveries_domain(self):
        appointments = self.env["calendar.event"].search([("opportunity_id", "in", self.ids)])
        return super()._get_deliveries_domain() | self._get_deliveries_about(appointments)

    def _merge_dependences(self, opportunities):
        """What was sent about one of the leads was sent about what they become."""
        self.env["dealership.enrolment"]._follow_merge(opportunities, self)
        return super()._merge_dependences(opportunities)
