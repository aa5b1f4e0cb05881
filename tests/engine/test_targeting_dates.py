from collections import Counter
from datetime import date, datetime, time, timedelta

import pytz

from odoo.tests import BaseCase, TransactionCase, tagged

from odoo.addons.crm_dealership.engine.opening_hours import WEEKDAYS
from odoo.addons.crm_dealership.engine.targeting.dates import (
    Clock,
    get_date_ranges,
    get_datetime_ranges,
)
from odoo.addons.crm_dealership.engine.targeting.types import OPERATORS

PARIS = pytz.timezone("Europe/Paris")
NEW_YORK = pytz.timezone("America/New_York")
KOLKATA = pytz.timezone("Asia/Kolkata")


def utc(text):
    return datetime.fromisoformat(text)


def day(text):
    return date.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestClock(BaseCase):
    def test_today_is_the_local_day(self):
        now = utc("2026-03-01T23:30:00")
        self.assertEqual(Clock(now, PARIS).today, day("2026-03-02"))
        self.assertEqual(Clock(now, NEW_YORK).today, day("2026-03-01"))
        self.assertEqual(Clock(now, KOLKATA).local_now, utc("2026-03-02T05:00:00"))

    def test_days_of_23_and_25_hours(self):
        clock = Clock(utc("2026-03-29T12:00:00"), PARIS)
        self.assertEqual(clock.start_of(day("2026-03-29")), utc("2026-03-28T23:00:00"))
        self.assertEqual(clock.start_of(day("2026-03-30")), utc("2026-03-29T22:00:00"))
        self.assertEqual(clock.start_of(day("2026-10-25")), utc("2026-10-24T22:00:00"))
        self.assertEqual(clock.start_of(day("2026-10-26")), utc("2026-10-25T23:00:00"))

    def test_skipped_time_is_the_end_of_the_gap(self):
        clock = Clock(utc("2026-01-01T00:00:00"), PARIS)
        self.assertEqual(clock.to_utc(utc("2026-03-29T02:30:00")), utc("2026-03-29T01:00:00"))
        clock = Clock(utc("2026-01-01T00:00:00"), NEW_YORK)
        self.assertEqual(clock.to_utc(utc("2026-03-08T02:30:00")), utc("2026-03-08T07:00:00"))

    def test_repeated_hour_is_its_first_occurrence(self):
        clock = Clock(utc("2026-01-01T00:00:00"), PARIS)
        self.assertEqual(clock.to_utc(utc("2026-10-25T02:30:00")), utc("2026-10-25T00:30:00"))

    def test_day_whose_midnight_does_not_exist_starts_at_its_first_moment(self):
        clock = Clock(utc("2018-11-01T00:00:00"), pytz.timezone("America/Sao_Paulo"))
        self.assertEqual(clock.start_of(day("2018-11-04")), utc("2018-11-04T03:00:00"))

    def test_half_hour_zone(self):
        clock = Clock(utc("2026-01-01T00:00:00"), KOLKATA)
        self.assertEqual(clock.start_of(day("2026-01-02")), utc("2026-01-01T18:30:00"))

    def test_fractions_of_seconds_are_dropped(self):
        self.assertEqual(Clock(utc("2026-01-01T00:00:00.900000")).now, utc("2026-01-01T00:00:00"))


