from odoo import models


class DealershipRepairOrder(models.Model):
    _name = "dealership.repair.order"
    _inherit = ["dealership.repair.order", "dealership.targeting.subject"]
