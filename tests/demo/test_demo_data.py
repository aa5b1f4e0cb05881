from datetime import timedelta

import phonenumbers
from dateutil.relativedelta import relativedelta
from pytz import timezone

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

from odoo.addons.crm_dealership.demo.reminders import make_pair
from odoo.addons.crm_dealership.demo.replies import ANSWERS_BY_EMAIL, OUR_NUMBER, make_answers
from odoo.addons.crm_dealership.demo.world import World
from odoo.addons.crm_dealership.engine.local_time import to_local
from odoo.addons.crm_dealership.models.provider.adapter_twilio import API_PARAMETER
from odoo.addons.crm_dealership.tools.local_twilio import ACCOUNT_SID, AUTH_TOKEN, LocalTwilio

MODULE = "crm_dealership"
QUIET = "scenario_demo_quiet_opportunities"
UNPAID = "scenario_model_unpaid_invoice_task"
FILES = [
    "demo/point_of_sale_demo.xml",
    "demo/users_demo.xml",
    "demo/staff_tasks_demo.xml",
    "demo/dealership_demo.xml",
    "demo/scenario_demo.xml",
    "demo/sms_demo.xml",
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

    def test_15_every_telephone_is_one_to_the_library(self):
        for model, field in (("res.partner", "phone"), ("dealership.tracking.number", "number")):
            numbers = self.env[model].search([("team_id", "in", self.teams.ids), (field, "!=", False)]).mapped(field)
            self.assertTrue(numbers)
            wrong = [one for one in numbers if not phonenumbers.is_valid_number(phonenumbers.parse(one, "FR"))]
            self.assertEqual(wrong, [], model)

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

    def test_12_reminders_are_signed_by_somebody_who_can(self):
        """Made anew: those of this database may be of another day."""
        companies = self.teams.company_id
        known = [("company_id", "in", companies.ids), ("reminder_profile_id", "!=", False)]
        self.env["dealership.scenario"].search(known).state = "ended"
        world = World(self.env, fields.Datetime.now())
        for company in companies:
            made = make_pair(world, company)
            self.assertEqual(made.mapped("sender_warning"), [False, False], company.name)

    def test_staff_tasks(self):
        """Some are done, some overdue, some due on the day of the installation."""
        today = to_local(self.installed, timezone("Europe/Paris")).date()
        domain = [("dealership_delivery_id.scenario_id", "=", self.env.ref(f"{MODULE}.{QUIET}").id)]
        offers = self.env["mail.activity"].with_context(active_test=False).search(domain)
        pending = offers.filtered("active")
        self.assertTrue(offers - pending)
        self.assertIn(today, pending.mapped("date_deadline"))
        domain = [("dealership_delivery_id.scenario_id.scenario_model_id", "=", self.env.ref(f"{MODULE}.{UNPAID}").id)]
        invoices = self.env["mail.activity"].search([*domain, ("date_deadline", "<", today)])
        self.assertTrue(invoices)
        self.assertNotIn(False, (offers + invoices).mapped("user_id.active"))

    def test_texts_that_nobody_asked_for(self):
        texts = self.env["dealership.reply"].search([("provider_reference", "in", ["demo-1", "demo-2", "demo-3"])])
        self.assertEqual(sorted(texts.mapped("kind")), ["answer", "answer", "stop"])
        self.assertEqual(len(texts.partner_id), 2)
        told = self.env["mail.mail"].search([("author_id", "in", texts.partner_id.ids), ("state", "=", "outgoing")])
        self.assertFalse(told)

    def test_answers(self):
        """As ./dev demo has them, with a provider that takes everything."""
        provider = self.enterContext(LocalTwilio())
        self.env["ir.config_parameter"].set_param(API_PARAMETER, provider.url)
        self.env.ref(f"{MODULE}.demo_company_causse").write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": ACCOUNT_SID,
                "sms_twilio_auth_token": AUTH_TOKEN,
                "sms_twilio_number_ids": [
                    Command.create({"number": OUR_NUMBER, "country_id": self.env.ref("base.fr").id})
                ],
            }
        )
        self.env["dealership.scenario"].search([("state", "=", "active")]).write({"state": "paused"})
        anniversary = self.env.ref(f"{MODULE}.scenario_demo_delivery_anniversary")
        appointments = self.env.ref(f"{MODULE}.scenario_demo_appointment_sms")
        (anniversary + appointments).write({"state": "active"})
        # Where ./dev demo has done the same already.
        (anniversary + appointments).run_ids.unlink()
        self.env["dealership.reply"].search([("provider_reference", "like", "demo-answer-")]).unlink()
        anniversary._run(self.installed)
        self.env["dealership.delivery"]._process_due(self.installed)
        make_answers(self.env, self.installed, lambda: None)
        replies = self.env["dealership.reply"].search([("scenario_id", "=", appointments.id)])
        self.assertEqual(set(replies.mapped("kind")), {"answer", "stop"})
        for reply in replies:
            self.assertTrue(reply.delivery_id.sent_at < reply.received_at < self.installed)
            self.assertEqual(bool(reply.delivery_id.replied_at), reply.kind == "answer")
        emails = anniversary.run_ids.delivery_ids.filtered("replied_at")
        self.assertEqual(len(emails), len(ANSWERS_BY_EMAIL))
        sent = anniversary.run_ids.delivery_ids.filtered(lambda delivery: delivery.state == "sent")
        self.assertLess(0, len(sent.filtered("opened_at")), "openings are shown")
        self.assertLessEqual(sent.filtered("opened_at"), sent.filtered("measured"))
        self.assertLess(len(sent.filtered("measured")), len(sent), "and not everybody is measured")

    def test_unreachable_people(self):
        self.assertTrue(self._count("res.partner", ("active", "=", False)))
        self.assertTrue(self._count("res.partner", ("email", "=", False)))
        self.assertTrue(self._count("res.partner", ("is_blacklisted", "=", True)))
        self.assertTrue(self._count("res.partner", ("consent_state_ids.granted", "=", False)))

    def test_generating_twice_changes_nothing(self):
        before = self._count("res.partner")
        self.env["dealership.demo"]._generate()
        self.assertEqual(self._count("res.partner"), before)
