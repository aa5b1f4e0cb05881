from datetime import datetime

from odoo.tests import HttpCase, tagged

from ...demo.feeds import ORDERS
from ...tools.workshop_day import LEADS, SOURCE, VISITS, Day
from .test_feed import FeedCommon

START = datetime(2026, 11, 30, 8, 0)


@tagged("post_install", "-at_install")
class TestWorkshopDay(FeedCommon, HttpCase):
    """The day of ``./dev demo --day``, told by real HTTP to a source like that of the demo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealership.source"].search([("code", "=", SOURCE)]).code = "another"
        cls.env.flush_all()
        cls.source.code = SOURCE
        cls.feed = cls.make_feed(ORDERS.format(day="29/11/2026"))
        cls.feed.live_since = datetime(2026, 11, 29, 12, 0)
        secret = cls.source.action_make_key()["context"]["default_secret"]
        cls.source.key_ids.may_post_feed = True
        cls.headers = {"Authorization": f"Bearer {secret}"}

    def post(self, path, content, kind):
        answer = self.url_open(path, data=content, headers={**self.headers, "Content-Type": kind})
        self.assertEqual(answer.status_code, 200, answer.text)
        counts = answer.json()
        self.assertFalse(counts["refused_count"] or counts["waiting_count"], counts)

    def find_orders(self):
        return self.env["dealership.repair.order"].search([("company_id", "=", self.company_a.id)], order="name")

    def test_15_a_day_passes(self):
        told = []
        day = Day(self.post, told.append, START)
        day.go_on(9, START)
        self.assertEqual(self.find_orders().mapped("status"), ["in_progress", "in_progress", "in_progress", "open"])
        day.go_on(12.2, START.replace(hour=12))
        self.assertEqual(self.find_orders().mapped("status"), ["ready", "in_progress", "ready", "open", "in_progress"])
        day.go_on(18, START.replace(hour=18))
        self.assertTrue(day.is_over)
        orders = self.find_orders()
        self.assertEqual(orders.mapped("status"), ["closed", "ready", "closed", "ready", "in_progress"])
        self.assertEqual(orders.partner_id.mapped("phone2"), [False] * len(VISITS))
        self.assertEqual(len(orders.vehicle_id), len(VISITS))
        leads = self.env["crm.lead"].search([("company_id", "=", self.company_a.id), ("original_id", "!=", False)])
        self.assertEqual(len(leads), len(LEADS))
        self.assertEqual(len(told), sum(len(visit.hours) for visit in VISITS) + len(LEADS))
