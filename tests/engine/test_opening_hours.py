from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from ...engine.holidays import get_public_holidays
from ...engine.opening_hours import WEEKDAYS, OpeningHours, OpenTime, Window

PARIS = pytz.timezone("Europe/Paris")
TWO_SHIFTS = ((8.5, 12.0), (13.5, 18.5))
WEEK = dict.fromkeys(range(5), TWO_SHIFTS)


def at(text):
    return datetime.fromisoformat(text)


def day(text):
    return date.fromisoformat(text)


def minutes(count):
    return timedelta(minutes=count)


@tagged("post_install", "-at_install")
class TestOpenTime(BaseCase):
    """In Paris: UTC+1 in winter, UTC+2 in summer. 2026-03-10 is a Tuesday."""

    def setUp(self):
        super().setUp()
        self.open_time = OpenTime(OpeningHours.of_week(WEEK, PARIS))

    def add(self, start, count, open_time=None):
        return (open_time or self.open_time).add(at(start), minutes(count))

    def test_around_the_clock(self):
        self.assertEqual(self.add("2026-03-10T23:55", 10, OpenTime()), at("2026-03-11T00:05"))

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
        closings = (
            (at("2026-03-11T00:00"), at("2026-03-11T23:59:59")),
            (at("2026-03-12T08:00"), at("2026-03-12T10:00")),
        )
        hours = OpeningHours.of_week(WEEK, PARIS, closings=closings)
        self.assertEqual(self.add("2026-03-10T17:25", 10, OpenTime(hours)), at("2026-03-12T09:05"))

    def test_closing_within_a_shift(self):
        hours = OpeningHours.of_week(WEEK, PARIS, closings=((at("2026-03-10T10:00"), at("2026-03-10T10:30")),))
        self.assertEqual(self.add("2026-03-10T08:55", 10, OpenTime(hours)), at("2026-03-10T09:35"))
        self.assertEqual(len(hours.get_intervals(date(2026, 3, 10))), 3)

    def test_summer_time_begins(self):
        """From Friday's half past six, in winter, to Monday's half past eight, in summer."""
        self.assertEqual(self.add("2026-03-27T17:25", 10), at("2026-03-30T06:35"))

    def test_summer_time_ends(self):
        self.assertEqual(self.add("2026-10-23T16:25", 10), at("2026-10-26T07:35"))

    def test_open_at_night_while_the_clock_changes(self):
        """A shift from midnight to six is five hours long in March, and seven in October."""
        open_time = OpenTime(OpeningHours.of_week({6: ((0.0, 6.0),)}, PARIS))
        self.assertEqual(self.add("2026-03-28T23:00", 300, open_time), at("2026-03-29T04:00"))
        self.assertEqual(self.add("2026-03-28T23:00", 301, open_time), at("2026-04-04T22:01"))
        self.assertEqual(self.add("2026-10-24T22:00", 420, open_time), at("2026-10-25T05:00"))

    def test_open_across_midnight(self):
        open_time = OpenTime(OpeningHours.of_week({1: ((20.0, 24.0),), 2: ((0.0, 2.0),)}, PARIS))
        self.assertEqual(self.add("2026-03-10T22:30", 60, open_time), at("2026-03-10T23:30"))

    def test_timetable_of_two_weeks(self):
        morning, shut = ((8.0, 9.0),), ()
        hours = OpeningHours((morning, *[shut] * 7, morning, *[shut] * 5), PARIS)
        # Monday 9 March begins a second week: open on its Tuesday; Monday 16 March a first one.
        self.assertEqual(self.add("2026-03-09T00:00", 90, OpenTime(hours)), at("2026-03-16T07:30"))

    def test_never_open(self):
        years = ((at("2026-01-01T00:00"), at("2036-01-01T00:00")),)
        self.assertIsNone(self.add("2026-03-10T08:00", 1, OpenTime(OpeningHours.of_week(WEEK, PARIS, closings=years))))

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
class TestWorkingDays(BaseCase):
    """2026-03-30 is a Monday, 2026-04-03 Good Friday, 2026-04-06 Easter Monday."""

    def setUp(self):
        super().setUp()
        closed = (at("2026-04-03T00:00"), at("2026-04-03T23:59:59"))
        self.tuesday_to_saturday = OpeningHours.of_week(dict.fromkeys(range(1, 6), TWO_SHIFTS), closings=(closed,))

    def test_monday_one_working_day_ago_is_friday(self):
        for start in ("2026-03-30", "2026-03-29", "2026-03-28"):
            self.assertEqual(WEEKDAYS.step(day(start), -1), day("2026-03-27"), start)

    def test_forward_over_the_week_end(self):
        self.assertEqual(WEEKDAYS.step(day("2026-03-27"), 1), day("2026-03-30"))
        self.assertEqual(WEEKDAYS.step(day("2026-03-27"), 6), day("2026-04-06"))

    def test_zero_is_the_day_itself(self):
        self.assertEqual(WEEKDAYS.step(day("2026-03-29"), 0), day("2026-03-29"))

    def test_closing_days_of_the_point_of_sale(self):
        self.assertEqual(self.tuesday_to_saturday.step(day("2026-04-04"), -1), day("2026-04-02"))
        self.assertEqual(self.tuesday_to_saturday.step(day("2026-04-04"), 1), day("2026-04-07"))

    def test_public_holidays_are_no_working_days(self):
        """The day after Thursday, where Good Friday is kept and Easter Monday too, is Tuesday."""
        alsace = OpeningHours.of_week(WEEK, holidays=get_public_holidays("FR", "6AE"))
        self.assertEqual(alsace.step(day("2026-04-02"), 1), day("2026-04-07"))
        elsewhere = OpeningHours.of_week(WEEK, holidays=get_public_holidays("FR"))
        self.assertEqual(elsewhere.step(day("2026-04-02"), 1), day("2026-04-03"))

    def test_two_half_days_closed_close_the_day(self):
        halves = ((at("2026-03-31T00:00"), at("2026-03-31T12:30")), (at("2026-03-31T12:30"), at("2026-03-31T23:59")))
        hours = OpeningHours.of_week(WEEK, closings=halves)
        self.assertFalse(hours.is_open_on(day("2026-03-31")))
        self.assertTrue(hours.is_closed_besides(day("2026-03-31")))
        self.assertEqual(hours.step(day("2026-03-30"), 1), day("2026-04-01"))
        self.assertTrue(OpeningHours.of_week(WEEK, closings=halves[:1]).is_open_on(day("2026-03-31")))

    def test_every_other_saturday(self):
        saturday = (*[TWO_SHIFTS] * 5, ((9.0, 12.0),), ())
        hours = OpeningHours((*saturday, *[TWO_SHIFTS] * 5, (), ()))
        open_on = [str(each) for each in (day("2026-03-07"), day("2026-03-14")) if hours.is_open_on(each)]
        self.assertEqual(len(open_on), 1)

    def test_a_week_of_two_ends_on_sunday(self):
        """5 January of the year 1 was a Friday, of a week that Odoo counts as an even one."""
        weekend = ((), (), (), (), (), ((9.0, 12.0),), ((9.0, 12.0),))
        hours = OpeningHours((*weekend, *[()] * 7))
        first, second = date(1, 1, 5), date(1, 1, 12)
        self.assertEqual(
            [hours.is_open_on(first + timedelta(days=ahead)) for ahead in range(4)], [False, True, True, False]
        )
        self.assertFalse(any(hours.is_open_on(second + timedelta(days=ahead)) for ahead in range(4)))

    def test_a_sunday_is_closed_besides_by_a_whole_day_only(self):
        sunday = (at("2026-03-29T00:00"), at("2026-03-29T23:59:59"))
        self.assertTrue(OpeningHours.of_week(WEEK, closings=(sunday,)).is_closed_besides(day("2026-03-29")))
        self.assertFalse(OpeningHours.of_week(WEEK).is_closed_besides(day("2026-03-29")))

    def test_closed_for_good_has_no_next_working_day(self):
        never = OpeningHours.of_week({})
        self.assertEqual((never.step(day("2026-03-30"), 1), never.step(day("2026-03-30"), -1)), (date.max, date.min))

    def test_a_million_working_days_stop_at_the_end_of_the_calendar(self):
        self.assertEqual(WEEKDAYS.step(day("9999-12-01"), 1_000_000), date.max)
        self.assertEqual(WEEKDAYS.step(day("9999-12-01"), 1_000), date.max)
        self.assertEqual(WEEKDAYS.step(day("0001-01-02"), -1_000), date.min)
        self.assertEqual(WEEKDAYS.step(day("2026-03-30"), 5 * 52 * 50), day("2026-03-30") + timedelta(days=7 * 52 * 50))


