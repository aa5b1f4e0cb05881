from datetime import date, datetime, timedelta

import pytz

from odoo import Command
from odoo.tests import Form, tagged

from ...engine.local_time import to_utc
from ...engine.opening_hours import OpenTime
from ..common import DealershipCommon


def day(text):
    return date.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestOpeningHours(DealershipCommon):
    """Working days, opening hours for messages and open time of leads are one reading of Odoo's working hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Shop", "tz": "Europe/Paris", "company_id": cls.company_a.id, "attendance_ids": [Command.clear()]}
        )
        cls.team_a.resource_calendar_id = cls.calendar

    def open_on(self, weekdays, hours=((9, 12), (14, 18)), **vals):
        self.calendar.attendance_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"name": "Open", "dayofweek": str(weekday), "hour_from": opens, "hour_to": closes, **vals}
                )
                for weekday in weekdays
                for opens, closes in hours
            ),
        ]

    def close(self, start, end):
        """Close between two moments of the calendar's own clock."""
        paris = pytz.timezone("Europe/Paris")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "company_id": self.company_a.id,
                "date_from": to_utc(datetime.fromisoformat(start), paris),
                "date_to": to_utc(datetime.fromisoformat(end), paris),
            }
        )

    def assertDay(self, text, hours):
        """Assert the hours of a local day, by every reading of them."""
        opening = self.team_a._get_opening_hours()
        tz = self.team_a._get_timezone()
        self.assertEqual(opening.get_hours(day(text)), hours)
        scenario_day = opening.is_open_on(day(text)), opening.step(day(text) - timedelta(days=1), 1) == day(text)
        self.assertEqual(scenario_day, (bool(hours), bool(hours)))
        midnight = datetime.combine(day(text), datetime.min.time())
        start, end = to_utc(midnight, tz), to_utc(midnight + timedelta(days=1), tz)
        counted = sum((to - since for since, to in OpenTime(opening).get_intervals(start, end)), timedelta())
        self.assertEqual(counted, sum((timedelta(hours=closes - opens) for opens, closes in hours), timedelta()))

    def test_a_week(self):
        self.open_on(range(5))
        self.assertDay("2026-03-10", [(9, 12), (14, 18)])
        self.assertDay("2026-03-14", [])

    def test_every_other_saturday(self):
        """The Saturday that is closed is no working day either."""
        self.calendar.two_weeks_calendar = True
        self.open_on([5], week_type="0")
        open_days = [text for text in ("2026-03-07", "2026-03-14") if self.is_open(text)]
        self.assertEqual(len(open_days), 1)
        for text in ("2026-03-07", "2026-03-14"):
            self.assertDay(text, [(9, 12), (14, 18)] if text in open_days else [])

    def is_open(self, text):
        return self.team_a._get_opening_hours().is_open_on(day(text))

    def test_without_hours_it_is_open_on_weekdays_throughout(self):
        self.open_on([])
        self.assertDay("2026-03-10", [(0, 24)])
        self.assertDay("2026-03-14", [])
        self.close("2026-03-10 00:00:00", "2026-03-10 23:59:59")
        self.assertDay("2026-03-10", [])

    def test_hours_are_those_of_the_wall_clock_there(self):
        """A calendar made in Paris says nine o'clock in Nouméa, and its closed day is the one on the wall."""
        self.open_on(range(5), hours=((9, 17),))
        self.team_a.tz = "Pacific/Noumea"
        self.close("2026-03-11 00:00:00", "2026-03-11 23:59:59")
        self.assertDay("2026-03-10", [(9, 17)])
        self.assertDay("2026-03-11", [])
        start = self.team_a._get_opening_hours().get_intervals(day("2026-03-10"))[0][0]
        self.assertEqual(start, datetime(2026, 3, 9, 22, 0))

    def test_two_half_days_close_the_day(self):
        self.open_on(range(5))
        self.close("2026-03-10 08:00:00", "2026-03-10 13:00:00")
        self.assertDay("2026-03-10", [(14, 18)])
        self.close("2026-03-10 13:00:00", "2026-03-10 19:00:00")
        self.assertDay("2026-03-10", [])

    def test_one_working_day_after_knows_holidays_and_closings(self):
        """Closed on Friday 3 April 2026: the working day after Thursday is Tuesday, for Monday is Easter Monday."""
        self.open_on(range(5))
        self.close("2026-04-03 00:00:00", "2026-04-03 23:59:59")
        self.assertEqual(self.team_a._get_opening_hours().step(day("2026-04-02"), 1), day("2026-04-07"))
        self.team_a.closed_on_holidays = False
        self.assertEqual(self.team_a._get_opening_hours().step(day("2026-04-02"), 1), day("2026-04-06"))

    def test_the_company_of_no_point_of_sale_keeps_holidays(self):
        nobody = self.env["crm.team"].with_company(self.company_a)
        self.assertFalse(nobody._get_opening_hours().is_open_on(day("2026-05-01")))


