from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import DealershipCommon

NOW = datetime(2026, 3, 11, 13, 0)  # Wednesday, 14:00 in Paris


class ModelCommon(DealershipCommon):
    """The rule of a card on hand-made records: who is in, who is just outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Monday to Friday",
                "company_id": cls.company_a.id,
                "tz": "Europe/Paris",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": "Day", "dayofweek": str(day), "hour_from": 8, "hour_to": 18})
                    for day in range(5)
                ],
            }
        )
        cls.customer = cls.make_customer("Jeanne Bonnet")
        cls.vehicle = cls.make_vehicle(cls.customer, delivery_date="2020-05-05")
        cls.startClassPatcher(freeze_time(NOW))

    def find(self, model, now=NOW):
        """Return whom the card's targeting finds at a moment, among the records of team_a."""
        card = self.env.ref(f"crm_dealership.scenario_model_{model}")
        targeting = self.env["dealership.targeting"].create(
            card._prepare_targeting_vals(team_id=self.team_a.id, company_id=self.company_a.id)
        )
        self.env.flush_all()
        found = targeting._search_subjects(now)
        return found.filtered(lambda record: record.team_id == self.team_a)

    def make_scenario_of(self, model, **vals):
        """Configure a card as it comes, for team_a."""
        card = self.env.ref(f"crm_dealership.scenario_model_{model}")
        wizard = self.env["dealership.scenario.configure"].create(
            {"model_id": card.id, "company_id": self.company_a.id, "team_id": self.team_a.id, "signatory": "team"}
        )
        scenario = wizard._create_scenario()
        scenario.write(
            {"state": "active", "user_id": self.user_director.id, "rights_user_id": self.user_director.id, **vals}
        )
        return scenario

    def book(self, start, **vals):
        created = vals.pop("created", start - timedelta(days=5))
        appointment = self.make_appointment(self.make_customer(f"Visitor {start} {vals}"), start, **vals)
        return self.date_creation(appointment, created)

    def date_creation(self, record, created):
        """Odoo dates what is created by the database's clock."""
        self.env.cr.execute(
            SQL("UPDATE %s SET create_date = %s WHERE id = %s", SQL.identifier(record._table), created, record.id)
        )
        record.invalidate_recordset(["create_date"])
        return record


