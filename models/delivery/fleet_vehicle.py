from odoo import models


class FleetVehicle(models.Model):
    """A vehicle shows what was sent about it, its visits and the enquiries for it."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.delivery.subject"]

    def _get_deliveries_domain(self):
        domain = super()._get_deliveries_domain()
        for model in ("calendar.event", "dealership.repair.order", "crm.lead"):
            domain |= self._get_deliveries_about(self.env[model].search([("vehicle_id", "in", self.ids)]))
        return domain
