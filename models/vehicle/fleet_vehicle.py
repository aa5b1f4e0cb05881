from odoo import fields, models

from .sale_type import SALE_TYPES


class FleetVehicle(models.Model):
    """A customer's vehicle. ``driver_id`` stays Odoo's driver; the customer who owns it is ``owner_id``."""

    _inherit = "fleet.vehicle"

    owner_id = fields.Many2one("res.partner", string="Owner", index="btree_not_null", tracking=True)
    owner_since = fields.Date()
    sale_type = fields.Selection(SALE_TYPES, index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Point of Sale", index="btree_not_null", check_company=True)
    delivery_date = fields.Date(index="btree_not_null")
    first_registration_date = fields.Date()
    warranty_end = fields.Date(string="End of Warranty", index="btree_not_null")
    mileage = fields.Integer(string="Mileage (km)", help="As last read, in kilometres.")
    repair_order_ids = fields.One2many("dealership.repair.order", "vehicle_id", string="Repair Orders")
    appointment_ids = fields.One2many("calendar.event", "vehicle_id", string="Appointments")
