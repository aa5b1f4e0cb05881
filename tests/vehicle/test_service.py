from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestService(DealershipCommon):
    """When vehicles are serviced next; how it is reckoned: tests/engine/test_mileage.py."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer()
        cls.model_208.write({"service_interval_months": 12, "service_interval_km": 15_000})
        cls.vehicle = cls.make_vehicle(cls.customer, delivery_date=date(2026, 1, 15))

    def follow(self):
        self.env.flush_all()
        while vehicles := self.env["fleet.vehicle"]._find_stale(500):
            vehicles._follow_dates()

    def visit(self, day, mileage, **vals):
        moment = datetime.fromisoformat(f"{day} 09:00:00")
        closed = {"status": "closed", "opened_at": moment, "closed_at": moment}
        return self.make_repair_order(self.customer, self.vehicle, mileage=mileage, **{**closed, **vals})

    def test_10_05_a_new_car_counts_from_its_delivery(self):
        self.assertEqual(self.vehicle.next_service_date, date(2027, 1, 15))
        self.vehicle.service_interval_months = 24
        self.assertEqual(self.vehicle.next_service_date, date(2028, 1, 15))
        self.vehicle.sale_type = "vo"
        self.assertFalse(self.vehicle.next_service_date)

    def test_10_05_who_drives_far_is_due_before(self):
        self.visit("2026-02-15", 3_000, is_service=False)
        self.visit("2026-09-15", 13_000, is_service=False)
        self.follow()
        self.assertEqual((self.vehicle.mileage_read, self.vehicle.mileage_read_on), (13_000, date(2026, 9, 15)))
        self.assertEqual(self.vehicle.km_per_year, round(10_000 / 212 * 365))
        # 2,000 km are left of the first 15,000, at 47 a day.
        self.assertEqual(self.vehicle.next_service_date, date(2026, 10, 27))

    def test_the_last_service_is_that_of_the_last_order_that_was_one(self):
        self.visit("2026-02-15", 3_000, is_service=False)
        service = self.visit("2026-06-15", 9_000)
        self.visit("2026-07-15", 10_000, status="open", closed_at=False)
        self.follow()
        self.assertEqual((self.vehicle.last_service_order_id, self.vehicle.last_service_mileage), (service, 9_000))
        self.assertEqual(self.vehicle.last_service_date, date(2026, 6, 15))
        # What it has said goes with it.
        service.action_cancel()
        self.follow()
        self.assertFalse(self.vehicle.last_service_date or self.vehicle.last_service_order_id)

    def test_a_service_elsewhere(self):
        self.visit("2026-06-15", 9_000)
        self.follow()
        self.vehicle.with_user(self.user_adviser).write(
            {"last_service_date": "2026-08-20", "last_service_mileage": 11_000}
        )
        self.assertFalse(self.vehicle.last_service_order_id)
        order = self.visit("2026-05-15", 8_000)
        self.follow()
        self.assertEqual(self.vehicle.last_service_date, date(2026, 8, 20))
        order.unlink()
        later = self.visit("2026-10-15", 15_000)
        self.follow()
        self.assertEqual(
            (self.vehicle.last_service_date, self.vehicle.last_service_order_id), (date(2026, 10, 15), later)
        )

    def test_only_what_changed_is_read_again(self):
        self.follow()
        other = self.make_vehicle(self.customer)
        order = self.visit("2026-02-15", 3_000)
        self.env.flush_all()
        self.assertEqual(self.env["fleet.vehicle"]._find_stale(500), self.vehicle)
        self.follow()
        order.description = "Said"
        self.env.flush_all()
        self.assertFalse(self.env["fleet.vehicle"]._find_stale(500))
        order.vehicle_id = other
        self.env.flush_all()
        self.assertEqual(self.env["fleet.vehicle"]._find_stale(500), self.vehicle | other)
        self.follow()
        self.assertFalse(self.vehicle.mileage_read)
        self.assertEqual(other.mileage_read, 3_000)
