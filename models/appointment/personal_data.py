from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class CalendarEvent(models.Model):
    """The customer's appointments."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "dealership.personal.data"]
    _personal_data_key = "appointments"
    _personal_data_title = _lt("Appointments")
    _personal_data_customer = "customer_id"
    _personal_data_labels = {"name": _lt("Subject"), "start": _lt("From"), "stop": _lt("Until")}
    _personal_data_fields = (
        "name",
        "start",
        "stop",
        "appointment_kind",
        "appointment_status",
        "vehicle_id",
        "description",
        "user_id",
        "team_id",
    )
