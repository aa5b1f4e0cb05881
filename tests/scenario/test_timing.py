from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..ledger.common import IN_TOWN, NOW, DeliveryCommon

FRIDAY = datetime(2026, 3, 13, 8, 0)  # 09:00 in Paris


@tagged("post_install", "-at_install")
class TestTiming(DeliveryCommon):
    """Pauses, the runs to come, the end, and the calendar of the point of sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.team_a.resource_calendar_id = cls.make_opening_hours("8-12 13:30-18, Saturday morning")

    def setUp(self):
        super().setUp()
        self.env["dealership.scenario"].search([]).next_run_at = False
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))

    @classmethod
    def make_opening_hours(cls, name):
        halves = [(str(day), hours) for day in range(5) for hours in ((8, 12), (13.5, 18))] + [("5", (8, 12))]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "company_id": cls.company_a.id,
                "tz": "Europe/Paris",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": day, "dayofweek": day, "hour_from": start, "hour_to": end})
                    for day, (start, end) in halves
                ],
            }
        )

    def close(self, start, end, **vals):
        """Close the point of sale between two moments in UTC."""
        vals = {"calendar_id": self.team_a.resource_calendar_id.id, "company_id": self.company_a.id, **vals}
        self.env["resource.calendar.leaves"].create({"name": "Closed", "date_from": start, "date_to": end, **vals})

    # -- pauses ---------------------------------------------------------------------------------------

    def pause(self, scenario, start, end):
        with freeze_time(start):
            scenario.action_pause()
        with freeze_time(end):
            scenario.action_resume()

    def test_a_pause_leaves_no_backlog(self):
        """Due before: still sent. Due meanwhile: left out, and it says why. Due later: as planned."""
        steps = [
            {"delay_count": 10, "delay_unit": "minute"},
            {"delay_count": 2, "delay_unit": "hour"},
            {"delay_count": 6, "delay_unit": "hour"},
        ]
        scenario = self.make_scenario(self.targeting, steps=steps)
        deliveries = scenario._run(NOW).delivery_ids.sorted("step_id")
        self.pause(scenario, NOW + timedelta(minutes=30), NOW + timedelta(hours=4))
        self.send(NOW + timedelta(hours=4))
        self.assertEqual(
            [(delivery.state, delivery.reason) for delivery in deliveries],
            [("sent", False), ("skipped", "scenario_paused"), ("planned", False)],
        )
        self.assertFalse(scenario.paused_at)
        self.send(NOW + timedelta(hours=6))
        self.assertEqual(deliveries[2].state, "sent")

    def test_a_long_pause_expires_what_was_due_before(self):
        scenario = self.make_scenario(self.targeting, expires_after_hours=12)
        delivery = scenario._run(NOW).delivery_ids
        self.pause(scenario, NOW + timedelta(minutes=1), NOW + timedelta(hours=13))
        self.send(NOW + timedelta(hours=13))
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "expired"))

    def test_runs_of_a_pause_are_not_made_up_for(self):
        scenario = self.make_scenario(self.targeting, next_run_at=NOW)
        self.pause(scenario, NOW - timedelta(hours=1), NOW + timedelta(days=5, minutes=1))
        self.assertEqual(scenario.next_run_at, NOW + timedelta(days=6))
        with freeze_time(NOW + timedelta(days=5, minutes=2)):
            self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertFalse(scenario.run_ids)

    def test_nothing_leaves_while_paused(self):
        scenario = self.make_scenario(self.targeting)
        delivery = scenario._run(NOW).delivery_ids
        with freeze_time(NOW):
            scenario.action_pause()
        self.assertEqual(self.send(NOW), 0)
        self.assertEqual(delivery.state, "planned")

    # -- the runs to come -----------------------------------------------------------------------------

    @freeze_time("2026-03-13 12:00:00")
    def test_next_runs(self):
        scenario = self.make_scenario(self.targeting, state="draft", schedule="weekdays", friday=False)
        self.assertEqual(
            scenario.next_runs.splitlines(),
            [
                "Monday 16 March 2026, 09:00",
                "Tuesday 17 March 2026, 09:00",
                "Wednesday 18 March 2026, 09:00",
                "Thursday 19 March 2026, 09:00",
                "Monday 23 March 2026, 09:00",
            ],
        )
        scenario.end_date = date(2026, 3, 17)
        self.assertEqual(len(scenario.next_runs.splitlines()), 2)
        scenario.schedule = "realtime"
        self.assertEqual(scenario.next_runs, "Every five minutes, from Friday 13 March 2026, 13:05 on")

    @freeze_time("2026-03-13 12:00:00")
    def test_an_overdue_run_is_shown_first(self):
        scenario = self.make_scenario(self.targeting, next_run_at=datetime(2026, 3, 12, 8, 0))
        self.assertEqual(
            scenario.next_runs.splitlines()[:2], ["Thursday 12 March 2026, 09:00", "Saturday 14 March 2026, 09:00"]
        )

    @freeze_time("2026-03-13 12:00:00")
    def test_a_new_hour_counts_at_once(self):
        scenario = self.make_scenario(self.targeting, next_run_at=datetime(2026, 3, 14, 8, 0))
        scenario.run_hour = 18
        self.assertEqual(scenario.next_run_at, datetime(2026, 3, 13, 17, 0))
        overdue = self.make_scenario(self.targeting, next_run_at=datetime(2026, 3, 13, 8, 0))
        overdue.run_hour = 18
        self.assertEqual(overdue.next_run_at, datetime(2026, 3, 13, 8, 0), "still to be made up for")

    # -- the end --------------------------------------------------------------------------------------

    def test_ends_by_itself_once_all_is_settled(self):
        scenario = self.make_scenario(
            self.targeting,
            steps=[{}, {"delay_count": 3, "delay_basis": "previous"}],
            schedule="once",
            start_date=NOW.date(),
            next_run_at=NOW,
        )
        ticks = [NOW, NOW + timedelta(days=1), NOW + timedelta(days=3), NOW + timedelta(days=3, minutes=5)]
        found = []
        for moment in ticks:
            with freeze_time(moment):
                self.env["dealership.scenario"]._cron_run_scenarios()
                found.append(scenario.state)
                self.send(moment)
        self.assertEqual(found, ["active", "active", "active", "ended"])
        self.assertEqual(scenario.run_ids.delivery_ids.mapped("state"), ["sent", "sent"])
        self.assertIn("last run", scenario.message_ids[0].body)

    def test_what_waits_for_a_person_keeps_it_open(self):
        scenario = self.make_scenario(
            self.targeting, steps=[{"automatic": False}], schedule="once", start_date=NOW.date(), next_run_at=NOW
        )
        with freeze_time(NOW):
            self.env["dealership.scenario"]._cron_run_scenarios()
            self.env["dealership.scenario"]._end_finished(NOW)
            self.assertEqual(scenario.state, "active")
            scenario.run_ids.delivery_ids.action_mark_done()
            self.env["dealership.scenario"]._end_finished(NOW)
        self.assertEqual(scenario.state, "ended")

    # -- opening hours --------------------------------------------------------------------------------

    def assertLeavesAt(self, moment, expected, **vals):
        """Check when a message that is due at a moment leaves."""
        scenario = self.make_scenario(self.targeting, **vals)
        delivery = scenario._run(moment).delivery_ids
        self.send(moment)
        leaves_at = delivery.sent_at if delivery.state == "sent" else delivery.planned_at
        self.assertEqual(leaves_at, expected)

    def test_opening_hours(self):
        noon = datetime(2026, 3, 13, 11, 30)  # 12:30 in Paris: lunch
        self.assertLeavesAt(noon, noon, opening_days_only=True)
        self.assertLeavesAt(noon, datetime(2026, 3, 13, 12, 30), opening_hours_only=True)
        self.assertLeavesAt(noon, datetime(2026, 3, 13, 14, 0), opening_hours_only=True, send_from=15)
        saturday = datetime(2026, 3, 14, 13, 0)
        self.assertLeavesAt(saturday, datetime(2026, 3, 16, 7, 0), opening_hours_only=True)
        self.assertLeavesAt(saturday, saturday, opening_days_only=True)

    def test_closings(self):
        self.close(datetime(2026, 3, 13, 11), datetime(2026, 3, 13, 23))  # Friday afternoon
        self.close(datetime(2026, 3, 15, 23), datetime(2026, 3, 16, 22, 59), calendar_id=False)  # all of the company
        self.assertLeavesAt(
            datetime(2026, 3, 13, 15), datetime(2026, 3, 14, 7), opening_hours_only=True, expires_after_hours=100
        )
        self.assertLeavesAt(
            datetime(2026, 3, 14, 12), datetime(2026, 3, 17, 7), opening_hours_only=True, expires_after_hours=100
        )
        self.assertLeavesAt(
            datetime(2026, 3, 15, 12), datetime(2026, 3, 16, 23), opening_days_only=True, expires_after_hours=100
        )

    def test_hours_that_exclude_each_other_let_nothing_out(self):
        self.company_a.dealership_send_until = 8
        scenario = self.make_scenario(self.targeting, send_from=20, expires_after_hours=30)
        delivery = scenario._run(NOW).delivery_ids
        self.send(NOW)
        self.assertEqual((delivery.state, delivery.claim_id), ("planned", 0))
        self.send(NOW + timedelta(days=1))
        self.send(NOW + timedelta(days=2))
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "expired"))

    # -- delays ---------------------------------------------------------------------------------------

    def assertPlanned(self, run_at, step, expected, **vals):
        delivery = self.make_scenario(self.targeting, steps=[step], **vals)._run(run_at).delivery_ids
        self.assertEqual(delivery.planned_at, expected)

    def test_working_days(self):
        self.close(datetime(2026, 3, 15, 23), datetime(2026, 3, 16, 22, 59))  # Monday 16 March
        one = {"delay_count": 1, "delay_unit": "working_day"}
        self.assertPlanned(FRIDAY, one, datetime(2026, 3, 14, 8, 0))  # Saturday, half open
        self.assertPlanned(FRIDAY + timedelta(days=1), one, datetime(2026, 3, 17, 8, 0))
        self.assertPlanned(FRIDAY, {**one, "delay_count": 2}, datetime(2026, 3, 17, 8, 0))

    def test_hour_of_a_step(self):
        step = {"delay_count": 1, "delay_unit": "day", "own_hour": True, "at_hour": 17.5}
        self.assertPlanned(NOW, step, datetime(2026, 3, 15, 16, 30))
        self.assertPlanned(NOW, {**step, "delay_count": 0}, datetime(2026, 3, 14, 16, 30))
        self.assertPlanned(NOW, {**step, "delay_unit": "hour"}, NOW + timedelta(hours=1))

    def test_working_days_after_the_previous_step(self):
        steps = [{}, {"delay_basis": "previous", "delay_count": 1, "delay_unit": "working_day"}]
        scenario = self.make_scenario(self.targeting, steps=steps)
        scenario._run(FRIDAY + timedelta(days=1))
        self.send(FRIDAY + timedelta(days=1))
        self.assertEqual(scenario.run_ids.delivery_ids.mapped("planned_at")[0], datetime(2026, 3, 16, 8, 0))

    def test_before_a_date_never_after_it(self):
        """A message announcing an appointment doesn't arrive once it has begun, nor shortly before."""
        self.make_appointment(self.jeanne, start=datetime(2026, 3, 14, 13))
        scenario = self.make_scenario(
            self.make_targeting("appointment", [IN_TOWN]),
            steps=[{"delay_basis": "anchor", "delay_count": -3, "delay_unit": "hour"}],
            anchor_attribute="appointment.date",
            purpose="service",
        )
        delivery = scenario._run(NOW).delivery_ids
        self.assertEqual(delivery.expires_at, datetime(2026, 3, 14, 12, 30))

    def test_said_in_words(self):
        sentences = {
            (0, "day", "enrolment", False): "At once",
            (0, "day", "enrolment", True): "On the same day, at 17:30",
            (1, "working_day", "enrolment", False): "1 working day after the enrolment",
            (2, "hour", "previous", False): "2 hours after the previous step was done",
            (-1, "day", "anchor", True): "1 day before the date of the record, at 17:30",
        }
        for (count, unit, basis, own_hour), sentence in sentences.items():
            step = self.env["dealership.scenario.step"].new(
                {
                    "delay_count": count,
                    "delay_unit": unit,
                    "delay_basis": basis,
                    "own_hour": own_hour,
                    "at_hour": 17.5,
                }
            )
            self.assertEqual(step.timing_sentence, sentence)
