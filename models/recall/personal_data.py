from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipRecallVehicle(models.Model):
    """What the customer's vehicles are recalled for."""

    _name = "dealership.recall.vehicle"
    _inherit = ["dealership.recall.vehicle", "dealership.personal.data"]
    _personal_data_key = "recalls"
    _personal_data_title = _lt("Recalls of Your Vehicles")
    _personal_data_customer = "owner_id"
    _personal_data_fields = [
        "recall_id",
        "vehicle_id",
        "vin",
        "listed_on",
        "state",
        "repaired_on",
        "repair_order_id",
        "team_id",
        "company_id",
    ]
