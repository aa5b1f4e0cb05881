from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import tagged, users

from ..ledger.common import IN_TOWN, NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestLifecycle(DeliveryCommon):
    """The states of a scenario, who moves it between them, and the clock that runs it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_townsman("Jeanne")
        cls.draft = cls.make_scenario(cls.targeting, state="draft")

    @freeze_time("2026-03-14 08:10:00")
    @users("test_director")
    def test_activate_pause_resume_end(self):
        scenario = self.draft.with_user(self.env.user)
        scenario.action_activate()
        self.assertEqual((scenario.state, scenario.next_run_at), ("active", datetime(2026, 3, 15, 8, 0)))
        scenario.action_pause()
        self.assertEqual((scenario.state, scenario.next_run_at), ("paused", False))
        scenario.action_resume()
        self.assertEqual((scenario.state, scenario.next_run_at), ("active", datetime(2026, 3, 15, 8, 0)))
        scenario.action_end()
        self.assertEqual((scenario.state, scenario.next_run_at), ("ended", False))
        with self.assertRaisesRegex(UserError, "ended"):
            scenario.action_pause()
        scenario.action_draft()
        self.assertEqual(scenario.state, "draft")

    def test_activating_tells_all_that_is_missing(self):
        self.draft.write({"re_entry": "occurrence", "step_ids": [Command.clear()]})
        with self.assertRaises(ValidationError) as raised:
            self.draft.action_activate()
        self.assertIn("no step", str(raised.exception))
        self.assertIn("new occurrence", str(raised.exception))
        self.assertEqual(self.draft.state, "draft")

    def test_the_anchor_must_be_a_date_of_the_subject(self):
        for wrong in ("customer.city", "vehicle.delivery_date", "customer.nothing", "x"):
            self.draft.write({"re_entry": "occurrence", "anchor_attribute": wrong})
            with self.assertRaisesRegex(ValidationError, wrong):
                self.draft.action_activate()

    def test_approval(self):
        self.company_a.dealership_scenario_approval = True
        mine = self.draft.with_user(self.user_director)
        mine.action_activate()
        self.assertEqual(self.draft.state, "submitted")
        self.assertFalse(self.draft.next_run_at)
        activity = self.draft.activity_ids.filtered(lambda each: each.user_id == self.user_administrator)
        self.assertIn("asks for your approval", activity.note)
        notified = (
            self.draft.message_ids.notified_partner_ids
            | self.env["mail.message"]
            .search([("model", "=", self.draft._name), ("res_id", "=", self.draft.id)])
            .notified_partner_ids
        )
        self.assertIn(self.user_administrator.partner_id, notified)
        own = self.draft.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_director.id)
        with self.assertRaises(AccessError):
            mine.action_approve()
        with self.assertRaises(AccessError):
            mine.action_refuse("me")
        judge = self.draft.with_user(self.user_administrator)
        judge.action_refuse("Wrong season")
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.draft.activity_ids, own, "nobody's own to-do is closed")
        self.assertIn("Wrong season", self.draft.message_ids[0].body)
        self.assertIn(self.user_director.partner_id, self.draft.message_ids[0].notified_partner_ids)
        mine.action_activate()
        judge.action_approve()
        self.assertEqual(self.draft.state, "active")
        approved = self.draft.message_ids.filtered(lambda message: "is active" in (message.body or ""))
        self.assertIn(self.user_director.partner_id, approved.notified_partner_ids)
        self.assertTrue(self.draft.next_run_at)

    def test_an_administrator_needs_no_approval(self):
        self.company_a.dealership_scenario_approval = True
        self.draft.with_user(self.user_administrator).action_activate()
        self.assertEqual(self.draft.state, "active")

    def test_state_is_not_to_be_written_by_hand(self):
        """A Director can't get round the approval by writing the state."""
        self.company_a.dealership_scenario_approval = True
        with self.assertRaises(AccessError):
            self.draft.with_user(self.user_director).write({"state": "active"})
        with self.assertRaises(AccessError):
            self.env["dealership.scenario"].with_user(self.user_director).create(
                {"name": "Smuggled", "targeting_id": self.targeting.id, "team_id": self.team_a.id, "state": "active"}
            )

    def test_what_was_approved_is_not_changed_unseen(self):
        self.company_a.dealership_scenario_approval = True
        scenario = self.make_scenario(self.targeting).with_user(self.user_director)
        with self.assertRaisesRegex(UserError, "draft"):
            scenario.purpose = "payment"
        with self.assertRaisesRegex(UserError, "draft"):
            scenario.step_ids.delay_count = 5
        with self.assertRaisesRegex(UserError, "draft"):
            self.draft.with_user(self.user_director).step_ids.scenario_id = scenario
        scenario.action_pause()
        scenario.action_draft()
        scenario.purpose = "service"

    def test_a_running_scenario_is_not_run_twice_at_once(self):
        scenario = self.make_scenario(self.targeting)
        with patch.object(type(scenario), "try_lock_for_update", lambda self, **kwargs: self.browse()):
            scenario._run_in_turn(NOW)
        self.assertFalse(scenario.run_ids)
        with (
            patch.object(type(scenario), "lock_for_update", side_effect=LockError("locked")),
            self.assertRaises(LockError),
        ):
            scenario._run(NOW)

    def test_history_stays(self):
        scenario = self.make_scenario(self.targeting)
        self.run_and_send(scenario)
        with self.assertRaisesRegex(UserError, "archive"):
            scenario.unlink()
        with self.assertRaises(UserError):
            scenario.step_ids.unlink()
        self.draft.unlink()

    def test_a_targeting_in_use_stays(self):
        scenario = self.make_scenario(self.targeting, name="Spring Offer")
        with self.assertRaisesRegex(UserError, "Spring Offer"):
            self.targeting.unlink()
        scenario.state = "paused"
        with self.assertRaises(UserError):
            self.targeting.unlink()


