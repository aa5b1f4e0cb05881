from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import HANDLED
from ...engine.recall.states import GONE, REPAIRED


class CategoryRecall(models.AbstractModel):
    """Customers' vehicles that a manufacturer recalls, each once per recall."""

    _name = "dealership.category.recall"
    _inherit = "dealership.category"
    _description = "Targeting Category: Recall"

    _category_model = "dealership.recall.vehicle"
    _category_sequence = 65
    _category_customer = "owner_id"
    _category_date = "listed_on"
    _category_action = "crm_dealership.dealership_recall_vehicle_action"
    _category_settled_reason = HANDLED

    def _label(self):
        return self.env._("Recall")

    def _plural(self):
        return self.env._("Recalls")

    def _base_domain(self):
        return Domain("recall_id.active", "=", True) & Domain("vehicle_id.active", "=", True)

    def _exclusions(self):
        return [
            (self.env._("The recall is archived"), Domain("recall_id.active", "=", False)),
            (self.env._("No vehicle here has this number"), Domain("vehicle_id", "=", False)),
            (self.env._("The vehicle is archived"), Domain("vehicle_id.active", "=", False)),
        ]

    def _settled_domain(self):
        return Domain("state", "in", [REPAIRED, GONE])

    def _links(self):
        return {"vehicle": ("vehicle_id", "id")}

    def _attributes(self):
        return [
            self._field_attribute("state", "state", self.env._("State")),
            self._field_attribute("campaign", "recall_id", self.env._("Recall")),
            self._field_attribute("is_safety", "recall_id.is_safety", self.env._("Safety recall")),
            self._field_attribute("reference", "recall_id.reference", self.env._("Manufacturer's reference")),
            self._field_attribute("listed", "listed_on", self.env._("Listed"), noun=self.env._("day of the list")),
            self._field_attribute("repaired", "repaired_on", self.env._("Repaired on"), noun=self.env._("repair")),
        ]

    def _values(self):
        return {
            "name": self._field_value("recall_id.name", self.env._("Recall")),
            "reference": self._field_value("recall_id.reference", self.env._("Manufacturer's reference")),
            "reason": self._field_value("recall_id.reason", self.env._("Why")),
            "work": self._field_value("recall_id.work", self.env._("What is done")),
            "vin": self._field_value("vin", self.env._("VIN")),
            "repaired_on": self._field_value("repaired_on", self.env._("Repaired on")),
        }
