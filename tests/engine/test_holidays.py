import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...engine import holidays
from ...engine.holidays import get_public_holidays

# Easter Sundays as published.
EASTER = ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"]
EASTER += ["2031-04-13", "2032-03-28", "2033-04-17"]
YEAR = [date(2026, 1, 1) + timedelta(days=days) for days in range(365)]


@tagged("post_install", "-at_install")
class TestHolidays(BaseCase):
    """What the library says, beside the laws."""

    def test_doctests(self):
        self.assertFalse(doctest.testmod(holidays).failed)

    def test_france_by_the_labour_code(self):
        """The eleven of article L3133-1."""
        known = get_public_holidays("FR")
        for sunday in map(date.fromisoformat, EASTER):
            year = sunday.year
            moving = {sunday + timedelta(days=days) for days in (1, 39, 50)}
            fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
            expected = moving | {date(year, *day) for day in fixed}
            self.assertEqual({day for day in self.year_of(year) if day in known}, expected)

    def year_of(self, year):
        return [date(year, 1, 1) + timedelta(days=days) for days in range(366)][: 365 + (year % 4 == 0)]

    def test_regions_have_their_own(self):
        """The days that a region has besides its country in 2026."""
        expected = {
            ("FR", "57"): {"2026-04-03", "2026-12-26"},
            ("FR", "6AE"): {"2026-04-03", "2026-12-26"},
            ("FR", "974"): {"2026-12-20"},
            ("CA", "QC"): {"2026-05-18", "2026-06-24", "2026-10-12"},
            ("DE", "BY"): {"2026-01-06", "2026-06-04", "2026-11-01"},
        }
        for (country, region), days in expected.items():
            of_country, of_region = get_public_holidays(country), get_public_holidays(country, region)
            with self.subTest(country, region=region):
                self.assertEqual({str(day) for day in YEAR if day in of_region and day not in of_country}, days)

    def test_what_the_library_does_not_know_has_none(self):
        self.assertNotIn(date(2026, 12, 25), get_public_holidays(""))
        self.assertNotIn(date(2026, 12, 25), get_public_holidays("XX", "YY"))
        self.assertIn(date(2026, 12, 25), get_public_holidays("FR", "no such region"))
