from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..ledger.common import IN_TOWN, NOW, DeliveryCommon

START = datetime(2026, 3, 20, 13, 0)  # 14:00 in Paris


@tagged("post_install", "-at_install")
class TestMovedDates(DeliveryCommon):
    """Messages that count from a date of the record follow it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.appointment = cls.make_appointment(cls.jeanne, start=START)

    def make_reminder(self, **vals):
        defaults = {
            "steps": [{"delay_basis": "anchor", "delay_count": -1, "delay_unit": "day"}],
            "anchor_attribute": "appointment.date",
            "purpose": "service",
        }
        return self.make_scenario(self.make_targeting("appointment", [IN_TOWN]), **{**defaults, **vals})

    def move(self, days, hours=0):
        start = START + timedelta(days=days, hours=hours)
        self.appointment.write({"start": start, "stop": start + timedelta(hours=1)})

    def deliveries(self, scenario):
        return self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id)], order="id")

    def test_put_off(self):
        scenario = self.make_reminder()
        delivery = scenario._run(NOW).delivery_ids
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 19, 8, 0))
        self.move(days=10)  # in summer time
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 29, 7, 0))
        self.assertEqual(delivery.planned_on, date(2026, 3, 29))
        self.assertEqual(delivery.expires_at, datetime(2026, 3, 30, 7, 0))
        self.assertEqual(delivery.enrolment_id.anchor_at, self.appointment.start)
        self.assertFalse(scenario._run(NOW + timedelta(days=1)).enrolled_count)

    def test_brought_forward(self):
        delivery = self.make_reminder()._run(NOW).delivery_ids
        self.move(days=-4)
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 15, 8, 0))

    def test_brought_forward_too_far(self):
        """The day before is over: nobody is reminded of an appointment that has begun."""
        delivery = self.make_reminder()._run(NOW).delivery_ids
        self.move(days=-6, hours=-3)  # on the day of the run, 11:00 in Paris
        self.send(datetime(2026, 3, 14, 10, 1))
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "expired"))

    def test_moved_behind_our_back(self):
        """A date changed in the database itself is noticed when the message is due, and at each run."""
        scenario = self.make_reminder()
        delivery = scenario._run(NOW).delivery_ids
        self.env.cr.execute(
            "UPDATE calendar_event SET start = %s WHERE id = %s", [START + timedelta(days=3), self.appointment.id]
        )
        self.appointment.invalidate_recordset()
        self.send(datetime(2026, 3, 19, 8, 0))
        self.assertEqual(
            (delivery.state, delivery.planned_at, delivery.claim_id), ("planned", datetime(2026, 3, 22, 8, 0), 0)
        )
        self.env.cr.execute("UPDATE calendar_event SET start = %s WHERE id = %s", [START, self.appointment.id])
        scenario._run(NOW + timedelta(days=1))
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 19, 8, 0))
        self.send(datetime(2026, 3, 19, 8, 0))
        self.assertEqual(delivery.state, "sent")

    def test_a_new_date_is_no_new_occurrence_unless_wished(self):
        for re_entry, expected in (("never", ["sent"]), ("occurrence", ["sent", "planned"])):
            with self.subTest(re_entry=re_entry):
                self.move(days=0)
                scenario = self.make_reminder(re_entry=re_entry)
                scenario._run(NOW)
                self.send(datetime(2026, 3, 19, 8, 0))
                self.move(days=10)
                scenario._run(datetime(2026, 3, 20, 8, 0))
                self.assertEqual(self.deliveries(scenario).mapped("state"), expected)

    def test_occurrence_not_begun_moves_along(self):
        scenario = self.make_reminder(re_entry="occurrence")
        enrolment = scenario._run(NOW).enrolment_ids
        self.move(days=10)
        self.assertEqual(enrolment.occurrence, "2026-03-30")
        self.assertFalse(scenario._run(NOW + timedelta(days=1)).enrolled_count)
        self.assertEqual(self.deliveries(scenario).mapped("planned_at"), [datetime(2026, 3, 29, 7, 0)])

    def test_occurrence_begun_ends_and_the_new_date_starts_anew(self):
        steps = [{}, {"delay_basis": "anchor", "delay_count": -1, "delay_unit": "day"}]
        scenario = self.make_reminder(re_entry="occurrence", steps=steps)
        scenario._run(NOW)
        self.send(NOW)
        self.move(days=10)
        first = self.deliveries(scenario)
        self.assertEqual(first.mapped("state"), ["sent", "skipped"])
        self.assertEqual(first[1].reason, "date_moved")
        scenario._run(NOW + timedelta(days=1))
        self.assertEqual(self.deliveries(scenario).mapped("state"), ["sent", "skipped", "planned", "planned"])

    def test_13_each_move_of_a_day_is_told_and_the_last_of_some_minutes(self):
        """Moved to and fro on one day, a customer last heard where it stands."""
        scenario = self.make_reminder(
            steps=[{"delay_basis": "anchor", "delay_count": 10, "delay_unit": "minute"}],
            anchor_attribute="appointment.moved",
            re_entry="occurrence",
        )
        told = []
        for minute, hours in ((0, 1), (5, 2), (60, 1), (120, 2), (300, 1)):
            at = NOW + timedelta(minutes=minute)
            with freeze_time(at):
                self.move(days=0, hours=hours)
                scenario._run(at)
                self.send(at)
            with freeze_time(at + timedelta(minutes=11)):
                self.send(at + timedelta(minutes=11) if minute else at + timedelta(minutes=4))
            told.append(len(self.deliveries(scenario).filtered(lambda delivery: delivery.state == "sent")))
        self.assertEqual(told, [0, 1, 2, 3, 4])
        self.assertEqual(len(self.deliveries(scenario)), 4)

    def test_steps_by_hand_move_too(self):
        steps = [{"delay_basis": "anchor", "delay_count": -1, "delay_unit": "day", "automatic": False}]
        delivery = self.make_reminder(steps=steps)._run(NOW).delivery_ids
        self.move(days=2)
        self.assertEqual((delivery.state, delivery.planned_at), ("waiting", datetime(2026, 3, 21, 8, 0)))

    def test_what_was_sent_stays(self):
        delivery = self.make_reminder()._run(NOW).delivery_ids
        self.send(datetime(2026, 3, 19, 8, 0))
        self.move(days=2)
        self.assertEqual((delivery.state, delivery.planned_at), ("sent", datetime(2026, 3, 19, 8, 0)))

    def test_working_days_before_a_date(self):
        steps = [{"delay_basis": "anchor", "delay_count": -1, "delay_unit": "working_day"}]
        delivery = self.make_reminder(steps=steps)._run(NOW).delivery_ids
        self.move(days=3)  # Monday
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 20, 8, 0), "Friday")

    def test_a_birthday_corrected(self):
        self.jeanne.birthdate_date = date(1980, 4, 1)
        scenario = self.make_scenario(
            self.targeting,
            steps=[{"delay_basis": "anchor"}],
            anchor_attribute="customer.birthday",
            anchor_yearly=True,
            re_entry="occurrence",
        )
        delivery = scenario._run(NOW).delivery_ids
        self.jeanne.birthdate_date = date(1981, 4, 11)
        self.assertEqual(delivery.planned_at, datetime(2026, 4, 11, 7, 0))
        self.jeanne.birthdate_date = False
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "date_moved"))

    def test_only_dates_that_count_are_watched(self):
        scenario = self.make_reminder()
        watched = self.env["dealership.scenario"]._get_anchors()
        self.assertIn(("calendar.event", "start"), watched)
        self.assertNotIn(("calendar.event", "name"), watched)
        for other in self.env["dealership.scenario"].search([("anchor_attribute", "=", "appointment.date")]):
            other.state = "draft"
        self.assertEqual(scenario.state, "draft")
        self.assertNotIn(("calendar.event", "start"), self.env["dealership.scenario"]._get_anchors())
