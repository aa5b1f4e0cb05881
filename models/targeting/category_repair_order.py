from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import CANCELLED


class CategoryRepairOrder(models.AbstractModel):
    """Work orders of the workshop."""

    _name = "dealership.category.repair_order"
    _inherit = "dealership.category"
    _description = "Targeting Category: Repair Order"

    _category_model = "dealership.repair.order"
    _category_sequence = 60
    _category_responsible = "advisor_id"
    _category_date = "opened_at"
    _category_action = "crm_dealership.dealership_repair_order_action"
    _category_reported = True
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
                "status_since",
                "status_since",
                self.env._("Status since"),
                noun=self.env._("date of the status"),
                each_time=True,
            ),
            self._field_attribute("dms_status_code", "dms_status_code", self.env._("DMS status code")),
            self._field_attribute(
                "dms_status_since",
                "dms_status_since",
                self.env._("DMS status code since"),
                noun=self.env._("date of the DMS status code"),
            ),
            self._field_attribute("reference", "name", self.env._("Reference")),
            self._field_attribute("opened", "opened_at", self.env._("Opened"), noun=self.env._("opening date")),
            self._field_attribute("closed", "closed_at", self.env._("Closed"), noun=self.env._("closing date")),
            self._field_attribute("customer_pay", "customer_pay_amount", self.env._("Customer-pay amount")),
            self._field_attribute("warranty_pay", "warranty_pay_amount", self.env._("Warranty-pay amount")),
            self._field_attribute("advisor", "advisor_id", self.env._("Service adviser")),
            self._field_attribute("vehicle_brand", "vehicle_id.brand_id", self.env._("Vehicle brand")),
        ]

    def _values(self):
        return {
            "reference": self._field_value("name", self.env._("Reference")),
            "opened_at": self._date_value("opened_at", self.env._("Opened on")),
            "closed_at": self._date_value("closed_at", self.env._("Closed on")),
            "status": self._field_value("status", self.env._("Status")),
            "status_since": self._date_value("status_since", self.env._("Status since")),
            "dms_status_since": self._date_value("dms_status_since", self.env._("DMS status code since")),
            "work": self._field_value("description", self.env._("Work requested")),
            "amount": self._field_value("customer_pay_amount", self.env._("Amount to pay")),
        }

    def _value_links(self):
        """An order has its appointment; rules go through the customer: many orders come without naming it."""
        return {**super()._value_links(), "appointment": "appointment_id"}
