from collections import Counter
from datetime import timedelta

from odoo.tests import tagged

from ..ledger.common import NOW
from .limited_common import MINUTE, LimitedCommon

LIMIT = 30
# Ten times as many take four minutes and show the same: docs/sending-limits.md.
COUNT = 1_000


@tagged("post_install", "-at_install")
class TestSendingForecast(LimitedCommon):
    """When the last one will leave, and when it has: in simulated time, a tick of the scheduled action a minute."""

    def send_all(self, scenario):
        """Tick until all is sent; return when the last one left."""
        while scenario.delivery_ids.filtered(lambda each: each.state == "planned"):
            self.tick()
            self.clock.tick(MINUTE)
            self.env.invalidate_all()
        return max(moment for moment, each in self.left if each == scenario)

    def forecast(self, record):
        record.invalidate_recordset(["sending_ends_at", "sending_too_late"])
        return record.sending_ends_at

    def test_14_06_the_last_one_leaves_as_forecast(self):
        self.limit(per_minute=LIMIT)
        campaign = self.plan(COUNT)
        end = NOW + (-(-COUNT // LIMIT) - 1) * MINUTE
        self.assertEqual(self.forecast(campaign), end, "before anything was taken up")
        self.tick()
        self.assertEqual(self.forecast(campaign), end)
        self.assertEqual(self.forecast(campaign.run_ids), end)
        for _minute in range(10):
            self.tick(1)
        reminder = self.plan(20, purpose="service")
        self.assertEqual(self.forecast(reminder), self.clock() + MINUTE, "the minute's share is gone")
        self.tick(1)
        self.assertEqual(self.count_left(reminder), 20, "they overtake")
        last = self.send_all(campaign)
        self.assertLess(abs(last - end), 0.05 * (end - NOW))
        self.assertMostInAnyMinute(LIMIT)
        self.assertFalse(self.forecast(campaign))

    def assertMostInAnyMinute(self, most):
        left = Counter(moment for moment, _scenario in self.left)
        for end in left:
            within = sum(count for moment, count in left.items() if end - MINUTE < moment <= end)
            self.assertLessEqual(within, most)

    def test_14_06_within_the_hours_of_the_scenario(self):
        self.limit(per_minute=1)
        scenario = self.plan(20, purpose="service", send_from=9.0, send_until=9.25, expires_after_hours=72)
        end = self.forecast(scenario)
        self.assertGreater(end, NOW + timedelta(hours=20))
        for _minute in range(17):
            self.tick()
            self.clock.tick(MINUTE)
        self.assertEqual(self.count_left(), 15)
        self.assertEqual(self.forecast(scenario), end)
        self.clock.move_to(end - 4 * MINUTE)
        self.assertEqual(self.send_all(scenario), end)

    def test_14_06_of_one_message_and_too_late(self):
        self.limit(per_hour=10)
        scenario = self.plan(25, expires_after_hours=2)
        first, *_others, last = scenario.delivery_ids.sorted("id")
        self.assertEqual((self.forecast(first), self.forecast(last)), (NOW, NOW + timedelta(hours=2)))
        self.assertFalse(scenario.sending_too_late)
        scenario.delivery_ids.expires_at = NOW + MINUTE
        self.forecast(scenario)
        self.assertTrue(scenario.sending_too_late)

    def test_14_06_without_limits_nothing_is_asked(self):
        scenario = self.plan(1)
        self.env["dealership.sending.route"]._get_limited()
        self.env.flush_all()
        self.assertTrue(scenario.name)
        with self.assertQueryCount(0):
            self.assertFalse(self.forecast(scenario))
        self.limit(per_minute=1)
        elsewhere = self.plan(5, server=self.other)
        self.assertFalse(self.forecast(elsewhere))
