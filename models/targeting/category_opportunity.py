from odoo import models
from odoo.fields import Domain


class CategoryOpportunity(models.AbstractModel):
    """Opportunities: the same records as leads, further on; lost ones are archived and belong here too."""

    _name = "dealership.category.opportunity"
    _inherit = "dealership.category.lead"
    _description = "Targeting Category: Opportunity"

    _category_sequence = 30
    _category_lead_type = "opportunity"
    _category_closed = "date_closed"
    _category_action = "crm_dealership.crm_lead_action_opportunity"

    def _label(self):
        return self.env._("Opportunity")

    def _plural(self):
        return self.env._("Opportunities")

    def _settled_domain(self):
        """Whoever works on an opportunity has handled it: only its end settles it."""
        return Domain("lead_state", "!=", "open")
