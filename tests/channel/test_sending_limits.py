from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_dealership.engine.channel.outcome import DEFERRED, Outcome
from odoo.addons.crm_dealership.models.channel import sending_batch
from odoo.addons.crm_dealership.models.email.email_batch import EmailBatch
from odoo.addons.crm_dealership.models.ledger import delivery_due

from ..ledger.common import NOW
from .limited_common import MINUTE, LimitedCommon


@tagged("post_install", "-at_install")
class TestSendingLimits(LimitedCommon):
    def test_14_06_what_may_not_leave_waits_and_is_touched_once(self):
        self.limit(per_minute=10)
        scenario = self.plan(25)
        self.assertEqual(self.tick(), 25)
        self.assertEqual(self.count_left(), 10)
        waiting = scenario.delivery_ids.filtered(lambda each: each.state == "planned")
        self.assertEqual(set(waiting.mapped("gate")), {f"ir.mail_server,{self.server.id}"})
        self.assertEqual(self.tick(), 0, "nothing is taken up that may not leave")
        self.assertEqual(self.tick(1), 10)
        self.assertEqual(self.tick(1), 5)
        self.assertEqual(self.get_states(scenario), {"sent": 25})
        self.assertEqual(sorted(Counter(moment for moment, _scenario in self.left).values()), [5, 10, 10])

    def test_14_06_any_sixty_seconds_not_each_minute_of_the_clock(self):
        self.limit(per_minute=10)
        self.clock.tick(timedelta(seconds=59))
        self.plan(20)
        self.tick()
        self.clock.tick(timedelta(seconds=59))
        self.assertEqual(self.tick(), 0)
        self.clock.tick(timedelta(seconds=1))
        self.assertEqual(self.tick(), 10)

    def test_14_06_hours_and_days(self):
        self.limit(per_minute=10, per_hour=15, per_day=20)
        self.plan(30)
        counts = []
        for _tick in range(62):
            self.tick()
            counts.append(self.count_left())
            self.clock.tick(MINUTE)
        self.assertEqual([counts[number] for number in (0, 1, 2, 59, 60, 61)], [10, 15, 15, 15, 20, 20])

    def test_14_06_one_to_one_overtakes(self):
        self.limit(per_minute=10)
        campaign = self.plan(30)
        self.tick()
        reminder = self.plan(5, purpose="service")
        self.tick(1)
        self.assertEqual((self.count_left(campaign), self.count_left(reminder)), (15, 5))

    def test_14_06_a_campaign_does_not_starve(self):
        self.limit(per_minute=10)
        campaign = self.plan(30)
        self.tick()
        reminder = self.plan(100, purpose="service")
        self.tick(1)
        self.assertEqual((self.count_left(campaign), self.count_left(reminder)), (11, 9))
        self.tick(1)
        self.assertEqual((self.count_left(campaign), self.count_left(reminder)), (12, 18))

    def test_14_06_what_was_due_first_leaves_first(self):
        self.limit(per_minute=10)
        first = self.plan(15)
        self.tick()
        self.clock.tick(MINUTE)
        second = self.plan(15)
        self.tick()
        self.assertEqual((self.count_left(first), self.count_left(second)), (15, 5))

    def test_14_06_others_do_not_wait_behind_it(self):
        self.limit(per_minute=1)
        campaign = self.plan(30)
        self.env["dealership.delivery"]._process_due(self.clock(), limit=10)
        other = self.plan(20, server=self.other)
        self.tick()
        self.assertEqual((self.count_left(campaign), self.count_left(other)), (1, 20))
        self.assertFalse(any(other.delivery_ids.mapped("gate")))

    def test_14_06_a_new_attempt_counts_again(self):
        self.limit(per_minute=10)
        scenario = self.plan(10)

        def refuse(batch, message):
            return Outcome(DEFERRED, "unreachable", "450 4.7.1 Slow down")

        with patch.object(EmailBatch, "hand_over", refuse):
            self.tick()
        self.assertEqual(self.get_states(scenario), {"planned": 10})
        self.limit(per_hour=15)
        self.tick(3)
        self.assertEqual(self.count_left(), 5)

    def test_14_06_what_was_not_begun_goes_back(self):
        self.limit(per_minute=10)
        self.plan(10)
        with patch.object(sending_batch, "is_time_up", lambda env: True):
            self.env["dealership.delivery"]._process_due(self.clock())
        self.assertEqual(self.count_left(), 0)
        self.tick()
        self.assertEqual(self.count_left(), 10)

    def test_14_06_a_limit_that_is_lifted(self):
        self.limit(per_minute=1)
        self.plan(10)
        self.tick()
        self.limit(per_minute=0)
        self.tick()
        self.assertEqual(self.count_left(), 10)

    def test_14_06_another_server_is_taken_at_once(self):
        self.limit(per_day=1)
        scenario = self.plan(10)
        self.tick()
        scenario.mail_server_id = self.other
        self.tick()
        self.assertEqual(self.count_left(), 10)

    def test_14_06_a_server_that_is_chosen_by_the_sender(self):
        self.limit(per_day=1)
        scenario = self.plan(3)
        scenario.mail_server_id = False
        self.tick()
        self.assertEqual(self.count_left(), 1)
        self.server.active = False
        self.tick()
        self.assertEqual(self.count_left(), 3)

    def test_14_06_the_action_waits_seconds_for_room_no_longer(self):
        self.limit(per_minute=10)
        self.plan(30)
        self.tick()
        self.clock.tick(timedelta(seconds=53))
        slept = []

        def sleep(seconds):
            slept.append(seconds)
            self.clock.tick(timedelta(seconds=seconds))

        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda cron, *args, **options: 60)
        with commit, patch.object(delivery_due.time, "sleep", sleep):
            self.env["dealership.delivery"]._cron_process()
        self.assertEqual(slept, [7])
        self.assertEqual(self.count_left(), 20)
        cron = self.env.ref("crm_dealership.ir_cron_process_deliveries")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)], order="id desc", limit=1)
        self.assertEqual(triggers.call_at, self.clock() + timedelta(seconds=50))

    def test_14_06_limits_that_say_nothing_are_refused(self):
        for wrong in (
            {"per_minute": -1},
            {"warm_up_from": NOW.date()},
            {"per_day": 100, "warm_up_from": NOW.date(), "warm_up_factor": 1},
            {"per_day": 100, "warm_up_from": NOW.date(), "warm_up_start": 0},
        ):
            with self.subTest(wrong), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.limit(**wrong)
                self.env.flush_all()

    def test_14_06_warm_up(self):
        self.limit(per_day=1000, warm_up_from=NOW.date(), warm_up_start=4, warm_up_factor=1.5)
        self.plan(30, expires_after_hours=100)
        counts = []
        for _day in range(4):
            self.tick()
            counts.append(self.count_left())
            self.clock.tick(timedelta(days=1))
        self.assertEqual(counts, [4, 10, 19, 30])
