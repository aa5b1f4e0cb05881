from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.local_time import at_hour, start_of_day, to_local, to_utc

PARIS = pytz.timezone("Europe/Paris")
NEW_YORK = pytz.timezone("America/New_York")
LORD_HOWE = pytz.timezone("Australia/Lord_Howe")  # changes by half an hour
SAO_PAULO = pytz.timezone("America/Sao_Paulo")  # used to change at midnight
APIA = pytz.timezone("Pacific/Apia")  # went without 30 December 2011


def moment(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestLocalTime(BaseCase):
    def assertMoment(self, local, tz, expected):
        self.assertEqual(to_utc(moment(local), tz), moment(expected))

    def test_ordinary(self):
        self.assertMoment("2026-01-15T09:30:00", PARIS, "2026-01-15T08:30:00")
        self.assertMoment("2026-07-15T09:30:00", NEW_YORK, "2026-07-15T13:30:00")
        self.assertMoment("2026-07-15T09:30:00", pytz.utc, "2026-07-15T09:30:00")

    def test_skipped_time_is_the_end_of_the_gap(self):
        for local in ("2026-03-29T02:00:00", "2026-03-29T02:30:00", "2026-03-29T02:59:59", "2026-03-29T03:00:00"):
            self.assertMoment(local, PARIS, "2026-03-29T01:00:00")
        self.assertMoment("2026-03-08T02:30:00", NEW_YORK, "2026-03-08T07:00:00")
        self.assertMoment("2026-10-04T02:10:00", LORD_HOWE, "2026-10-03T15:30:00")

    def test_12_a_gap_ends_at_a_whole_second(self):
        self.assertMoment("2026-03-29T02:30:00.500000", PARIS, "2026-03-29T01:00:00")

    def test_repeated_time_is_its_first_occurrence(self):
        self.assertMoment("2026-10-25T02:30:00", PARIS, "2026-10-25T00:30:00")
        self.assertMoment("2026-10-25T03:00:00", PARIS, "2026-10-25T02:00:00")
        self.assertMoment("2026-11-01T01:30:00", NEW_YORK, "2026-11-01T05:30:00")
        self.assertMoment("2026-04-05T01:45:00", LORD_HOWE, "2026-04-04T14:45:00")

    def test_day_without_midnight_starts_at_its_first_moment(self):
        self.assertEqual(start_of_day(date(2018, 11, 4), SAO_PAULO), moment("2018-11-04T03:00:00"))
        self.assertEqual(at_hour(date(2018, 11, 3), 24, SAO_PAULO), moment("2018-11-04T03:00:00"))

    def test_day_that_never_was(self):
        self.assertEqual(start_of_day(date(2011, 12, 30), APIA), start_of_day(date(2011, 12, 31), APIA))

    def test_hours_are_those_on_the_wall(self):
        self.assertEqual(at_hour(date(2026, 3, 29), 9.5, PARIS), moment("2026-03-29T07:30:00"))
        self.assertEqual(at_hour(date(2026, 3, 28), 24, PARIS), moment("2026-03-28T23:00:00"))

    def test_12_an_hour_with_two_decimals_is_the_nearest_minute(self):
        """As Odoo keeps what somebody entered as 08:20."""
        self.assertEqual(at_hour(date(2026, 3, 28), 8.33, PARIS), moment("2026-03-28T07:20:00"))

    def test_the_calendar_has_ends(self):
        self.assertMoment("9999-12-31T23:00:00", PARIS, "9999-12-31T23:00:00")
        self.assertMoment("0001-01-01T01:00:00", NEW_YORK, "0001-01-01T01:00:00")

    def test_first_moment_at_which_the_clock_shows_it_or_a_later_one(self):
        """Through each change of the clock, minute by minute: the very definition, hence never backwards."""
        for tz, day in [
            (PARIS, "2026-03-28T22:00:00"),
            (PARIS, "2026-10-24T22:00:00"),
            (NEW_YORK, "2026-03-08T05:00:00"),
            (NEW_YORK, "2026-11-01T04:00:00"),
            (LORD_HOWE, "2026-10-03T13:00:00"),
            (LORD_HOWE, "2026-04-04T13:00:00"),
            (SAO_PAULO, "2018-11-04T00:00:00"),
            (SAO_PAULO, "2018-02-18T00:00:00"),
        ]:
            start = moment(day)
            minutes = [start + timedelta(minutes=minute) for minute in range(8 * 60)]
            shown = [to_local(each, tz) for each in minutes]
            local = shown[0]
            while local <= shown[-1]:
                expected = next(each for each, clock in zip(minutes, shown, strict=True) if clock >= local)
                self.assertEqual(to_utc(local, tz), expected, f"{local} in {tz}")
                local += timedelta(minutes=7)