@tagged("post_install", "-at_install")
class TestWindow(BaseCase):
    """When messages may leave."""

    def opening(self, moment, *hours, day_tests=()):
        return Window(hours, day_tests).next_opening(moment, PARIS)

    def test_open_now(self):
        moment = datetime(2026, 3, 16, 9, 17)
        self.assertEqual(self.opening(moment, OpeningHours.daily(8.5, 19)), moment)

    def test_waits_for_the_next_opening(self):
        hours = OpeningHours.daily(8.5, 19, range(5), holidays=frozenset({date(2026, 3, 16)}))
        friday_evening = datetime(2026, 3, 13, 18, 0)  # 19:00 in Paris: closed
        self.assertEqual(self.opening(friday_evening, hours), datetime(2026, 3, 17, 7, 30))
        self.assertEqual(self.opening(datetime(2026, 3, 17, 5, 0), hours), datetime(2026, 3, 17, 7, 30))

    def test_several_intervals_a_day(self):
        hours = OpeningHours.of_week(dict.fromkeys(range(5), ((10, 13), (14, 20))))
        self.assertEqual(self.opening(datetime(2026, 3, 16, 12, 0), hours), datetime(2026, 3, 16, 13, 0))
        self.assertEqual(self.opening(datetime(2026, 3, 16, 11, 59), hours), datetime(2026, 3, 16, 11, 59))

    def test_both_windows_count(self):
        window = Window((OpeningHours.daily(8, 20),)) & Window((OpeningHours.daily(10, 22, [6]),))
        self.assertEqual(window.get_hours(date(2026, 3, 15)), [(10, 20)])
        self.assertEqual(window.get_hours(date(2026, 3, 16)), [])

    def test_on_some_days_only(self):
        tests = (lambda each: each.day % 2,)
        self.assertEqual(self.opening(datetime(2026, 3, 16, 9), day_tests=tests), datetime(2026, 3, 16, 23, 0))

    def test_never_open(self):
        self.assertIsNone(self.opening(datetime(2026, 3, 16), OpeningHours.daily(20, 8)))
        self.assertIsNone(self.opening(datetime(2026, 3, 16), OpeningHours.daily(weekdays=())))