@tagged("post_install", "-at_install")
class TestDateRanges(BaseCase):
    """Intervals of days, for date fields: a Monday, at ten in the morning of Paris."""

    def setUp(self):
        super().setUp()
        self.clock = Clock(utc("2026-03-30T08:00:00"), PARIS)

    def assertDays(self, operator, value, start, end):
        expected = (start and day(start), end and day(end))
        self.assertEqual(get_date_ranges(operator, value, self.clock), [expected])

    def test_relative(self):
        self.assertDays("ago_exactly", (1, "year"), "2025-03-30", "2025-03-31")
        self.assertDays("ago_exactly", (2, "week"), "2026-03-16", "2026-03-17")
        self.assertDays("ago_less", (7, "day"), "2026-03-24", "2026-03-31")
        self.assertDays("ago_more", (7, "day"), None, "2026-03-24")
        self.assertDays("ahead_exactly", (0, "day"), "2026-03-30", "2026-03-31")
        self.assertDays("ahead_less", (7, "day"), "2026-03-30", "2026-04-06")
        self.assertDays("ahead_more", (7, "day"), "2026-04-06", None)

    def test_16_11_at_most_and_at_least_have_the_day_itself(self):
        self.assertDays("ago_at_most", (7, "day"), "2026-03-23", "2026-03-31")
        self.assertDays("ago_at_most", (0, "day"), "2026-03-30", "2026-03-31")
        self.assertDays("ago_at_least", (7, "day"), None, "2026-03-24")
        self.assertDays("ago_at_least", (1, "working_day"), None, "2026-03-28")
        self.assertDays("ago_at_most", (1, "month"), "2026-03-01", "2026-03-31")  # 30 February: no day
        self.assertDays("ahead_at_most", (7, "day"), "2026-03-30", "2026-04-07")
        self.assertDays("ahead_at_least", (7, "day"), "2026-04-06", None)

    def test_16_11_at_most_and_at_least_are_exactly_on_one_day(self):
        """What is at most and at least so far away is exactly so far away, whatever the month's end makes of it."""
        for today in (date(2026, 2, 28), date(2026, 3, 30), date(2028, 2, 29), date(2026, 11, 30)):
            self.clock = Clock(datetime.combine(today, time(12)), PARIS)
            for unit in ("day", "working_day", "week", "month", "year"):
                for side in ("ago", "ahead"):
                    at_most, at_least, exactly = (
                        get_date_ranges(f"{side}_{name}", (2, unit), self.clock)[0]
                        for name in ("at_most", "at_least", "exactly")
                    )
                    both = (at_most[0], at_least[1]) if side == "ago" else (at_least[0], at_most[1])
                    self.assertEqual(both, exactly, (today, unit, side))

    def test_ago_less_and_ago_more_leave_no_day_out_and_none_twice(self):
        for unit in ("day", "working_day", "week", "month", "year"):
            ((start, _end),) = get_date_ranges("ago_less", (3, unit), self.clock)
            self.assertEqual(get_date_ranges("ago_more", (3, unit), self.clock), [(None, start)], unit)

    def test_14_12_the_days_that_come_to_today_by_a_month(self):
        """A day is exactly a month ago when today is the day a month after it, clipped to the month's end."""
        self.assertDays("ago_exactly", (1, "month"), "2026-03-01", "2026-03-01")  # 30 March: no day
        self.clock = Clock(utc("2026-03-28T08:00:00"), PARIS)
        self.assertDays("ago_exactly", (1, "month"), "2026-02-28", "2026-03-01")
        self.clock = Clock(utc("2026-02-28T08:00:00"), PARIS)
        self.assertDays("ago_exactly", (1, "month"), "2026-01-28", "2026-02-01")  # 28 to 31 January
        self.assertDays("ago_exactly", (2, "year"), "2024-02-28", "2024-03-01")  # 29 February 2024, too
        self.clock = Clock(utc("2028-02-29T08:00:00"), PARIS)
        self.assertDays("ago_exactly", (1, "month"), "2028-01-29", "2028-02-01")
        self.assertDays("ago_exactly", (1, "year"), "2027-03-01", "2027-03-01")

    def test_14_12_ahead_by_symmetry(self):
        """31 March is exactly a month ahead on 28 February: a month before it is that day."""
        self.clock = Clock(utc("2026-02-28T08:00:00"), PARIS)
        self.assertDays("ahead_exactly", (1, "month"), "2026-03-28", "2026-04-01")
        self.assertDays("ahead_less", (1, "month"), "2026-02-28", "2026-03-28")
        self.assertDays("ahead_more", (1, "month"), "2026-03-28", None)
        self.clock = Clock(utc("2026-01-30T08:00:00"), PARIS)
        self.assertDays("ahead_exactly", (1, "month"), "2026-03-01", "2026-03-01")

    def test_fixed(self):
        self.assertDays("on", day("2026-01-05"), "2026-01-05", "2026-01-06")
        self.assertDays("before", day("2026-01-05"), None, "2026-01-05")
        self.assertDays("after", day("2026-01-05"), "2026-01-06", None)
        self.assertDays("between", (day("2026-01-05"), day("2026-01-07")), "2026-01-05", "2026-01-08")

    def test_the_calendar_has_ends(self):
        self.assertDays("ago_exactly", (1_000_000, "year"), "0001-01-01", "0001-01-01")  # no day is so old
        self.assertDays("ago_more", (1_000_000, "working_day"), None, "0001-01-02")
        self.assertDays("ahead_more", (1_000_000, "month"), "9999-12-31", None)
        self.assertDays("between", (day("0001-01-01"), day("9999-12-31")), "0001-01-01", "9999-12-31")


