from odoo import models
from odoo.fields import Domain


class CategoryLead(models.AbstractModel):
    """Incoming leads, archived ones included: Odoo archives what is lost."""

    _name = "dealership.category.lead"
    _inherit = "dealership.category"
    _description = "Targeting Category: Lead"

    _category_model = "crm.lead"
    _category_sequence = 20
    _category_date = "create_date"
    _category_lead_type = "lead"
    _category_closed = "done_at"

    def _label(self):
        return self.env._("Lead")

    def _plural(self):
        return self.env._("Leads")

    def _base_domain(self):
        return Domain("type", "=", self._category_lead_type) & Domain("active", "in", [True, False])

    def _links(self):
        return {"appointment": ("id", "opportunity_id")}

    def _attributes(self):
        _ = self.env._
        return [
            self._field_attribute("status", "lead_status", _("Status")),
            self._field_attribute("state", "lead_state", _("State")),
            self._field_attribute("stage", "stage_id", _("Stage")),
            self._field_attribute("business_attribute", "business_attribute", _("Type of enquiry")),
            self._field_attribute("source", "source_id", _("Source")),
            self._field_attribute("medium", "medium_id", _("Medium")),
            self._field_attribute("campaign", "campaign_id", _("Campaign")),
            self._field_attribute("tags", "tag_ids", _("Tags")),
            self._field_attribute("brand", "brand_id", _("Brand of interest")),
            self._field_attribute("responsible", "user_id", _("Responsible")),
            self._field_attribute("point_of_sale", "team_id", _("Point of sale")),
            self._field_attribute("created", "create_date", _("Created")),
            self._field_attribute("handled", "handled_at", _("First handled")),
            self._field_attribute("closed", self._category_closed, _("Closed")),
            self._field_attribute("abandoned", "abandoned_at", _("Abandoned")),
            self._field_attribute("lost_reason", "lost_reason_id", _("Lost reason")),
            self._field_attribute("expected_revenue", "expected_revenue", _("Expected revenue")),
        ]
