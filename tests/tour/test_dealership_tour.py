from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestDealershipTour(DealershipCommon, HttpCase):
    def test_morning(self):
        """A service adviser goes from the customer to the vehicle, the calendar and a work order."""
        customer = self.make_customer("Zélie Tourneuf")
        vehicle = self.make_vehicle(customer, license_plate="ZZ-001-ZZ")
        self.make_vehicle(customer, license_plate="ZZ-002-ZZ")
        self.make_appointment(
            customer,
            fields.Datetime.now().replace(minute=0, second=0),
            name="Brakes of Zélie",
            vehicle_id=vehicle.id,
            appointment_status="confirmed",
            partner_ids=[Command.set(self.user_adviser.partner_id.ids)],
        )
        self.start_tour("/odoo", "dealership_morning", login=self.user_adviser.login)
        order = customer.repair_order_ids
        self.assertRecordValues(
            order,
            [{"name": "OR-TOUR", "vehicle_id": vehicle.id, "status": "in_progress", "team_id": self.team_a.id}],
        )
        self.assertEqual(order.appointment_id.appointment_status, "arrived")
