from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestVehicle(DealershipCommon):
    def test_owned_since_delivery(self):
        vehicle = self.make_vehicle(self.make_customer(), delivery_date=date(2024, 2, 29))
        self.assertEqual(vehicle.owner_since, date(2024, 2, 29))

    @freeze_time("2026-03-10 10:00:00")
    def test_changing_hands_starts_a_new_ownership(self):
        vehicle = self.make_vehicle(self.make_customer(), delivery_date=date(2020, 5, 4))
        vehicle.owner_id = self.make_customer("Paul Cayla")
        self.assertEqual(vehicle.owner_since, date(2026, 3, 10))

    def test_correcting_other_fields_leaves_the_ownership(self):
        vehicle = self.make_vehicle(self.make_customer(), delivery_date=date(2020, 5, 4))
        vehicle.write({"owner_id": vehicle.owner_id.id, "mileage": 12000})
        self.assertEqual(vehicle.owner_since, date(2020, 5, 4))

    def test_first_owner_of_a_stock_vehicle_is_told_by_the_delivery(self):
        vehicle = self.make_vehicle(delivery_date=False)
        vehicle.write({"owner_id": self.make_customer().id, "delivery_date": date(2026, 1, 15)})
        self.assertEqual(vehicle.owner_since, date(2026, 1, 15))

    def test_10_05_the_contract_of_the_owner_before_is_not_the_next_ones(self):
        vehicle = self.make_vehicle(self.make_customer(), financing_kind="lease", financing_end=date(2027, 3, 1))
        vehicle.owner_id = vehicle.owner_id
        self.assertEqual(vehicle.financing_kind, "lease")
        vehicle.write({"owner_id": self.make_customer("Paul Cayla").id, "financing_kind": "loan"})
        self.assertEqual((vehicle.financing_kind, vehicle.financing_end), ("loan", False))

    def test_warranty_before_delivery(self):
        with self.assertRaisesRegex(Exception, "dealership|fleet_vehicle_dates_in_order"), mute_logger("odoo.sql_db"):
            self.make_vehicle(delivery_date=date(2026, 1, 15), warranty_end=date(2025, 1, 15))

    def test_found_by_plate_owner_and_chassis(self):
        vehicle = self.make_vehicle(
            self.make_customer("Zélie Quenouille"), license_plate="ZZ-987-YX", vin_sn="VF3TESTVIN1"
        )
        self.assertEqual(vehicle.display_name, "Peugeot (test) 208 (ZZ-987-YX)")
        for words in ("ZZ-987", "Quenouille", "TESTVIN1"):
            with self.subTest(words=words):
                found = self.env["fleet.vehicle"].name_search(words)
                self.assertEqual([vehicle_id for vehicle_id, _name in found], vehicle.ids)

    def test_counts(self):
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        self.make_repair_order(customer, vehicle)
        self.make_appointment(customer, vehicle_id=vehicle.id)
        self.assertEqual((vehicle.repair_order_count, vehicle.appointment_count), (1, 1))
        domain = vehicle.action_view_repair_orders()["domain"]
        self.assertEqual(self.env["dealership.repair.order"].search(domain), vehicle.repair_order_ids)
