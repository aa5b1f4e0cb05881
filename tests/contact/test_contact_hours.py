from datetime import datetime

import pytz

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestContactHours(DeliveryCommon):
    """When the law and custom of France let marketing by SMS leave; the companies of these tests are French."""

    def opening(self, year, month, day, hour, minute=0, channel="sms", purpose="marketing", company=None, team=None):
        """Return when a message that is due at a moment in Paris may leave, as ``"MM-DD HH:MM"`` of Paris."""
        paris = pytz.timezone("Europe/Paris")
        due = paris.localize(datetime(year, month, day, hour, minute)).astimezone(pytz.utc).replace(tzinfo=None)
        window = (company or self.company_a)._get_contact_window(channel, purpose, team or self.team_a)
        opens = pytz.utc.localize(window.next_opening(due, paris)).astimezone(paris)
        return f"{opens:%m-%d %H:%M}"

    def test_french_companies_start_with_the_quiet_hours(self):
        hours = self.env["dealership.contact.hours"].search([("company_id", "=", self.company_a.id)])
        self.assertRecordValues(
            hours,
            [{"channel": "sms", "purpose": "marketing", "opens": 8, "closes": 22, "on_sunday": False}],
        )

    def test_other_countries_do_not(self):
        swiss = self.env["res.company"].create({"name": "Genève", "country_id": self.env.ref("base.ch").id})
        self.assertEqual(self.opening(2026, 3, 15, 3, company=swiss), "03-15 03:00")
        swiss.country_id = self.env.ref("base.fr")
        self.assertEqual(self.opening(2026, 3, 15, 3, company=swiss), "03-16 08:00")

    def test_nights(self):
        self.assertEqual(self.opening(2026, 3, 12, 21, 59), "03-12 21:59")
        self.assertEqual(self.opening(2026, 3, 12, 22), "03-13 08:00")
        self.assertEqual(self.opening(2026, 3, 12, 7, 59), "03-12 08:00")

    def test_sunday(self):
        self.assertEqual(self.opening(2026, 3, 14, 10), "03-14 10:00")
        self.assertEqual(self.opening(2026, 3, 15, 10), "03-16 08:00")

    def test_holidays(self):
        self.assertEqual(self.opening(2026, 4, 5, 10), "04-07 08:00")  # Easter Sunday and Monday
        self.assertEqual(self.opening(2026, 12, 31, 23), "01-02 08:00")  # across New Year

    def test_holidays_of_alsace(self):
        self.team_b.zip = "67000"
        self.assertEqual(self.opening(2026, 4, 3, 10, team=self.team_b), "04-04 08:00")
        self.assertEqual(self.opening(2026, 4, 3, 10), "04-03 10:00")

    def test_clock_changes(self):
        """Eight in the morning stays so: the night to 29 March has an hour less, that to 25 October one more."""
        for month, day in ((3, 28), (10, 24)):
            self.env["dealership.contact.hours"].search([]).on_sunday = True
            self.assertEqual(self.opening(2026, month, day, 23), f"{month:02}-{day + 1} 08:00")

    def test_only_marketing_by_sms(self):
        self.assertEqual(self.opening(2026, 3, 15, 23, purpose="service"), "03-15 23:00")
        self.assertEqual(self.opening(2026, 3, 15, 23, channel="email"), "03-15 23:00")

    def test_closing_days_of_the_company(self):
        self.company_a.resource_calendar_id.global_leave_ids = [
            (0, 0, {"name": "Bridge", "date_from": "2026-05-14 22:00:00", "date_to": "2026-05-15 21:59:00"})
        ]
        self.company_a.resource_calendar_id.tz = "Europe/Paris"
        self.assertEqual(self.opening(2026, 5, 14, 10), "05-16 08:00")

    def test_the_narrowest_counts(self):
        self.company_a.dealership_send_from = 9
        self.assertEqual(self.opening(2026, 3, 12, 8, 30), "03-12 09:00")
        self.env["dealership.contact.hours"].search([("company_id", "=", self.company_a.id)]).opens = 10
        self.assertEqual(self.opening(2026, 3, 12, 8, 30), "03-12 10:00")

    @users("test_director")
    def test_administrators_decide(self):
        hours = self.env["dealership.contact.hours"].search([])
        self.assertEqual(hours.company_id, self.company_a)
        with self.assertRaises(AccessError):
            hours.opens = 7
