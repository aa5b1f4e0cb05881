from datetime import datetime

import pytz

from odoo.tests import BaseCase, tagged

from ...engine.lead.lifetime import Clock, Lifetime, get_reminder_shares, start_clock
from ...engine.opening_hours import OpeningHours, OpenTime

PARIS = pytz.timezone("Europe/Paris")
TWO_SHIFTS = ((8.5, 12.0), (13.5, 18.5))
WEEK = dict.fromkeys(range(5), TWO_SHIFTS)


def at(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestClock(BaseCase):
    def test_shares(self):
        self.assertEqual([get_reminder_shares(count) for count in range(3)], [[], [0.5], [1 / 3, 2 / 3]])

    def test_moments(self):
        clock = start_clock(Lifetime(10, 2), at("2026-03-10T08:00"), OpenTime())
        self.assertEqual(clock.reminders, (at("2026-03-10T08:03:20"), at("2026-03-10T08:06:40")))
        self.assertEqual(clock.deadline, at("2026-03-10T08:10"))
        self.assertEqual(start_clock(Lifetime(10, 1), at("2026-03-10T08:00"), OpenTime()).reminders[0].minute, 5)

    def test_moments_across_the_lunch_break(self):
        open_time = OpenTime(OpeningHours.of_week(WEEK, PARIS))
        clock = start_clock(Lifetime(30, 2), at("2026-03-10T10:45"), open_time)
        self.assertEqual(clock.reminders, (at("2026-03-10T10:55"), at("2026-03-10T12:35")))
        self.assertEqual(clock.deadline, at("2026-03-10T12:45"))

    def test_next_reminder(self):
        clock = Clock(at("2026-03-10T08:30"), (at("2026-03-10T08:10"), at("2026-03-10T08:20")))
        self.assertEqual(clock.get_next_reminder(0, at("2026-03-10T08:00")), at("2026-03-10T08:10"))
        self.assertEqual(clock.get_next_reminder(0, at("2026-03-10T08:12")), at("2026-03-10T08:20"))
        self.assertEqual(clock.get_next_reminder(1, at("2026-03-10T08:00")), at("2026-03-10T08:20"))
        self.assertIsNone(clock.get_next_reminder(2, at("2026-03-10T08:00")))
        self.assertIsNone(clock.get_next_reminder(0, at("2026-03-10T08:20")))
        self.assertEqual([clock.count_reminders(at(f"2026-03-10T08:{minute:02}")) for minute in (9, 10, 25)], [0, 1, 2])

    def test_never_open_has_no_deadline(self):
        years = ((at("2026-01-01T00:00"), at("2036-01-01T00:00")),)
        clock = start_clock(
            Lifetime(10, 2), at("2026-03-10T08:00"), OpenTime(OpeningHours.of_week(WEEK, PARIS, closings=years))
        )
        self.assertEqual(clock, Clock(None))
