from odoo import models
from odoo.fields import Domain

from ...engine.delivery.states import CANCELLED


class CategoryAppointment(models.AbstractModel):
    """Calendar events that have a customer."""

    _name = "dealership.category.appointment"
    _inherit = "dealership.category"
    _description = "Targeting Category: Appointment"

    _category_model = "calendar.event"
    _category_sequence = 40
    _category_customer = "customer_id"
    _category_date = "start"
    _category_action = "crm_dealership.calendar_event_action"
    _category_settled_reason = CANCELLED

    def _label(self):
        return self.env._("Appointment")

    def _plural(self):
        return self.env._("Appointments")

    def _base_domain(self):
        return Domain("customer_id", "!=", False) & Domain("active", "=", True)

    def _settled_domain(self):
        return Domain("appointment_status", "=", "cancelled") | Domain("active", "=", False)

    def _exclusions(self):
        return [(self.env._("Is archived"), Domain("active", "=", False))]

    def _attributes(self):
        return [
            self._field_attribute("kind", "appointment_kind", self.env._("Kind")),
            self._field_attribute("status", "appointment_status", self.env._("Status")),
            self._field_attribute("date", "start", self.env._("Date")),
            self._field_attribute("created", "create_date", self.env._("Created"), noun=self.env._("creation date")),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
            self._field_attribute("responsible", "user_id", self.env._("Responsible")),
            self._field_attribute("vehicle_brand", "vehicle_id.brand_id", self.env._("Vehicle brand")),
        ]