@tagged("post_install", "-at_install")
class TestCron(DeliveryCommon):
    """Scenarios run when due, each for itself."""

    def setUp(self):
        super().setUp()
        self.make_townsman("Jeanne")
        self.env["dealership.scenario"].search([]).next_run_at = False
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))

    @freeze_time("2026-03-14 08:00:30")
    def test_runs_what_is_due_and_plans_the_next(self):
        due = self.make_scenario(self.targeting, next_run_at=NOW)
        later = self.make_scenario(self.targeting, next_run_at=NOW + timedelta(hours=1))
        self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertEqual(due.run_ids.enrolled_count, 1)
        self.assertEqual(due.next_run_at, NOW + timedelta(days=1))
        self.assertFalse(later.run_ids)

    @freeze_time("2026-03-14 08:00:30")
    def test_one_that_fails_keeps_no_other_from_running(self):
        broken = self.make_scenario(self.targeting, name="Broken", next_run_at=NOW - timedelta(minutes=5))
        self.env.cr.execute("UPDATE dealership_scenario SET anchor_attribute = 'x.y' WHERE id = %s", [broken.id])
        broken.invalidate_recordset()
        fine = self.make_scenario(self.targeting, name="Fine", next_run_at=NOW)
        with self.assertLogs("odoo.addons.crm_dealership.models.scenario.scenario_running", "ERROR") as logs:
            self.env["dealership.scenario"]._cron_run_scenarios()
            broken.next_run_at = NOW
            self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertEqual(len(logs.output), 1, "the same trouble is logged once")
        self.assertIn("x.y", broken.last_error)
        self.assertGreater(broken.next_run_at, NOW)
        self.assertEqual(fine.run_ids.enrolled_count, 1)

    @freeze_time("2026-03-14 08:00:30")
    def test_after_downtime_nothing_is_repeated(self):
        scenario = self.make_scenario(self.targeting, next_run_at=NOW - timedelta(days=10))
        for _tick in range(3):
            self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertEqual(len(scenario.run_ids), 11, "each run that was missed, and today's")
        self.assertEqual(sum(scenario.run_ids.mapped("enrolled_count")), 1)

    @freeze_time("2026-03-14 08:00:30")
    def test_after_downtime_nobody_is_forgotten(self):
        """Each missed day is evaluated as of that day; who is too old to write to is left out, and it shows."""
        for days, name in ((1, "Aude"), (2, "Blaise"), (4, "Coline"), (40, "Denis")):
            self.make_vehicle(self.make_townsman(name), delivery_date=NOW.date() - timedelta(days=365 + days))
        year_ago = {"attribute": "vehicle.delivery_date", "operator": "ago_exactly", "value": {"n": 1, "unit": "year"}}
        scenario = self.make_scenario(
            self.make_targeting("vehicle", [year_ago]),
            next_run_at=NOW - timedelta(days=60),
            expires_after_hours=72,
        )
        self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertEqual(scenario.next_run_at, NOW + timedelta(days=1))
        self.assertEqual(len(scenario.run_ids), 31, "no further back than a month")
        self.send(NOW + timedelta(seconds=30))
        deliveries = self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id)])
        self.assertDeliveries(deliveries, {"Aude": "sent", "Blaise": "sent", "Coline": ("skipped", "expired")})

    @freeze_time("2026-03-14 08:00:30")
    def test_real_time_looks_at_the_present_only(self):
        scenario = self.make_scenario(self.targeting, schedule="realtime", next_run_at=NOW - timedelta(days=2))
        self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertEqual(scenario.run_ids.mapped("evaluated_at"), [datetime(2026, 3, 14, 8, 0, 30)])

    def test_empty_tick_is_cheap(self):
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env["dealership.scenario"]._cron_run_scenarios()

    def test_a_tick_with_200_scenarios_and_nothing_due(self):
        """The price of waiting, of both scheduled actions together."""
        steps = [{}, {"delay_basis": "previous", "delay_count": 3}]
        for number in range(200):
            schedule = "realtime" if number % 2 else "daily"
            vals = {"schedule": schedule, "next_run_at": NOW + timedelta(minutes=number + 1)}
            self.make_scenario(self.targeting, steps=steps, name=f"Scenario {number}", **vals)
        self.env["dealership.delivery"]._recover_interrupted()
        self.env.flush_all()
        with freeze_time("2026-03-14 08:00:30"), self.assertQueryCount(7):
            # Two of them ask whether anything waits at a gate of sending limits, or for the end of a pause.
            self.env["dealership.scenario"]._cron_run_scenarios()
            self.env["dealership.delivery"]._cron_process()

    def test_rules_are_read_in_the_responsibles_language_never_evaluated(self):
        """Text of users is a value, never code."""
        rule = {**IN_TOWN, "value": "'); DROP TABLE res_partner; -- {{ 7*7 }}"}
        run = self.make_scenario(self.make_targeting("customer", [rule]))._run(NOW)
        self.assertEqual(run.targeted_count, 0)
