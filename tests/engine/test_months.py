from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.contact.law import ContactLaw
from odoo.addons.crm_dealership.engine.months import first_shifted_to, get_days_shifted_to, shift


@tagged("post_install", "-at_install")
class TestMonths(BaseCase):
    def test_a_month_without_such_a_day_counts_its_last(self):
        self.assertEqual(shift(date(2026, 1, 31), 1, "month"), date(2026, 2, 28))
        self.assertEqual(shift(date(2024, 2, 29), -1, "year"), date(2023, 2, 28))

    def test_the_calendar_has_ends(self):
        self.assertEqual(shift(date(2026, 1, 31), -1_000_000, "month"), date.min)
        self.assertEqual(first_shifted_to(date.max, 1, "month"), date(9999, 12, 1))
        self.assertEqual(get_days_shifted_to(date(2026, 1, 31), -1_000_000, "month"), (date.max, date.max))

    def test_14_12_a_yes_that_lasts_months_ends_on_a_day(self):
        """A purchase of 28 February counts for 6 months, to 28 August; those of the end of August do on 28 February."""
        law = ContactLaw(months_after_purchase=6, months_after_enquiry=6)
        day = date(2026, 8, 25)
        while day < date(2027, 3, 5):
            for bought in (day - timedelta(days=days) for days in range(175, 190)):
                holds = bought >= law.get_purchases_since(day)
                self.assertEqual(holds, shift(bought, 6, "month") >= day, (bought, day))
                self.assertEqual(law.get_enquiries_since(day), law.get_purchases_since(day))
            day += timedelta(days=1)
