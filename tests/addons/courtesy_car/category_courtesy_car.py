from odoo import models
from odoo.fields import Domain

from ....engine.ledger.states import HANDLED
from ....engine.scenario.values import ValueField


class CategoryCourtesyCar(models.AbstractModel):
    """Loans of courtesy cars: all that has to be said for customers to be found and written to about them."""

    _module = None
    _name = "dealership.category.courtesy_car"
    _inherit = ["dealership.category"]
    _description = "Targeting Category: Courtesy Car"

    _category_model = "courtesy.car.loan"
    _category_customer = "borrower_id"
    _category_responsible = "keeper_id"
    _category_date = "lent_at"
    _category_settled_reason = HANDLED

    def _label(self):
        return self.env._("Courtesy car")

    def _plural(self):
        return self.env._("Courtesy cars")

    def _settled_domain(self):
        return Domain("state", "=", "back")

    def _links(self):
        return {"vehicle": ("own_vehicle_id", "id")}

    def _attributes(self):
        return [
            self._field_attribute("state", "state"),
            self._field_attribute("lent", "lent_at", self.env._("Lent")),
            self._field_attribute("due", "due_on", self.env._("Due back")),
        ]

    def _values(self):
        return {
            "reference": self._field_value("name", self.env._("Reference")),
            "lent_on": self._date_value("lent_at", self.env._("Lent on")),
            "days": ValueField(self.env._("Days lent"), _count_days),
            "keeper": self._field_value("keeper_id.name", self.env._("Keeper of the keys")),
        }


def _count_days(loan, source):
    return (source.local_date(source.now) - source.local_date(loan.lent_at)).days
