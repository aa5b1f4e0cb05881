from odoo import models
from odoo.fields import Domain

from ...engine.targeting.schema import Attribute


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

    def _attributes(self):
        return [
            *super()._attributes(),
            self._field_attribute(
                "last_worked_on", "acted_at", self.env._("Last worked on"), noun=self.env._("last action")
            ),
            Attribute(
                "neglected",
                self.env._("Neglected"),
                "boolean",
                help=self.env._(
                    "Nothing was done, and nothing is planned, for as many working days as its point of sale says."
                ),
                domain=self._get_neglected_domain,
            ),
        ]

    def _get_neglected_domain(self, operator, value, clock):
        neglected = self.env["crm.lead"]._get_neglected_domain(clock.now)
        return neglected if value else ~neglected
