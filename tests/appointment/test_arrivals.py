from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..gallery.test_workshop_models import ModelCommon

MONDAY = datetime(2026, 3, 16, 7, 0)  # 08:00 in Paris
SENT_AT = MONDAY + timedelta(hours=2, minutes=5)


@tagged("post_install", "-at_install")
class TestArrivals(ModelCommon):
    """Whoever came to the workshop is not told that they were missed, whoever brought the car, and on whose order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(SENT_AT))
        # Orders do get in here.
        cls.make_repair_order(cls.make_customer("Somebody Else"), opened_at=MONDAY - timedelta(days=10))
        cls.husband = cls.make_customer("Paul Bonnet")
        cls.appointment = cls.make_appointment(cls.customer, MONDAY, vehicle_id=cls.vehicle.id)

    def is_missed(self):
        self.env.flush_all()
        return self.appointment in self.find("missed_appointment", SENT_AT)

    def order(self, customer, vehicle=None, opened_at=MONDAY, **vals):
        return self.make_repair_order(customer, vehicle, opened_at=opened_at, **vals)

    def test_16_01_nobody_came(self):
        self.assertTrue(self.is_missed())

    def test_16_01_the_order_of_the_appointment(self):
        """The husband brings another car, on an order of hers."""
        self.order(self.husband, self.make_vehicle(self.husband), appointment_id=self.appointment.id)
        self.assertFalse(self.is_missed())

    def test_16_01_the_vehicle_on_the_order_of_another(self):
        self.order(self.husband, self.vehicle)
        self.assertFalse(self.is_missed())

    def test_16_01_the_driver_of_a_company(self):
        company = self.make_customer("Transports Puech", is_company=True)
        driver = self.make_customer("Driver", parent_id=company.id)
        self.appointment.write({"customer_id": driver.id, "vehicle_id": self.make_vehicle(company).id})
        self.order(company, self.appointment.vehicle_id)
        self.assertFalse(self.is_missed())

    def test_16_01_the_customer_with_another_car(self):
        self.order(self.customer, self.make_vehicle(self.customer))
        self.assertFalse(self.is_missed())

    def test_16_01_dropped_on_friday_for_monday(self):
        order = self.order(self.customer, self.vehicle, MONDAY - timedelta(days=2, hours=14))
        self.assertFalse(self.is_missed(), "it stands here")
        order.write({"status": "closed", "closed_at": MONDAY - timedelta(days=2, hours=13)})
        self.assertFalse(self.is_missed(), "Friday is the working day before")

    def test_16_01_the_day_before_is_bounded(self):
        """Friday begins at midnight in Paris; who was here on Thursday, and has left, did not come on Monday."""
        friday = datetime(2026, 3, 12, 23, 0)
        order = self.order(self.customer, self.vehicle, friday - timedelta(minutes=1))
        order.write({"status": "closed", "closed_at": friday + timedelta(hours=20)})
        self.assertTrue(self.is_missed())
        order.opened_at = friday
        self.assertFalse(self.is_missed())

    def test_16_01_before_a_holiday(self):
        """Easter Monday is none: for Tuesday, the day before is Friday."""
        tuesday = datetime(2026, 4, 7, 6, 0)
        self.appointment.start = tuesday
        self.assertEqual(self.appointment.came_since, datetime(2026, 4, 2, 22, 0))

    def test_16_01_a_cancelled_order_is_none(self):
        self.order(self.customer, self.vehicle, status="cancelled")
        self.assertTrue(self.is_missed())

    def test_16_01_orders_elsewhere_tell_too(self):
        """The car was taken to the other point of sale, whose orders are not for everybody to see."""
        self.order(self.customer, self.vehicle, team_id=self.team_b.id, advisor_id=self.user_sales_b.id)
        self.assertFalse(self.is_missed())

    def test_16_01_an_old_order_that_is_still_open(self):
        self.order(self.customer, self.vehicle, MONDAY - timedelta(days=20), status="in_progress")
        self.assertFalse(self.is_missed())

    def test_16_01_where_nobody_knows(self):
        """Without orders or arrivals for two weeks, who came is unknown: nobody is told anything."""
        self.env["dealership.repair.order"].search([("team_id", "=", self.team_a.id)]).unlink()
        self.assertFalse(self.is_missed())
        other = self.make_appointment(self.husband, MONDAY - timedelta(days=3))
        self.assertFalse(self.is_missed())
        other.action_arrive_appointment()
        self.assertTrue(self.is_missed())

    def test_16_01_moved_it_counts_from_its_new_day(self):
        self.assertEqual(self.appointment.came_since, datetime(2026, 3, 12, 23, 0))
        self.appointment.start = MONDAY + timedelta(days=1)
        self.assertEqual(self.appointment.came_since, datetime(2026, 3, 15, 23, 0))

    def test_16_01_private_events_have_none(self):
        event = self.env["calendar.event"].create({"name": "Dentist", "start": MONDAY, "stop": MONDAY})
        self.assertFalse(event.came_since)
