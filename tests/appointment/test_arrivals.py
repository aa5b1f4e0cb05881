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


@tagged("post_install", "-at_install")
class TestAnnouncedArrivals(ModelCommon):
    """Nobody is reminded of an appointment for which the car is here already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "jeanne@customer.test"
        cls.appointment = cls.make_appointment(
            cls.customer, MONDAY, vehicle_id=cls.vehicle.id, appointment_kind="workshop"
        )
        cls.date_creation(cls, cls.appointment, MONDAY - timedelta(days=5))
        cls.scenario = cls.make_scenario_of(cls, "appointment_reminder")
        cls.evening = MONDAY - timedelta(days=2, hours=14)  # Friday at 18:00

    def remind(self, **meanwhile):
        """Return what becomes of the reminder of the day before, which is a Sunday; "planned" is what is to leave."""
        run = self.scenario._run(MONDAY - timedelta(days=1, hours=4))
        self.appointment.write(meanwhile)
        [first] = run.delivery_ids.filtered(lambda each: each.step_id == self.scenario.step_ids[0])
        now = MONDAY - timedelta(hours=21)
        self.env["dealership.delivery"]._claim_due(7, now, 100)
        first._make_ready(now)
        first.invalidate_recordset()
        return first.state, first.reason

    def order(self, customer=None, vehicle=None, **vals):
        return self.make_repair_order(customer or self.customer, vehicle, **{"opened_at": self.evening, **vals})

    def assertReminded(self):
        self.assertEqual(self.remind(), ("planned", False))

    def assertLeftOut(self):
        self.assertEqual(self.remind(), ("skipped", "happened"))

    def test_16_01_expected(self):
        self.assertReminded()

    def test_16_01_dropped_on_friday_for_monday(self):
        self.order(vehicle=self.vehicle)
        self.assertLeftOut()

    def test_16_01_brought_by_another(self):
        self.order(self.make_customer("Paul Bonnet"), self.vehicle)
        self.assertLeftOut()

    def test_16_01_an_order_that_names_no_car(self):
        self.order()
        self.assertLeftOut()

    def test_16_01_marked_as_arrived(self):
        self.assertEqual(self.remind(appointment_status="arrived"), ("skipped", "happened"))

    def test_16_01_another_car_is_here(self):
        self.order(vehicle=self.make_vehicle(self.customer))
        self.assertReminded()

    def test_16_01_the_car_was_here_and_has_left(self):
        self.order(vehicle=self.vehicle, status="closed", closed_at=self.evening + timedelta(minutes=30))
        self.assertReminded()

    def test_16_01_an_order_that_nobody_closed(self):
        self.order(vehicle=self.vehicle, opened_at=MONDAY - timedelta(days=40))
        self.assertReminded()

    def test_16_01_a_test_drive_while_the_car_is_serviced(self):
        self.appointment.appointment_kind = "test_drive"
        self.order(vehicle=self.vehicle)
        self.assertReminded()
