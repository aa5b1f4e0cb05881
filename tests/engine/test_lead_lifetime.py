from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from ...engine.lead.lifetime import Clock, Lifetime, get_reminder_shares, start_clock
from ...engine.lead.opening_hours import OpenTime, WeeklyHours

PARIS = pytz.timezone("Europe/Paris")
TWO_SHIFTS = ((8.5, 12.0), (13.5, 18.5))
WEEK = dict.fromkeys(range(5), TWO_SHIFTS)


def at(text):
    return datetime.fromisoformat(text)


def minutes(count):
    return timedelta(minutes=count)


@tagged("post_install", "-at_install")
class TestOpenTime(BaseCase):
    """In Paris: UTC+1 in winter, UTC+2 in summer. 2026-03-10 is a Tuesday."""

    def setUp(self):
        super().setUp()
        self.open_time = OpenTime(WeeklyHours(WEEK, PARIS))

    def add(self, start, count, open_time=None):
        return (open_time or self.open_time).add(at(start), minutes(count))

    def test_around_the_clock(self):
        for hours in (None, WeeklyHours({})):
            self.assertEqual(self.add("2026-03-10T23:55", 10, OpenTime(hours)), at("2026-03-11T00:05"))

    def test_within_a_shift(self):
        self.assertEqual(self.add("2026-03-10T08:00", 30), at("2026-03-10T08:30"))

    def test_across_the_lunch_break(self):
        self.assertEqual(self.add("2026-03-10T10:50", 30), at("2026-03-10T12:50"))

    def test_across_closing_hour_and_week_end(self):
        self.assertEqual(self.add("2026-03-10T17:20", 30), at("2026-03-11T07:50"))
        self.assertEqual(self.add("2026-03-13T17:20", 30), at("2026-03-16T07:50"))

    def test_what_ends_at_closing_time_ends_then(self):
        self.assertEqual(self.add("2026-03-10T17:20", 10), at("2026-03-10T17:30"))

    def test_while_closed(self):
        self.assertEqual(self.add("2026-03-14T09:00", 10), at("2026-03-16T07:40"))
        self.assertEqual(self.add("2026-03-10T03:00", 10), at("2026-03-10T07:40"))

    def test_holiday(self):
        """Closed on Wednesday, all day; and on Thursday until ten."""
        hours = WeeklyHours(
            WEEK,
            PARIS,
            (
                (at("2026-03-10T23:00"), at("2026-03-11T23:00")),
                (at("2026-03-12T07:00"), at("2026-03-12T09:00")),
            ),
        )
        self.assertEqual(self.add("2026-03-10T17:25", 10, OpenTime(hours)), at("2026-03-12T09:05"))

    def test_closing_within_a_shift(self):
        hours = WeeklyHours(WEEK, PARIS, ((at("2026-03-10T09:00"), at("2026-03-10T09:30")),))
        self.assertEqual(self.add("2026-03-10T08:55", 10, OpenTime(hours)), at("2026-03-10T09:35"))
        self.assertEqual(len(hours.get_intervals(date(2026, 3, 10))), 3)

    def test_summer_time_begins(self):
        """From Friday's half past six, in winter, to Monday's half past eight, in summer."""
        self.assertEqual(self.add("2026-03-27T17:25", 10), at("2026-03-30T06:35"))

    def test_summer_time_ends(self):
        self.assertEqual(self.add("2026-10-23T16:25", 10), at("2026-10-26T07:35"))

    def test_open_at_night_while_the_clock_changes(self):
        """A shift from midnight to six is five hours long in March, and seven in October."""
        open_time = OpenTime(WeeklyHours({6: ((0.0, 6.0),)}, PARIS))
        self.assertEqual(self.add("2026-03-28T23:00", 300, open_time), at("2026-03-29T04:00"))
        self.assertEqual(self.add("2026-03-28T23:00", 301, open_time), at("2026-04-04T22:01"))
        self.assertEqual(self.add("2026-10-24T22:00", 420, open_time), at("2026-10-25T05:00"))

    def test_open_across_midnight(self):
        open_time = OpenTime(WeeklyHours({1: ((20.0, 24.0),), 2: ((0.0, 2.0),)}, PARIS))
        self.assertEqual(self.add("2026-03-10T22:30", 60, open_time), at("2026-03-10T23:30"))

    def test_timetable_of_two_weeks(self):
        hours = WeeklyHours({0: ((8.0, 9.0),), 8: ((8.0, 9.0),)}, PARIS, (), lambda day: day.isocalendar().week % 2)
        # Monday 9 March is in week 11, a second one: open on its Tuesday; Monday 16 March in week 12.
        self.assertEqual(self.add("2026-03-09T00:00", 90, OpenTime(hours)), at("2026-03-16T07:30"))

    def test_never_open(self):
        years = ((at("2026-01-01T00:00"), at("2036-01-01T00:00")),)
        self.assertIsNone(self.add("2026-03-10T08:00", 1, OpenTime(WeeklyHours(WEEK, PARIS, years))))

    def test_leap_day_is_a_day(self):
        self.assertEqual(self.add("2028-02-28T17:25", 10), at("2028-02-29T07:35"))

    def test_asking_backwards(self):
        self.add("2026-03-17T08:00", 30)
        self.assertEqual(self.add("2026-03-10T17:20", 30), at("2026-03-11T07:50"))

    def test_long_lifetimes(self):
        """Eight and a half hours a day."""
        self.assertEqual(self.add("2026-03-10T07:30", 510 * 5 + 30), at("2026-03-17T08:00"))

    def test_intervals(self):
        intervals = self.open_time.get_intervals(at("2026-03-10T10:00"), at("2026-03-11T08:00"))
        self.assertEqual(
            intervals,
            [
                (at("2026-03-10T10:00"), at("2026-03-10T11:00")),
                (at("2026-03-10T12:30"), at("2026-03-10T17:30")),
                (at("2026-03-11T07:30"), at("2026-03-11T08:00")),
            ],
        )
        self.assertEqual(self.open_time.get_intervals(at("2026-03-11T08:00"), at("2026-03-10T10:00")), [])
        whole = OpenTime().get_intervals(at("2026-03-10T10:00"), at("2026-03-11T08:00"))
        self.assertEqual(whole, [(at("2026-03-10T10:00"), at("2026-03-11T08:00"))])

    def test_intervals_add_up_to_the_duration(self):
        start = at("2026-03-26T16:10")
        for count in (1, 45, 200, 1000, 5000):
            intervals = self.open_time.get_intervals(start, self.open_time.add(start, minutes(count)))
            self.assertEqual(sum((end - begin for begin, end in intervals), timedelta()), minutes(count))


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
        open_time = OpenTime(WeeklyHours(WEEK, PARIS))
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
        clock = start_clock(Lifetime(10, 2), at("2026-03-10T08:00"), OpenTime(WeeklyHours(WEEK, PARIS, years)))
        self.assertEqual(clock, Clock(None))