@tagged("post_install", "-at_install")
class TestEachDayOnce(BaseCase):
    """14.12 Over four years, each day is exactly so far away on one day, and before it and after it it is not."""

    def assertEachDayOnce(self, operator, before, after):
        clocks = [Clock(utc("2024-01-01T12:00:00") + timedelta(days=days), PARIS) for days in range(4 * 366)]
        for count, unit in (
            (1, "month"),
            (6, "month"),
            (13, "month"),
            (1, "year"),
            (4, "year"),
            (5, "week"),
            (9, "day"),
        ):
            found = Counter()
            for clock in clocks:
                ((start, end),) = get_date_ranges(operator, (count, unit), clock)
                for days in range((end - start).days):
                    found[start + timedelta(days=days)] += 1
                ((_start, until),) = get_date_ranges(before, (count, unit), clock)
                ((since, _end),) = get_date_ranges(after, (count, unit), clock)
                self.assertEqual(until, since, (clock.today, count, unit))
            days = sorted(found)
            self.assertEqual(set(found.values()), {1}, (count, unit))
            self.assertEqual(len(days), (days[-1] - days[0]).days + 1, (count, unit))

    def test_14_12_ago(self):
        self.assertEachDayOnce("ago_exactly", "ago_more", "ago_less")

    def test_14_12_ahead(self):
        self.assertEachDayOnce("ahead_exactly", "ahead_less", "ahead_more")

    def test_14_12_moments_never_go_back(self):
        """Time going on, what was more than a month ago stays so."""
        moment, bounds = utc("2026-01-25T00:00:00"), []
        while moment < utc("2026-04-05T00:00:00"):
            ((_start, end),) = get_datetime_ranges("ago_more", (1, "month"), Clock(moment, PARIS))
            ((_start, ahead),) = get_datetime_ranges("ahead_less", (1, "month"), Clock(moment, PARIS))
            bounds.append((end, ahead))
            moment += timedelta(hours=1)
        ends, aheads = zip(*bounds, strict=True)
        self.assertEqual(list(ends), sorted(ends))
        self.assertEqual(list(aheads), sorted(aheads))


@tagged("post_install", "-at_install")
class TestAsDelaysCount(TransactionCase):
    """14.12 What is found on a day is what a step's delay, counted by PostgreSQL, planned for it."""

    def test_14_12_months_ago_and_months_after(self):
        self.env.cr.execute(
            """
            SELECT day::date, count, unit, (day + count * ('1 ' || unit)::interval)::date
              FROM generate_series('2024-01-01'::date, '2027-12-31', '1 day') AS day,
                   (VALUES (1, 'month'), (11, 'month'), (1, 'year'), (2, 'week')) AS delay (count, unit)
            """
        )
        for day, count, unit, planned in self.env.cr.fetchall():
            clock = Clock(datetime.combine(planned, time(12)), PARIS)
            ((start, end),) = get_date_ranges("ago_exactly", (count, unit), clock)
            self.assertTrue(start <= day < end, (day, count, unit))

    def test_14_12_months_before_a_date(self):
        """A step "2 months before" falls on the day on which the date is exactly 2 months ahead."""
        self.env.cr.execute(
            """
            SELECT day::date, (day - '2 month'::interval)::date
              FROM generate_series('2024-01-01'::date, '2027-12-31', '1 day') AS day
            """
        )
        for day, planned in self.env.cr.fetchall():
            clock = Clock(datetime.combine(planned, time(12)), PARIS)
            ((start, end),) = get_date_ranges("ahead_exactly", (2, "month"), clock)
            self.assertTrue(start <= day < end, day)


