from odoo import models


class CategoryCall(models.AbstractModel):
    """Telephone calls, on tracking numbers and back."""

    _name = "dealership.category.call"
    _inherit = "dealership.category"
    _description = "Targeting Category: Call"

    _category_model = "dealership.call"
    _category_sequence = 80
    _category_date = "started_at"
    _category_subject = False

    def _label(self):
        return self.env._("Call")

    def _plural(self):
        return self.env._("Calls")

    def _links(self):
        return {"lead": ("lead_id", "id"), "opportunity": ("lead_id", "id")}

    def _attributes(self):
        return [
            self._field_attribute("missed", "is_missed", self.env._("Missed")),
            self._field_attribute("connected", "is_connected", self.env._("Connected")),
            self._field_attribute("direction", "direction", self.env._("Direction")),
            self._field_attribute("date", "started_at", self.env._("Date")),
            self._field_attribute("number", "tracking_number_id", self.env._("Tracking number")),
            self._field_attribute("duration", "duration", self.env._("Duration in seconds")),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
        ]
