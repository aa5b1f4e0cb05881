from odoo import models


class FleetVehicle(models.Model):
    """A vehicle shows what was sent about it, as ``dealership.delivery.subject`` says."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.delivery.subject"]