@tagged("post_install", "-at_install")
class TestAnniversary(BaseCase):
    def get_days(self, now, ahead):
        ranges = get_date_ranges("anniversary", ahead, Clock(utc(now), PARIS))
        return {start for start, _end in ranges}, ranges

    def test_same_day_of_earlier_years(self):
        starts, ranges = self.get_days("2026-06-15T12:00:00", 0)
        self.assertIn(day("2025-06-15"), starts)
        self.assertIn(day("1930-06-15"), starts)
        self.assertNotIn(day("2026-06-15"), starts)
        self.assertEqual(ranges[-1], (day("2025-06-15"), day("2025-06-16")))

    def test_days_ahead_pass_the_new_year(self):
        starts, _ranges = self.get_days("2026-12-30T12:00:00", 3)
        self.assertIn(day("2026-01-02"), starts)

    def test_29_february_falls_on_the_28th_of_other_years(self):
        _starts, ranges = self.get_days("2026-02-28T12:00:00", 0)
        self.assertIn((day("2024-02-28"), day("2024-03-01")), ranges)
        self.assertIn((day("2025-02-28"), day("2025-03-01")), ranges)

    def test_28_february_of_a_leap_year_is_not_the_29th(self):
        _starts, ranges = self.get_days("2024-02-28T12:00:00", 0)
        self.assertIn((day("2020-02-28"), day("2020-02-29")), ranges)

    def test_29_february_of_a_leap_year(self):
        starts, _ranges = self.get_days("2024-02-28T12:00:00", 1)
        self.assertIn(day("2020-02-29"), starts)
        self.assertTrue(all(start.day == 29 for start in starts))


