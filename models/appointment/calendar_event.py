from odoo import fields, models

KINDS = [
    ("sales", "Sales"),
    ("test_drive", "Test Drive"),
    ("delivery", "Delivery"),
    ("workshop", "Workshop"),
]
STATUSES = [
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
]


class CalendarEvent(models.Model):
    """A calendar event with a customer is an appointment of the dealership."""

    _inherit = "calendar.event"

    customer_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    vehicle_id = fields.Many2one("fleet.vehicle", string="Vehicle", index="btree_not_null")
    vehicle_brand_id = fields.Many2one(related="vehicle_id.brand_id", string="Vehicle Brand")
    team_id = fields.Many2one("crm.team", string="Point of Sale", index="btree_not_null")
    appointment_kind = fields.Selection(KINDS, index="btree_not_null", tracking=True)
    appointment_status = fields.Selection(STATUSES, default="planned", required=True, tracking=True)
