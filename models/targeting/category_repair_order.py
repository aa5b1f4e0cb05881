from odoo import models
from odoo.fields import Domain

from ...engine.delivery.states import CANCELLED


class CategoryRepairOrder(models.AbstractModel):
    """Work orders of the workshop."""

    _name = "dealership.category.repair_order"
    _inherit = "dealership.category"
    _description = "Targeting Category: Repair Order"

    _category_model = "dealership.repair.order"
    _category_sequence = 60
    _category_date = "opened_at"
    _category_action = "crm_dealership.dealership_repair_order_action"
    _category_settled_reason = CANCELLED

    def _label(self):
        return self.env._("Repair order")

    def _plural(self):
        return self.env._("Repair orders")

    def _settled_domain(self):
        return Domain("status", "=", "cancelled")

    def _attributes(self):
        return [
            self._field_attribute("status", "status", self.env._("Status")),
            self._field_attribute(
                "status_since", "status_since", self.env._("Status since"), noun=self.env._("date of the status")
            ),
            self._field_attribute("dms_status_code", "dms_status_code", self.env._("DMS status code")),
            self._field_attribute("reference", "name", self.env._("Reference")),
            self._field_attribute("opened", "opened_at", self.env._("Opened"), noun=self.env._("opening date")),
            self._field_attribute("closed", "closed_at", self.env._("Closed"), noun=self.env._("closing date")),
            self._field_attribute("customer_pay", "customer_pay_amount", self.env._("Customer-pay amount")),
            self._field_attribute("warranty_pay", "warranty_pay_amount", self.env._("Warranty-pay amount")),
            self._field_attribute("advisor", "advisor_id", self.env._("Service adviser")),
            self._field_attribute("vehicle_brand", "vehicle_id.brand_id", self.env._("Vehicle brand")),
        ]
