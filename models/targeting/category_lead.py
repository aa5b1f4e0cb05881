from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import HANDLED


class CategoryLead(models.AbstractModel):
    """Incoming leads, archived ones included: Odoo archives what is lost."""

    _name = "dealership.category.lead"
    _inherit = "dealership.category"
    _description = "Targeting Category: Lead"

    _category_model = "crm.lead"
    _category_sequence = 20
    _category_responsible = "user_id"
    _category_date = "create_date"
    _category_value = "lead"
    _category_lead_type = "lead"
    _category_settled_reason = HANDLED
    _category_closed = "done_at"
    _category_action = "crm_dealership.crm_lead_action_task"

    def _label(self):
        return self.env._("Lead")

    def _plural(self):
        return self.env._("Leads")

    def _base_domain(self):
        return Domain("type", "=", self._category_lead_type) & Domain("active", "in", [True, False])

    def _settled_domain(self):
        return Domain("lead_state", "!=", "open") | Domain("handled_at", "!=", False)

    def _links(self):
        return {"appointment": ("id", "opportunity_id")}

    def _value_label(self):
        return self.env._("Enquiry")

    def _values(self):
        return {
            "name": self._field_value("name", self.env._("Subject of the enquiry")),
            "enquiry": self._field_value("business_attribute", self.env._("Type of enquiry")),
            "brand": self._field_value("brand_id.name", self.env._("Make of interest")),
            "received_on": self._date_value("create_date", self.env._("Received on")),
        }

    def _value_links(self):
        """An enquiry has its vehicle; rules about vehicles mean those of the customer."""
        return {**super()._value_links(), "vehicle": "vehicle_id"}

    def _attributes(self):
        return [
            self._field_attribute("status", "lead_status", self.env._("Status")),
            self._field_attribute("state", "lead_state", self.env._("State")),
            self._field_attribute("stage", "stage_id", self.env._("Stage")),
            self._field_attribute("business_attribute", "business_attribute", self.env._("Type of enquiry")),
            self._field_attribute("source", "source_id", self.env._("Source")),
            self._field_attribute("medium", "medium_id", self.env._("Medium")),
            self._field_attribute("campaign", "campaign_id", self.env._("Campaign")),
            self._field_attribute("tags", "tag_ids", self.env._("Tags")),
            self._field_attribute("brand", "brand_id", self.env._("Brand of interest")),
            self._field_attribute("responsible", "user_id", self.env._("Responsible")),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
            self._field_attribute("created", "create_date", self.env._("Created"), noun=self.env._("creation date")),
            self._field_attribute(
                "handled", "handled_at", self.env._("First handled"), noun=self.env._("first handling")
            ),
            self._field_attribute(
                "closed", self._category_closed, self.env._("Closed"), noun=self.env._("closing date")
            ),
            self._field_attribute(
                "abandoned", "abandoned_at", self.env._("Abandoned"), noun=self.env._("date of abandonment")
            ),
            self._field_attribute("overdue", "is_overdue", self.env._("Waiting Too Long")),
            self._field_attribute("lost_reason", "lost_reason_id", self.env._("Lost reason")),
            self._field_attribute("expected_revenue", "expected_revenue", self.env._("Expected revenue")),
        ]
