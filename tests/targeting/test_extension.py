from datetime import timedelta

from odoo import models
from odoo.tests import tagged

from ..addons import add_models
from .common import NOW, TargetingCommon, condition, scope


class CategoryVehicle(models.AbstractModel):
    """One attribute more, as another addon adds it."""

    _module = None
    _name = "dealership.category.vehicle"
    _inherit = ["dealership.category.vehicle"]

    def _attributes(self):
        return [*super()._attributes(), self._field_attribute("plate", "license_plate", "Number plate")]


class CategoryOffer(models.AbstractModel):
    """One category more, as another addon adds it: the offers made to customers."""

    _module = None
    _name = "dealership.category.offer"
    _inherit = ["dealership.category"]
    _description = "Targeting Category: Offer"

    _category_model = "sale.order"
    _category_date = "date_order"

    def _label(self):
        return "Offer"

    def _plural(self):
        return "Offers"

    def _attributes(self):
        return [self._field_attribute("state", "state", "State")]


@tagged("post_install", "-at_install")
class TestExtension(TargetingCommon):
    """What plain ``_inherit`` adds shows up in the catalogue, in rules, in sentences and as a subject."""

    def setUp(self):
        super().setUp()
        add_models(self, CategoryVehicle, CategoryOffer)

    def test_attribute(self):
        catalogue = self.env["dealership.targeting"]._catalogue()
        [vehicle] = [category for category in catalogue["categories"] if category["key"] == "vehicle"]
        [plate] = [attribute for attribute in vehicle["attributes"] if attribute["key"] == "vehicle.plate"]
        self.assertEqual((plate["label"], plate["type"], plate["group"]), ("Number plate", "text", "main"))
        customer, other = self.make_customer("With a Plate"), self.make_customer("Another")
        self.make_vehicle(customer, license_plate="ZZ-001-ZZ")
        self.make_vehicle(other, license_plate="AA-002-AA")
        rule = condition("vehicle.plate", "starts_with", "ZZ")
        self.assertFinds(customer, rule, among=customer + other)
        sentence = self.env["dealership.targeting"]._describe_rule({"match": "all", "rules": [rule]}, "customer")
        self.assertIn("number plate", sentence.lower())

    def test_category(self):
        keys = {category["key"] for category in self.env["dealership.targeting"]._catalogue()["categories"]}
        self.assertIn("offer", keys)
        self.assertIn(("offer", "Offers"), self.env["dealership.targeting"]._selection_subject())
        customer, other = self.make_customer("Has an Offer"), self.make_customer("Has None")
        offer = self.env["sale.order"].create(
            {"partner_id": customer.id, "company_id": self.company_a.id, "date_order": NOW - timedelta(days=1)}
        )
        self.assertFinds(customer, condition("offer.state", "is", "draft"), among=customer + other)
        self.assertFinds(other, scope("offer", pick="last", times=("=", 0)), among=customer + other)
        found = self.find(condition("customer.name", "is", "Has an Offer"), subject="offer")
        self.assertEqual(found, offer)
