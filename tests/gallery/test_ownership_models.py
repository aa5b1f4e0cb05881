from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .test_workshop_models import NOW, ModelCommon

TODAY = NOW.date()
MONDAY = datetime(2026, 3, 9, 9, 0)  # 10:00 in Paris


@tagged("post_install", "-at_install")
class TestServiceReminder(ModelCommon):
    def visit(self, closed, vehicle=None):
        vehicle = vehicle or self.make_vehicle(self.make_customer(f"Owner {closed}"), delivery_date="2020-01-01")
        self.make_repair_order(
            vehicle.owner_id, vehicle, status="closed", opened_at=closed - timedelta(hours=3), closed_at=closed
        )
        return vehicle

    def test_six_to_seven_months_after_the_last_visit(self):
        # The same hour on the wall was an hour earlier in UTC, in summer.
        half_a_year_ago = MONDAY - relativedelta(months=6, hours=1)
        seven_months_ago = MONDAY - relativedelta(months=7, hours=1)
        due = self.visit(half_a_year_ago - timedelta(minutes=1))
        late = self.visit(seven_months_ago + timedelta(minutes=1))
        self.visit(half_a_year_ago + timedelta(minutes=1))
        self.visit(seven_months_ago - timedelta(minutes=1))
        came_again = self.visit(MONDAY - relativedelta(months=6, days=3))
        self.visit(MONDAY - relativedelta(months=1), came_again)
        self.assertEqual(self.find("service_reminder", MONDAY), due + late)

    def test_not_with_a_coming_appointment_also_without_vehicle(self):
        vehicle = self.visit(MONDAY - relativedelta(months=6, days=3))
        appointment = self.make_appointment(vehicle.owner_id, MONDAY + timedelta(days=9), vehicle_id=False)
        self.assertFalse(self.find("service_reminder", MONDAY))
        appointment.action_cancel_appointment()
        self.assertEqual(self.find("service_reminder", MONDAY), vehicle)
        self.make_appointment(vehicle.owner_id, MONDAY - timedelta(days=9))
        self.assertEqual(self.find("service_reminder", MONDAY), vehicle, "a past appointment keeps nobody out")

    def test_16_7_what_is_a_visit(self):
        """Cancelled, left open, without a vehicle: of each, what the last visit was."""
        half = MONDAY - relativedelta(months=6, days=3)
        later_cancelled, left_open, in_workshop = self.visit(half), self.visit(half), self.visit(half)
        owner = later_cancelled.owner_id
        self.make_repair_order(owner, later_cancelled, status="cancelled", opened_at=MONDAY - timedelta(days=20))
        self.make_repair_order(left_open.owner_id, left_open, status="in_progress", opened_at=half)
        self.make_repair_order(in_workshop.owner_id, in_workshop, opened_at=MONDAY - timedelta(hours=1))
        nameless = self.make_vehicle(self.make_customer("Nameless"), delivery_date="2020-01-01")
        self.make_repair_order(nameless.owner_id, None, status="closed", opened_at=half, closed_at=half)
        came_since = self.visit(half)
        self.make_repair_order(came_since.owner_id, None, opened_at=MONDAY - timedelta(days=40))
        self.assertEqual(self.find("service_reminder", MONDAY), later_cancelled + left_open + nameless)

    def test_16_7_both_vehicles_of_a_customer(self):
        half = MONDAY - relativedelta(months=6, days=3)
        self.company_a.email = "accueil@groupe-aveyron.test"
        first = self.visit(half)
        second = self.make_vehicle(first.owner_id, model_id=self.model_208.copy({"name": "C3"}).id)
        self.visit(half, second)
        scenario = self.make_scenario_of("service_reminder")
        run = scenario._run(MONDAY)
        self.env["dealership.delivery"]._process_due(MONDAY)
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"})
        self.assertIn("208 and C3", first.owner_id.message_ids.filtered("subject").subject)

    def test_week_by_week_without_gap_or_repeat(self):
        """One visit on each day of ten weeks: each vehicle is reminded once, also when a Monday was missed."""
        first = MONDAY - relativedelta(months=6) - timedelta(days=30)
        vehicles = self.env["fleet.vehicle"].union(*(self.visit(first + timedelta(days=day)) for day in range(70)))
        scenario = self.make_scenario_of("service_reminder")
        enrolled = []
        for week in range(16):
            if week not in (3, 4):  # two Mondays without power
                run = scenario._run(MONDAY + timedelta(weeks=week))
                enrolled += run.delivery_ids.filtered(lambda delivery: delivery.step_id).mapped("res_id")
        self.assertEqual(len(enrolled), len(set(enrolled)), "nobody twice")
        missing = vehicles.filtered(lambda vehicle: vehicle.id not in enrolled)
        self.assertFalse(missing.mapped("owner_id.name"), "nobody forgotten")


