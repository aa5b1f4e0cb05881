from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestPointsOfSale(DealershipCommon):
    def test_factories(self):
        """Every factory makes a record that its point of sale's people can read."""
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        records = [
            customer,
            vehicle,
            self.make_appointment(customer, vehicle_id=vehicle.id),
            self.make_repair_order(customer, vehicle),
            self.make_lead(customer),
            self.make_opportunity(customer),
            self.make_invoice(customer),
        ]
        for record in records:
            with self.subTest(model=record._name):
                self.assertTrue(record.with_user(self.user_sales).read(["display_name"]))
