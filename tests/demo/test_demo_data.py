from datetime import timedelta

from dateutil.relativedelta import relativedelta
from pytz import timezone

from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

from odoo.addons.crm_dealership.engine.local_time import to_local

MODULE = "crm_dealership"
FILES = [
    "demo/point_of_sale_demo.xml",
    "demo/users_demo.xml",
    "demo/staff_tasks_demo.xml",
    "demo/dealership_demo.xml",
]


@tagged("post_install", "-at_install")
class TestDemoData(TransactionCase):
    """The demo dealership has somebody for every ready-made scenario, some days after its installation too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref(f"{MODULE}.demo_customer_1", raise_if_not_found=False):
            for file in FILES:
                convert_file(cls.env, MODULE, file, {}, mode="init", noupdate=True)
        cls.teams = cls.env["crm.team"].browse(
            [cls.env.ref(f"{MODULE}.demo_team_{key}").id for key in ("rodez", "millau", "albi")]
        )
        loaded = cls.env["ir.model.data"].search([("module", "=", MODULE), ("name", "=", "demo_customer_1")])
        cls.installed = loaded.create_date
        cls.today = to_local(cls.installed, timezone("Europe/Paris")).date()

    def _count(self, model, *domain):
        return (
            self.env[model].with_context(active_test=False).search_count([("team_id", "in", self.teams.ids), *domain])
        )

    def test_size(self):
        self.assertGreaterEqual(self._count("res.partner"), 300)
        self.assertGreaterEqual(self._count("fleet.vehicle"), 480)

    def test_first_anniversary_on_every_day_of_a_month(self):
        for ahead in range(30):
            delivered = self.today + timedelta(days=ahead) - relativedelta(years=1)
            with self.subTest(delivered=delivered):
                self.assertTrue(
                    self._count("fleet.vehicle", ("delivery_date", "=", delivered), ("owner_id.email", "!=", False))
                )

    def test_anniversaries_of_the_day(self):
        for years in (1, 2, 3):
            delivered = self.today - relativedelta(years=years)
            found = self._count("fleet.vehicle", ("delivery_date", "=", delivered), ("owner_id.email", "!=", False))
            self.assertGreaterEqual(found, 8)

    def test_work_in_progress(self):
        opened = [self.installed - timedelta(minutes=minutes) for minutes in (120, 88)]
        found = self._count(
            "dealership.repair.order",
            ("status", "=", "open"),
            ("opened_at", ">", opened[0]),
            ("opened_at", "<", opened[1]),
        )
        self.assertGreaterEqual(found, 6)
        self.assertTrue(self._count("dealership.repair.order", ("status", "=", "ready")))

    def test_abandoned(self):
        for kind, days in [("lead", 1), ("opportunity", 30)]:
            day = self.installed - timedelta(days=days)
            found = self._count(
                "crm.lead",
                ("type", "=", kind),
                ("lead_state", "=", "abandoned"),
                ("abandoned_at", ">", day - timedelta(minutes=5)),
                ("abandoned_at", "<", day + timedelta(minutes=5)),
            )
            self.assertGreaterEqual(found, 6)

    def test_appointments_of_all_statuses(self):
        for status, _label in self.env["calendar.event"]._fields["appointment_status"].selection:
            self.assertTrue(self._count("calendar.event", ("appointment_status", "=", status)), status)

    def test_invoices(self):
        for domain in (
            [("payment_state", "=", "paid")],
            [("payment_state", "=", "not_paid"), ("invoice_date_due", "<", self.installed.date())],
            [("move_type", "=", "out_refund")],
            [("state", "=", "draft")],
        ):
            self.assertTrue(self._count("account.move", *domain), domain)

    def test_unreachable_people(self):
        self.assertTrue(self._count("res.partner", ("active", "=", False)))
        self.assertTrue(self._count("res.partner", ("email", "=", False)))
        self.assertTrue(self._count("res.partner", ("is_blacklisted", "=", True)))
        self.assertTrue(self._count("res.partner", ("consent_ids.granted", "=", False)))

    def test_generating_twice_changes_nothing(self):
        before = self._count("res.partner")
        self.env["dealership.demo"]._generate()
        self.assertEqual(self._count("res.partner"), before)
