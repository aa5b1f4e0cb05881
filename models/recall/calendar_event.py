from odoo import fields, models


class CalendarEvent(models.Model):
    """Whoever books an appointment sees what the vehicle is recalled for."""

    _inherit = "calendar.event"

    open_recalls = fields.Char(related="vehicle_id.open_recalls", groups="crm_dealership.group_dealership_user")
