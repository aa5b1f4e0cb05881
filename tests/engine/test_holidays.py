import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...engine.delivery import holidays
from ...engine.delivery.holidays import french_holidays

# Easter Sundays as published.
EASTER = ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"]
EASTER += ["2031-04-13", "2032-03-28", "2033-04-17"]


@tagged("post_install", "-at_install")
class TestHolidays(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(holidays).failed)

    def test_ten_years(self):
        for sunday in map(date.fromisoformat, EASTER):
            year = sunday.year
            moving = {sunday + timedelta(days=days) for days in (1, 39, 50)}
            fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
            self.assertEqual(french_holidays(year), moving | {date(year, *day) for day in fixed})
            self.assertEqual([day.weekday() for day in sorted(moving)], [0, 3, 0])

    def test_ascension_on_another_holiday(self):
        """In 2008 Ascension fell on Labour Day: ten days are left."""
        self.assertEqual(len(french_holidays(2008)), 10)

    def test_alsace(self):
        self.assertIn(date(2026, 12, 26), french_holidays(2026, "67000"))
        self.assertNotIn(date(2026, 12, 26), french_holidays(2026, "12000"))
