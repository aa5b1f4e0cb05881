import random
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.channel.limits import (
    DAY,
    HOUR,
    MINUTE,
    Limits,
    Throttle,
    WarmUp,
    forecast,
    share_out,
)

NOW = datetime(2026, 3, 28, 23, 30)  # the night in which the clock is put forward in Europe


def leave(throttle, waiting, now, every=MINUTE):
    """Let so many leave, looked at regularly, as the scheduled action does; return the departures."""
    departures = []
    while waiting:
        room = throttle.get_room(now)
        leaving = waiting if room is None else min(room, waiting)
        if leaving:
            throttle.take(now, leaving)
            departures.append((now, leaving))
            waiting -= leaving
        now += every
    return departures


def count_most(departures, length):
    """Return how many left at most in any window of a length, the plain way."""
    return max(sum(count for moment, count in departures if end - length < moment <= end) for end, _count in departures)


@tagged("post_install", "-at_install")
class TestSendingLimitsEngine(BaseCase):
    def test_14_06_no_limit(self):
        throttle = Throttle(Limits(), [(NOW, 10**6)])
        self.assertIsNone(throttle.get_room(NOW))
        self.assertEqual(throttle.find_opening(NOW), NOW)
        self.assertEqual(forecast(throttle, [(NOW, 10)], NOW), NOW)

    def test_14_06_room(self):
        used = [(NOW - HOUR, 50), (NOW - 30 * MINUTE, 20), (NOW - timedelta(seconds=59), 5)]
        for limits, room, opening in (
            (Limits(minute=10), 5, NOW),
            (Limits(minute=5), 0, NOW + timedelta(seconds=1)),
            (Limits(hour=26), 1, NOW),
            (Limits(hour=25), 0, NOW + 30 * MINUTE),
            (Limits(day=75), 0, NOW + 23 * HOUR),
            (Limits(day=55), 0, NOW + 23 * HOUR),
            (Limits(day=25), 0, NOW + 23 * HOUR + 30 * MINUTE),
            (Limits(minute=100, hour=100, day=80), 5, NOW),
        ):
            with self.subTest(limits):
                throttle = Throttle(limits, used)
                self.assertEqual(throttle.get_room(NOW), room)
                self.assertEqual(throttle.find_opening(NOW), opening)

    def test_14_06_what_is_just_leaving_counts_to_its_last_moment(self):
        throttle = Throttle(Limits(minute=10), [(NOW + MINUTE, 10)])
        self.assertEqual(throttle.get_room(NOW), 0)
        self.assertEqual(throttle.find_opening(NOW), NOW + 2 * MINUTE)

    def test_14_06_warm_up(self):
        warm_up = WarmUp(NOW, 50, 1.5)
        for days, most in ((-3, 50), (0, 50), (0.9, 50), (1, 75), (2, 112), (7, 854), (8, 1000), (10_000, 1000)):
            with self.subTest(days):
                self.assertEqual(warm_up.get_limit(NOW + days * DAY, 1000), most)
        limits = Limits(day=1000, warm_up=warm_up)
        self.assertEqual(limits.get_next_step(NOW - DAY), NOW + DAY)
        self.assertEqual(limits.get_next_step(NOW + 7.5 * DAY), NOW + 8 * DAY)
        self.assertIsNone(limits.get_next_step(NOW + 8 * DAY))
        throttle = Throttle(limits, [(NOW + 12 * HOUR, 50)])
        self.assertEqual(throttle.find_opening(NOW + 13 * HOUR), NOW + DAY, "more may leave from the second day on")
        self.assertEqual(throttle.get_room(NOW + DAY), 25)

    def test_14_06_share(self):
        for room, direct, campaign, shares in (
            (None, 5, 1000, (5, 1000)),
            (0, 5, 5, (0, 0)),
            (30, 0, 1000, (0, 30)),
            (30, 5, 1000, (5, 25)),
            (30, 1000, 1000, (27, 3)),
            (30, 1000, 2, (28, 2)),
            (30, 1000, 0, (30, 0)),
            (30, 10, 10, (10, 10)),
            (9, 1000, 1000, (9, 0)),
        ):
            with self.subTest(room=room, direct=direct, campaign=campaign):
                self.assertEqual(share_out(room, direct, campaign), shares)

    def test_14_06_forecast(self):
        for limits, waiting, end in (
            (Limits(minute=30), 1, timedelta()),
            (Limits(minute=30), 30, timedelta()),
            (Limits(minute=30), 31, MINUTE),
            # 333 whole minutes after the first thirty.
            (Limits(minute=30), 10_000, 333 * MINUTE),
            (Limits(hour=100), 250, 2 * HOUR),
            (Limits(minute=30, hour=100), 230, 2 * HOUR),
            (Limits(minute=30, hour=100), 231, 2 * HOUR + MINUTE),
            (Limits(hour=100, day=250), 600, 2 * DAY),
            # 50, 75, 112, 168, 253: 658 on five days.
            (Limits(day=1000, warm_up=WarmUp(NOW, 50, 1.5)), 658, 4 * DAY),
            (Limits(day=1000, warm_up=WarmUp(NOW, 50, 1.5)), 659, 5 * DAY),
        ):
            with self.subTest(limits=limits, waiting=waiting):
                self.assertEqual(forecast(Throttle(limits), [(NOW, waiting)], NOW), NOW + end)

    def test_14_06_forecast_of_what_falls_due_later(self):
        waiting = [(NOW - HOUR, 40), (NOW + 10 * MINUTE, 40)]
        self.assertEqual(forecast(Throttle(Limits(minute=30)), waiting, NOW), NOW + 11 * MINUTE)
        self.assertIsNone(forecast(Throttle(Limits(minute=30)), [], NOW))

    def test_14_06_forecast_within_hours(self):
        """What has not left by midnight leaves from eight in the morning on."""

        def open_from(moment):
            opens = moment.replace(hour=8, minute=0)
            return opens if moment.hour < 8 else moment

        end = forecast(Throttle(Limits(minute=30)), [(NOW, 30 * 40)], NOW, open_from)
        self.assertEqual(end, datetime(2026, 3, 29, 8, 9))
        self.assertIsNone(forecast(Throttle(Limits(minute=30)), [(NOW, 5)], NOW, lambda moment: None))

    def test_14_06_forecast_of_very_many(self):
        """It does not go through each departure of the years to come."""
        end = forecast(Throttle(Limits(minute=1)), [(NOW, 10**6)], NOW)
        self.assertAlmostEqual((end - NOW) / MINUTE, 10**6, delta=1000)

    def test_14_06_ten_thousand_at_thirty_a_minute(self):
        """A campaign of 10,000, single messages that fall due meanwhile, and a scheduler that comes when it comes."""
        dice = random.Random(30)
        throttle, campaign, now = Throttle(Limits(minute=30)), 10_000, NOW
        expected = forecast(Throttle(Limits(minute=30)), [(NOW, campaign)], NOW)
        singles = sorted(NOW + dice.random() * 5 * HOUR for _each in range(100))
        departures, waited = [], []
        while campaign:
            due = [moment for moment in singles if moment <= now]
            direct, rest = share_out(throttle.get_room(now), len(due), campaign)
            waited += [now - moment for moment in due[:direct]]
            singles = singles[direct:]
            campaign -= rest
            throttle.take(now, direct + rest)
            departures.append((now, direct + rest))
            # Once a minute, and it waits for some seconds until there is room (models/ledger/delivery_due.py).
            now = max(now + MINUTE * dice.uniform(0.98, 1.02), throttle.find_opening(now))
        self.assertLess(abs(departures[-1][0] - expected), 0.05 * (expected - NOW))
        self.assertEqual(count_most(departures, MINUTE), 30)
        self.assertEqual(len(waited), 100)
        self.assertLess(max(waited), 1.1 * MINUTE, "they overtake, though thousands have waited for hours")

    def test_14_06_never_more_and_as_forecast_whatever_the_limits(self):
        dice = random.Random(14)
        for _case in range(60):
            limits = Limits(
                minute=dice.choice((0, 3, 30)),
                hour=dice.choice((0, 40, 400)),
                day=dice.choice((0, 200, 5000)),
                warm_up=dice.choice((None, WarmUp(NOW - dice.randrange(3) * DAY, 20, 1.7))),
            )
            used = [(NOW - dice.random() * DAY, dice.randrange(1, 9)) for _each in range(dice.randrange(6))]
            waiting = dice.randrange(1, 600)
            with self.subTest(limits=limits, waiting=waiting, used=used):
                expected = forecast(Throttle(limits, used), [(NOW, waiting)], NOW)
                departures = leave(Throttle(limits, used), waiting, NOW)
                for length, most in ((MINUTE, limits.minute), (HOUR, limits.hour), (DAY, limits.day)):
                    if most:
                        before = [each for each in used if most >= sum(count for _moment, count in used)]
                        self.assertLessEqual(count_most(before + departures, length), most)
                self.assertLessEqual(expected, departures[-1][0])
                if not used and not limits.warm_up:
                    self.assertEqual(expected, departures[-1][0])