@tagged("post_install", "-at_install")
class TestOwnershipModels(ModelCommon):
    def delivered(self, day, **vals):
        return self.make_vehicle(self.make_customer(f"Owner {day} {vals}"), delivery_date=day, **vals)

    def test_days_after_the_delivery(self):
        """From the day itself up to twice as long after it: some deliveries are entered late."""
        by_age = {days: self.delivered(TODAY - timedelta(days=days)) for days in (6, 7, 13, 14, 15, 28, 29)}
        ages = {vehicle: days for days, vehicle in by_age.items()}
        self.assertEqual({ages[vehicle] for vehicle in self.find("purchase_satisfaction")}, {7, 13, 14})
        self.assertEqual({ages[vehicle] for vehicle in self.find("accessories")}, {14, 15, 28})

    def test_16_12_entered_late_asked_once(self):
        scenario = self.make_scenario_of("purchase_satisfaction")
        punctual = self.delivered(TODAY - timedelta(days=6))
        asked = []
        for day in range(12):
            if day == 4:
                late = self.delivered(TODAY - timedelta(days=6))
            run = scenario._run(NOW + timedelta(days=day))
            asked += [(day, delivery.res_id) for delivery in run.delivery_ids]
        self.assertEqual(asked, [(1, punctual.id), (4, late.id)])

    def test_first_service_of_new_vehicles(self):
        due = self.delivered(TODAY - relativedelta(months=11))
        last_day = self.delivered(TODAY - relativedelta(months=12) + timedelta(days=1))
        self.delivered(TODAY - relativedelta(months=11) + timedelta(days=1))
        self.delivered(TODAY - relativedelta(months=12))
        self.delivered(TODAY - relativedelta(months=11, days=5), sale_type="vo")
        booked = self.delivered(TODAY - relativedelta(months=11, days=5))
        appointment = self.make_appointment(booked.owner_id, NOW + timedelta(days=20), vehicle_id=booked.id)
        serviced = self.delivered(TODAY - relativedelta(months=11, days=5))
        tenth_month = NOW - relativedelta(months=1)
        self.make_repair_order(
            serviced.owner_id, serviced, status="closed", opened_at=tenth_month, closed_at=tenth_month
        )
        here = self.delivered(TODAY - relativedelta(months=11, days=5))
        self.make_repair_order(here.owner_id, here, opened_at=NOW - timedelta(hours=2))
        self.assertEqual(self.find("first_service"), due + last_day)
        appointment.action_cancel_appointment()
        self.assertEqual(self.find("first_service"), due + last_day + booked)

    def test_end_of_warranty(self):
        ends = self.delivered("2024-04-01", warranty_end=TODAY + timedelta(days=30))
        self.delivered("2024-04-01", warranty_end=TODAY + timedelta(days=29))
        self.assertEqual(self.find("warranty_end"), ends)

    def test_anniversary_and_birthday(self):
        anniversary = self.delivered(TODAY - relativedelta(years=1))
        self.delivered(TODAY - relativedelta(years=1) + timedelta(days=1))
        self.assertEqual(self.find("delivery_anniversary"), anniversary)
        self.customer.birthdate_date = TODAY - relativedelta(years=40)
        self.make_customer("Tomorrow's child", birthdate_date=TODAY - relativedelta(years=40) + timedelta(days=1))
        self.assertEqual(self.find("birthday"), self.customer)


@tagged("post_install", "-at_install")
class TestSalesAndStaffModels(ModelCommon):
    def abandon(self, record, days):
        record.action_set_lost()
        record.abandoned_at = NOW - timedelta(days=days)
        return record

    def test_abandoned(self):
        lead = self.abandon(self.make_lead(self.customer), 1)
        self.abandon(self.make_lead(self.customer), 2)
        self.abandon(self.make_lead(self.customer), 0)
        opportunity = self.abandon(self.make_opportunity(self.customer), 30)
        self.abandon(self.make_opportunity(self.customer), 29)
        self.abandon(self.make_opportunity(self.customer), 31)
        self.assertEqual(self.find("abandoned_lead"), lead)
        self.assertEqual(self.find("abandoned_opportunity"), opportunity)
        lead.action_restore()
        self.assertFalse(self.find("abandoned_lead"))

    def test_unpaid_invoice(self):
        due = self.make_invoice(self.customer, invoice_date_due=TODAY - timedelta(days=10))
        self.make_invoice(self.customer, invoice_date_due=TODAY - timedelta(days=9))
        self.make_invoice(self.customer, invoice_date_due=TODAY - timedelta(days=40), move_type="out_refund")
        self.assertEqual(self.find("unpaid_invoice_task"), due)
        scenario = self.make_scenario_of("unpaid_invoice_task")
        scenario._run(NOW)
        self.env["dealership.delivery"]._process_due(NOW)
        activity = due.activity_ids.filtered("automated")
        self.assertEqual(activity.user_id, self.user_sales)
        self.assertIn(due.name, activity.summary)
        self.assertEqual(activity.date_deadline, TODAY + timedelta(days=2))

    def test_missed_call(self):
        self.env["dealership.call"].search([]).unlink()
        number = self.env["dealership.tracking.number"].create(
            {"name": "Test", "number": "+33565000001", "team_id": self.team_a.id, "company_id": self.company_a.id}
        )
        other = self.make_customer("Called Back", phone="+33 6 12 34 56 79")
        old = self.make_customer("Long Ago", phone="+33 6 12 34 56 80")
        for person, hours, outcome in (
            (self.customer, 1, "missed"),
            (other, 2, "missed"),
            (other, 1, "connected"),
            (old, 13, "missed"),
        ):
            self.env["dealership.call"]._register(
                {
                    "direction": "incoming",
                    "from": person.phone,
                    "to": number.number,
                    "outcome": outcome,
                    "started_at": NOW - timedelta(hours=hours),
                    "duration": 60 if outcome == "connected" else 0,
                }
            )
        self.assertEqual(self.find("missed_call"), self.customer)