@tagged("post_install", "-at_install")
class TestDatetimeRanges(BaseCase):
    """Intervals of moments, for time fields, around changes of daylight saving."""

    def assertMoments(self, clock, operator, value, start, end):
        expected = (start and utc(start), end and utc(end))
        self.assertEqual(get_datetime_ranges(operator, value, clock), [expected])

    def test_exact_days_have_the_length_daylight_saving_gives_them(self):
        clock = Clock(utc("2026-03-30T08:00:00"), PARIS)
        self.assertMoments(clock, "ago_exactly", (1, "day"), "2026-03-28T23:00:00", "2026-03-29T22:00:00")
        clock = Clock(utc("2026-10-24T08:00:00"), PARIS)
        self.assertMoments(clock, "ahead_exactly", (1, "day"), "2026-10-24T22:00:00", "2026-10-25T23:00:00")
        clock = Clock(utc("2026-11-02T08:00:00"), NEW_YORK)
        self.assertMoments(clock, "ago_exactly", (1, "day"), "2026-11-01T04:00:00", "2026-11-02T05:00:00")

    def test_open_days_keep_the_time_on_the_wall(self):
        clock = Clock(utc("2026-03-30T08:00:00"), PARIS)  # ten o'clock in summer time
        self.assertMoments(clock, "ago_less", (7, "day"), "2026-03-23T09:00:00", "2026-03-30T08:00:01")
        self.assertMoments(clock, "ago_more", (7, "day"), None, "2026-03-23T09:00:00")
        clock = Clock(utc("2026-10-24T08:00:00"), PARIS)
        self.assertMoments(clock, "ahead_less", (2, "day"), "2026-10-24T08:00:00", "2026-10-26T09:00:00")
        self.assertMoments(clock, "ahead_more", (2, "day"), "2026-10-26T09:00:00", None)

    def test_16_11_at_most_and_at_least(self):
        clock = Clock(utc("2026-03-30T08:00:00"), PARIS)  # ten o'clock, on the day after the hour was lost
        self.assertMoments(clock, "ago_at_least", (2, "hour"), None, "2026-03-30T06:00:01")
        self.assertMoments(clock, "ago_at_most", (2, "hour"), "2026-03-30T06:00:00", "2026-03-30T08:00:01")
        self.assertMoments(clock, "ahead_at_least", (2, "hour"), "2026-03-30T10:00:00", None)
        self.assertMoments(clock, "ahead_at_most", (2, "hour"), "2026-03-30T08:00:00", "2026-03-30T10:00:01")
        # The whole of the local day so far away, up to now or from now on.
        self.assertMoments(clock, "ago_at_least", (1, "day"), None, "2026-03-29T22:00:00")
        self.assertMoments(clock, "ago_at_most", (1, "day"), "2026-03-28T23:00:00", "2026-03-30T08:00:01")
        self.assertMoments(clock, "ahead_at_least", (1, "day"), "2026-03-30T22:00:00", None)
        self.assertMoments(clock, "ahead_at_most", (1, "day"), "2026-03-30T08:00:00", "2026-03-31T22:00:00")

    def test_hours_are_lengths_of_time(self):
        clock = Clock(utc("2026-03-29T12:00:00"), PARIS)
        self.assertMoments(clock, "ago_less", (24, "hour"), "2026-03-28T12:00:00", "2026-03-29T12:00:01")

    def test_exact_minutes_are_full_minutes_of_age(self):
        clock = Clock(utc("2026-03-29T12:00:00"), PARIS)
        self.assertMoments(clock, "ago_exactly", (90, "minute"), "2026-03-29T10:29:01", "2026-03-29T10:30:01")
        self.assertMoments(clock, "ahead_exactly", (2, "hour"), "2026-03-29T14:00:00", "2026-03-29T15:00:00")
        self.assertMoments(clock, "ahead_exactly", (0, "minute"), "2026-03-29T12:00:00", "2026-03-29T12:01:00")

    def test_fixed_days_and_times_are_local(self):
        clock = Clock(utc("2026-03-29T12:00:00"), KOLKATA)
        self.assertMoments(clock, "on", day("2026-01-02"), "2026-01-01T18:30:00", "2026-01-02T18:30:00")
        self.assertMoments(clock, "before", utc("2026-01-02T10:00:00"), None, "2026-01-02T04:30:00")
        self.assertMoments(clock, "after", utc("2026-01-02T10:00:00"), "2026-01-02T04:30:01", None)
        ends = (utc("2026-01-02T10:00:00"), utc("2026-01-02T11:00:00"))
        self.assertMoments(clock, "between", ends, "2026-01-02T04:30:00", "2026-01-02T05:30:01")

    def test_anniversary_is_whole_local_days(self):
        ranges = get_datetime_ranges("anniversary", 0, Clock(utc("2026-07-01T22:30:00"), PARIS))
        self.assertEqual(ranges[-1], (utc("2025-07-01T22:00:00"), utc("2025-07-02T22:00:00")))

    def test_the_calendar_has_ends(self):
        clock = Clock(utc("2026-03-29T12:00:00"), PARIS)
        for unit in ("minute", "hour", "day", "working_day", "week", "month", "year"):
            for operator in (key for key, operator in OPERATORS.items() if operator.shape == "relative"):
                ((start, end),) = get_datetime_ranges(operator, (1_000_000, unit), clock)
                self.assertTrue(start is None or end is None or start <= end, f"{operator} {unit}")


@tagged("post_install", "-at_install")
class TestWorkingDays(BaseCase):
    def test_exactly_one_working_day_ago_is_one_calendar_day(self):
        clock = Clock(utc("2026-03-30T08:00:00"), PARIS)
        self.assertEqual(
            get_datetime_ranges("ago_exactly", (1, "working_day"), clock),
            [(utc("2026-03-26T23:00:00"), utc("2026-03-27T23:00:00"))],
        )

    def test_working_days_are_read_only_when_needed(self):
        calls = []
        clock = Clock(utc("2026-03-30T08:00:00"), PARIS, lambda: calls.append(1) or WEEKDAYS)
        get_date_ranges("ago_exactly", (1, "day"), clock)
        self.assertFalse(calls)
        get_date_ranges("ago_exactly", (1, "working_day"), clock)
        get_date_ranges("ago_exactly", (2, "working_day"), clock)
        self.assertEqual(len(calls), 1)