@tagged("post_install", "-at_install")
class TestAppointmentModels(ModelCommon):
    def test_thank_you_for_booking(self):
        tomorrow = NOW + timedelta(days=1)
        booked = self.book(tomorrow, created=NOW - timedelta(minutes=3))
        test_drive = self.book(tomorrow, created=NOW - timedelta(hours=23), appointment_kind="test_drive")
        self.book(tomorrow, created=NOW - timedelta(hours=25))
        self.book(tomorrow, created=NOW - timedelta(minutes=3), appointment_status="cancelled")
        self.book(NOW - timedelta(hours=1), created=NOW - timedelta(hours=2))
        self.assertEqual(self.find("booking_thanks"), booked + test_drive)

    def test_reminder(self):
        confirmed = self.book(NOW + timedelta(hours=20), appointment_status="confirmed")
        planned = self.book(NOW + timedelta(hours=47))
        self.book(NOW + timedelta(hours=49))
        self.book(NOW + timedelta(hours=20), appointment_status="cancelled")
        self.book(NOW + timedelta(hours=20), created=NOW - timedelta(hours=2))
        self.book(NOW - timedelta(minutes=1))
        self.assertEqual(self.find("appointment_reminder"), confirmed + planned)

    def test_reminder_the_day_before_at_ten_and_two_hours_before(self):
        appointment = self.book(datetime(2026, 3, 13, 8, 30))  # Friday, 09:30 in Paris
        scenario = self.make_scenario_of("appointment_reminder")
        deliveries = scenario._run(NOW + timedelta(hours=1)).delivery_ids.sorted("planned_at")
        self.assertEqual(deliveries.mapped("res_id"), [appointment.id] * 2)
        self.assertEqual(
            [(delivery.channel, delivery.planned_at) for delivery in deliveries],
            # Nothing leaves before eight.
            [("sms", datetime(2026, 3, 12, 9, 0)), ("sms", datetime(2026, 3, 13, 7, 0))],
        )

    def test_a_cancelled_appointment_is_not_announced(self):
        appointment = self.book(datetime(2026, 3, 12, 15, 0))
        scenario = self.make_scenario_of("appointment_reminder")
        run = scenario._run(NOW)
        appointment.action_cancel_appointment()
        self.env["dealership.delivery"]._process_due(datetime(2026, 3, 12, 13, 5))
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"skipped"})

    def test_missed(self):
        two_hours_ago = NOW - timedelta(hours=2)
        missed = self.book(two_hours_ago - timedelta(minutes=1))
        marked = self.book(NOW - timedelta(hours=23), appointment_status="no_show")
        self.book(two_hours_ago + timedelta(minutes=1))
        self.book(NOW - timedelta(hours=25))
        self.book(NOW - timedelta(hours=3), appointment_kind="sales")
        for status in ("cancelled", "arrived", "done"):
            self.book(NOW - timedelta(hours=3), appointment_status=status)
        came = self.book(NOW - timedelta(hours=3))
        self.make_repair_order(came.customer_id, opened_at=NOW - timedelta(hours=3, minutes=10))
        rebooked = self.book(NOW - timedelta(hours=4))
        self.make_appointment(rebooked.customer_id, NOW + timedelta(days=2))
        came_last_week = self.book(NOW - timedelta(hours=5))
        last_week = {"opened_at": NOW - timedelta(days=7), "closed_at": NOW - timedelta(days=6)}
        self.make_repair_order(came_last_week.customer_id, status="closed", **last_week)
        self.assertEqual(self.find("missed_appointment"), missed + marked + came_last_week)

    def test_renewal(self):
        self.vehicle.owner_since = "2022-03-10"
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=1), vehicle_id=self.vehicle.id)
        for wrong in (
            {"appointment_kind": "test_drive"},
            {"appointment_status": "cancelled"},
            {"vehicle_id": False},
            {"start": NOW - timedelta(hours=2)},
        ):
            right = {name: appointment[name] for name in wrong}
            self.date_creation(appointment, NOW - timedelta(minutes=5))
            appointment.write(wrong)
            self.assertFalse(self.find("renewal"), wrong)
            appointment.write(right)
        self.assertEqual(self.find("renewal"), self.vehicle)
        self.date_creation(appointment, NOW - timedelta(hours=25))
        self.assertFalse(self.find("renewal"), "booked the day before yesterday")

    def test_renewal_from_four_years_on(self):
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=1), vehicle_id=self.vehicle.id)
        self.date_creation(appointment, NOW)
        for owned_since, found in (("2022-03-10", self.vehicle), ("2022-03-12", self.vehicle.browse())):
            self.vehicle.owner_since = owned_since
            self.assertEqual(self.find("renewal"), found)

    def test_renewal_only_once_a_year(self):
        self.vehicle.owner_since = "2020-03-10"
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=1), vehicle_id=self.vehicle.id)
        self.date_creation(appointment, NOW)
        tag = self.env.ref("crm_dealership.tag_renewal")
        opportunity = self.make_opportunity(self.customer, tag_ids=tag.ids)
        self.date_creation(opportunity, NOW - timedelta(days=370))
        self.assertEqual(self.find("renewal"), self.vehicle)
        self.date_creation(opportunity, NOW - timedelta(days=360))
        self.assertFalse(self.find("renewal"), "sales knows already")

    def test_renewal_gives_sales_a_lead(self):
        self.vehicle.owner_since = "2021-01-01"
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=1), vehicle_id=self.vehicle.id)
        self.date_creation(appointment, NOW)
        scenario = self.make_scenario_of("renewal")
        run = scenario._run(NOW)
        self.env["dealership.delivery"]._process_due(NOW)
        self.assertEqual(run.delivery_ids.mapped("state"), ["sent"])
        lead = self.env["crm.lead"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(lead.tag_ids, self.env.ref("crm_dealership.tag_renewal"))
        self.assertEqual((lead.vehicle_id, lead.team_id, lead.type), (self.vehicle, self.team_a, "lead"))
        self.assertIn(self.customer.name, lead.name)


@tagged("post_install", "-at_install")
class TestRepairOrderModels(ModelCommon):
    def order(self, ago, **vals):
        return self.make_repair_order(self.customer, self.vehicle, opened_at=NOW - ago, **vals)

    def test_introduction(self):
        fresh = self.order(timedelta(minutes=2))
        started = self.order(timedelta(minutes=59), status="in_progress")
        self.order(timedelta(minutes=61))
        self.order(timedelta(minutes=5), status="cancelled")
        self.assertEqual(self.find("adviser_introduction"), fresh + started)

    def test_work_in_progress(self):
        within = self.order(timedelta(minutes=91)) + self.order(timedelta(minutes=119), status="in_progress")
        self.order(timedelta(minutes=89))
        self.order(timedelta(minutes=121))
        self.order(timedelta(minutes=100), status="ready")
        self.assertEqual(self.find("work_in_progress"), within)

    def test_vehicle_ready(self):
        order = self.order(timedelta(days=9))
        long_ago = self.order(timedelta(days=9), status="ready", status_since=NOW - timedelta(days=3))
        self.assertFalse(self.find("vehicle_ready"))
        order.action_ready()
        self.assertEqual(order.status_since, NOW)
        self.assertEqual(self.find("vehicle_ready"), order)
        order.action_close()
        self.assertFalse(self.find("vehicle_ready"))
        self.assertEqual(long_ago.status_since, NOW - timedelta(days=3))

    def plan_survey(self, closed, model="visit_satisfaction"):
        """Return when whoever's order was closed at a moment is asked; the scenario runs every morning."""
        order = self.make_repair_order(self.customer, opened_at=closed - timedelta(hours=4), status="closed")
        order.closed_at = closed
        scenario = self.make_scenario_of(model)
        day = closed.replace(hour=9, minute=0) + timedelta(days=1)
        return [
            delivery.planned_at
            for ahead in range(4)
            for delivery in scenario._run(day + timedelta(days=ahead)).delivery_ids
        ]

    def test_survey_one_working_day_after_the_visit(self):
        self.assertEqual(self.plan_survey(datetime(2026, 3, 10, 16, 0)), [datetime(2026, 3, 11, 9, 0)])

    def test_survey_of_friday_on_monday(self):
        self.assertEqual(self.plan_survey(datetime(2026, 3, 13, 16, 0)), [datetime(2026, 3, 16, 9, 0)])

    def test_survey_of_a_saturday_off_duty_on_monday(self):
        self.assertEqual(self.plan_survey(datetime(2026, 3, 14, 10, 0)), [datetime(2026, 3, 16, 9, 0)])

    def test_review_of_whose_order_was_closed(self):
        order = self.order(timedelta(days=1, hours=4), status="closed", closed_at=NOW - timedelta(days=1))
        still_open = self.order(timedelta(days=1))
        self.assertEqual(self.find("review_request"), order)
        self.assertNotIn(still_open, self.find("review_request"))