@tagged("post_install", "-at_install")
class TestRegion(DealershipCommon):
    """Public holidays and time zone follow from where a point of sale is."""

    def make_site(self, country, postcode=False, state=False, **vals):
        return self.env["crm.team"].create(
            {
                "name": "Site",
                "company_id": self.company_a.id,
                "country_id": self.env.ref(f"base.{country}").id,
                "zip": postcode,
                "state_id": state and self.env.ref(f"base.{state}").id,
                **vals,
            }
        )

    def test_holidays_of_regions(self):
        """Good Friday, Corpus Christi, 24 June, 20 December, 21 July and 1 August 2026, where they are kept."""
        days = ["2026-04-03", "2026-06-04", "2026-06-24", "2026-12-20", "2026-07-21", "2026-08-01"]
        expected = {
            ("fr", "12000", False): [],
            ("fr", "57000", False): ["2026-04-03"],
            ("fr", "67 000", False): ["2026-04-03"],
            ("fr", "F-67000", False): ["2026-04-03"],
            ("fr", "97400", False): ["2026-12-20"],
            ("re", False, False): ["2026-12-20"],
            ("be", "1000", False): ["2026-07-21"],
            ("ch", False, "state_ch_vd_fr"): ["2026-04-03", "2026-08-01"],
            ("ch", False, "state_ch_vs_fr"): ["2026-06-04", "2026-08-01"],
            ("ca", False, "state_ca_qc"): ["2026-04-03", "2026-06-24"],
            ("ca", False, "state_ca_on"): ["2026-04-03"],
        }
        for place, kept in expected.items():
            holidays = self.make_site(*place)._get_public_holidays()
            with self.subTest(place):
                self.assertEqual([text for text in days if day(text) in holidays], kept)

    def test_time_zone_of_the_address(self):
        expected = {
            ("fr", "12000", False): ("Europe/Paris", False),
            ("fr", "97410", False): ("Indian/Reunion", False),
            ("nc", False, False): ("Pacific/Noumea", False),
            ("be", False, False): ("Europe/Brussels", False),
            ("ca", False, "state_ca_qc"): ("America/Toronto", False),
            ("ca", False, "state_ca_bc"): ("America/Vancouver", False),
        }
        for place, (zone, guessed) in expected.items():
            site = self.make_site(*place)
            with self.subTest(place):
                self.assertEqual((site.tz, site.is_tz_guessed), (zone, guessed))

    def test_a_country_with_several_asks(self):
        site = self.make_site("ca")
        self.assertTrue(site.is_tz_guessed)
        site.state_id = self.env.ref("base.state_ca_ab")
        self.assertEqual((site.tz, site.is_tz_guessed), ("America/Edmonton", False))

    def test_a_time_zone_that_is_possible_stays(self):
        site = self.make_site("ca")
        site.tz = "America/Halifax"
        site.zip = "B3H 4R2"
        self.assertEqual(site.tz, "America/Halifax")

    def test_the_company_tells_where_the_address_is_empty(self):
        company = self._make_company("Québec")
        company.write({"country_id": self.env.ref("base.ca").id, "state_id": self.env.ref("base.state_ca_qc").id})
        site = self.env["crm.team"].create({"name": "Laval", "company_id": company.id, "country_id": False})
        self.assertEqual(site.tz, "America/Toronto")
        self.assertIn(day("2026-06-24"), site._get_public_holidays())

    def test_the_form_says_what_follows(self):
        form = Form(self.env["crm.team"].with_user(self.user_administrator))
        form.name = "Strasbourg"
        form.country_id = self.env.ref("base.fr")
        form.zip = "67000"
        self.assertTrue(form.next_holidays)
        self.assertEqual(form.tz, "Europe/Paris")
        form.save()

    def test_no_country_is_named_in_code(self):
        """A region is data: one that an Administrator adds holds."""
        self.env["dealership.region"].create(
            {"name": "Ski", "country_id": self.env.ref("base.fr").id, "postcodes": "73150", "tz": "Europe/Zurich"}
        )
        self.assertEqual(self.make_site("fr", "73150").tz, "Europe/Zurich")
