from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from ...engine.scenario.schedule import Schedule, next_run

PARIS = pytz.timezone("Europe/Paris")
REUNION = pytz.timezone("Indian/Reunion")


@tagged("post_install", "-at_install")
class TestSchedule(BaseCase):
    """When a scenario runs next, in local wall time."""

    def runs(self, schedule, after, count, tz=PARIS):
        moments = []
        while len(moments) < count and (after := next_run(schedule, after, tz)):
            moments.append(after)
        return moments

    def test_daily(self):
        schedule = Schedule("daily", hour=9.5)
        self.assertEqual(
            self.runs(schedule, datetime(2026, 3, 14, 8, 0), 2),
            [datetime(2026, 3, 14, 8, 30), datetime(2026, 3, 15, 8, 30)],
        )
        self.assertEqual(next_run(schedule, datetime(2026, 3, 14, 8, 30), PARIS), datetime(2026, 3, 15, 8, 30))
        self.assertEqual(next_run(schedule, datetime(2026, 3, 14, 8, 0), REUNION), datetime(2026, 3, 15, 5, 30))

    def test_the_hour_stays_when_the_clock_changes(self):
        moments = self.runs(Schedule("daily", hour=9), datetime(2026, 3, 27, 12), 3)
        self.assertEqual([moment.hour for moment in moments], [8, 7, 7])

    def test_an_hour_that_is_skipped(self):
        """02:30 doesn't exist on 29 March 2026 in Paris: 03:00 is the next moment that does."""
        moments = self.runs(Schedule("daily", hour=2.5), datetime(2026, 3, 28, 12), 2)
        self.assertEqual(moments, [datetime(2026, 3, 29, 1, 0), datetime(2026, 3, 30, 0, 30)])

    def test_an_hour_that_is_repeated(self):
        """02:30 exists twice on 25 October 2026 in Paris: once is enough."""
        moments = self.runs(Schedule("daily", hour=2.5), datetime(2026, 10, 24, 12), 2)
        self.assertEqual(moments, [datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 26, 1, 30)])

    def test_weekdays(self):
        schedule = Schedule("weekdays", hour=8, weekdays=frozenset({0, 4}))
        days = [moment.date() for moment in self.runs(schedule, datetime(2026, 3, 13, 12), 3)]
        self.assertEqual(days, [date(2026, 3, 16), date(2026, 3, 20), date(2026, 3, 23)])
        self.assertIsNone(next_run(Schedule("weekdays", hour=8), datetime(2026, 3, 13), PARIS))

    def test_monthly_on_the_31st(self):
        schedule = Schedule("monthly", hour=8, month_day=31)
        days = [moment.date() for moment in self.runs(schedule, datetime(2026, 1, 31, 12), 4)]
        self.assertEqual(days, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)])

    def test_once(self):
        schedule = Schedule("once", hour=14, start=date(2026, 7, 1))
        self.assertEqual(self.runs(schedule, datetime(2026, 3, 1), 5), [datetime(2026, 7, 1, 12, 0)])
        self.assertIsNone(next_run(schedule, datetime(2026, 7, 1, 12, 0), PARIS))

    def test_start_and_end(self):
        schedule = Schedule("daily", hour=9, start=date(2026, 3, 20), end=date(2026, 3, 21))
        self.assertEqual(
            self.runs(schedule, datetime(2026, 3, 1), 5), [datetime(2026, 3, 20, 8), datetime(2026, 3, 21, 8)]
        )

    def test_realtime(self):
        schedule = Schedule("realtime", start=date(2026, 3, 20), end=date(2026, 3, 20))
        self.assertEqual(next_run(schedule, datetime(2026, 3, 1), PARIS), datetime(2026, 3, 19, 23, 0))
        self.assertEqual(next_run(schedule, datetime(2026, 3, 20, 9), PARIS), datetime(2026, 3, 20, 9, 5))
        self.assertIsNone(next_run(schedule, datetime(2026, 3, 20, 22, 58), PARIS))
        self.assertEqual(
            next_run(Schedule("realtime"), datetime(2026, 3, 20, 9), PARIS) - datetime(2026, 3, 20, 9),
            timedelta(minutes=5),
        )
