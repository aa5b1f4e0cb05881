from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import CANCELLED
from ...engine.targeting.schema import Attribute


class CategoryAppointment(models.AbstractModel):
    """Calendar events that have a customer."""

    _name = "dealership.category.appointment"
    _inherit = "dealership.category"
    _description = "Targeting Category: Appointment"

    _category_model = "calendar.event"
    _category_sequence = 40
    _category_customer = "customer_id"
    _category_responsible = "user_id"
    _category_date = "start"
    _category_action = "crm_dealership.calendar_event_action"
    _category_settled_reason = CANCELLED

    def _label(self):
        return self.env._("Appointment")

    def _plural(self):
        return self.env._("Appointments")

    def _base_domain(self):
        return Domain("counts_for_id", "!=", False) & Domain("active", "=", True)

    def _settled_domain(self):
        return Domain("appointment_status", "=", "cancelled") | Domain("active", "=", False)

    def _happened_domain(self):
        return self.env["calendar.event"]._get_begun_domain()

    def _exclusions(self):
        return [(self.env._("Is archived"), Domain("active", "=", False))]

    def _attributes(self):
        return [
            self._field_attribute("kind", "appointment_kind", self.env._("Kind")),
            self._field_attribute("status", "appointment_status", self.env._("Status")),
            self._field_attribute("date", "start", self.env._("Date")),
            self._field_attribute("created", "create_date", self.env._("Created"), noun=self.env._("creation date")),
            self._field_attribute(
                "moved", "moved_at", self.env._("Moved"), noun=self.env._("date of the last move"), each_time=True
            ),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
            self._field_attribute("responsible", "user_id", self.env._("Responsible")),
            self._field_attribute("vehicle_brand", "vehicle_id.brand_id", self.env._("Vehicle brand")),
            Attribute(
                "customer_came",
                self.env._("Customer came"),
                "boolean",
                help=self.env._(
                    "A repair order of the appointment; or of the vehicle or the customer, opened since the working day"
                    " before, or still open. Unknown where no order was opened and no arrival marked for two weeks."
                ),
                domain=self._get_came_domain,
                known=self.env["calendar.event"]._get_arrivals_known_domain(),
                told_by=("repair_order",),
            ),
        ]

    def _get_came_domain(self, operator, value, clock):
        came = self.env["calendar.event"]._get_came_domain()
        return came if value else ~came

    def _values(self):
        return {
            "date": self._field_value("start", self.env._("Date"), _get_date),
            "time": self._field_value("start", self.env._("Time"), _get_time),
            "kind": self._field_value("appointment_kind", self.env._("Kind")),
        }


def _get_date(appointment, source):
    return appointment.start_date if appointment.allday else source.local_date(appointment.start)


def _get_time(appointment, source):
    return None if appointment.allday else source.local(appointment.start).time()
