from datetime import datetime

import pytz

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from odoo.addons.crm_dealership.engine.opening_hours import next_common_opening
from odoo.addons.crm_dealership.models.contact.contact_windows import ContactWindows

from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestContactHours(DeliveryCommon):
    """When the law and custom of France let marketing by SMS leave; the companies of these tests are French."""

    def opening(self, year, month, day, hour, minute=0, channel="sms", purpose="marketing", company=None, team=None):
        """Return when a message that is due at a moment in Paris may leave, as ``"MM-DD HH:MM"`` of Paris."""
        paris = pytz.timezone("Europe/Paris")
        due = paris.localize(datetime(year, month, day, hour, minute)).astimezone(pytz.utc).replace(tzinfo=None)
        company, team = company or self.company_a, self.team_a if team is None else team
        windows = ContactWindows(company, channel, purpose, team, due).get_windows(self.env["res.partner"])
        opening = next_common_opening([(company._get_contact_window(), paris), *windows], due)
        return f"{pytz.utc.localize(opening).astimezone(paris):%m-%d %H:%M}"

    def test_another_country_has_its_own(self):
        swiss = self.env["res.company"].create({"name": "Genève", "country_id": self.env.ref("base.ch").id})
        nowhere = self.env["crm.team"]
        self.assertEqual(self.opening(2026, 3, 15, 3, company=swiss, team=nowhere), "03-15 03:00")
        swiss.country_id = self.env.ref("base.fr")
        swiss.resource_calendar_id.tz = "Europe/Paris"
        self.assertEqual(self.opening(2026, 3, 15, 3, company=swiss, team=nowhere), "03-16 08:00")

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
        week = [(0, 0, {"weekday": str(day), "opens": 8, "closes": 22}) for day in range(7)]
        self.decide_rule(self.company_a, "hours", channel="sms", hour_ids=week)
        for month, day in ((3, 28), (10, 24)):
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
        week = [(0, 0, {"weekday": str(day), "opens": 10, "closes": 22}) for day in range(6)]
        self.decide_rule(self.company_a, "hours", channel="sms", hour_ids=week)
        self.assertEqual(self.opening(2026, 3, 12, 8, 30), "03-12 10:00")

    def test_13_an_afternoon_after_a_break(self):
        week = [(0, 0, {"weekday": "3", "opens": start, "closes": end}) for start, end in ((10, 13), (14, 20))]
        self.decide_rule(self.company_a, "hours", channel="email", hour_ids=week)
        found = [self.opening(2026, 3, 12, *time, channel="email") for time in ((9, 59), (12, 59), (13, 0), (20, 0))]
        self.assertEqual(found, ["03-12 10:00", "03-12 12:59", "03-12 14:00", "03-19 10:00"])

    @users("test_director")
    def test_administrators_decide(self):
        rules = self.env["dealership.contact.rule"].search([("company_id", "!=", False)])
        self.assertEqual(rules.company_id, self.company_a)
        with self.assertRaises(AccessError):
            rules.note = "Otherwise"
