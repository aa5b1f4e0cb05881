from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestPointsOfSale(DealershipCommon):
    """Each user sees their points of sale, by whatever way they ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Peugeot 208", "type": "service", "taxes_id": False})
        cls.at_a = cls._make_records(cls.team_a, cls.user_sales)
        cls.at_b = cls._make_records(cls.team_b, cls.user_sales_b)
        cls.at_foreign = cls._make_records(cls.team_foreign, cls.user_foreign)

    @classmethod
    def _make_records(cls, team, user):
        """One record of each narrowed model at ``team``, and its shared customer and vehicle."""
        customer = cls.make_customer(team_id=team.id)
        vehicle = cls.make_vehicle(customer, team_id=team.id)
        place = {"team_id": team.id, "user_id": user.id}
        invoice = cls.make_invoice(customer, team_id=team.id, invoice_user_id=user.id)
        return {
            "res.partner": customer,
            "fleet.vehicle": vehicle,
            "crm.lead": cls.make_lead(customer, **place),
            "calendar.event": cls.make_appointment(customer, partner_ids=[Command.set(user.partner_id.ids)], **place),
            "dealership.repair.order": cls.make_repair_order(customer, vehicle, team_id=team.id, advisor_id=user.id),
            "account.move": invoice,
            "account.move.line": invoice.invoice_line_ids,
            "sale.order": cls.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "company_id": team.company_id.id,
                    "order_line": [Command.create({"product_id": cls.product.id})],
                    **place,
                }
            ),
        }

    def _seen(self, user, records):
        """Models of ``records`` that ``user`` finds by searching."""
        return {
            model
            for model, record in records.items()
            if self.env[model].with_user(user).search_count([("id", "in", record.ids)])
        }

    def _readable(self, user, records):
        """Models of ``records`` that ``user`` may read by id, as an RPC client would."""
        readable = set()
        for model, record in records.items():
            record.invalidate_recordset()
            try:
                record.with_user(user).read(["display_name"])
            except AccessError:
                continue
            readable.add(model)
        return readable

    def test_own_point_of_sale(self):
        everything = set(self.at_a)
        for user in (self.user_sales, self.user_adviser, self.user_director, self.user_administrator):
            with self.subTest(user=user.login):
                self.assertEqual(self._seen(user, self.at_a), everything)
                self.assertEqual(self._readable(user, self.at_a), everything)

    def test_other_point_of_sale(self):
        """Only the single customer file is shared between the sites of one company."""
        shared = {"res.partner", "fleet.vehicle"}
        for user in (self.user_sales, self.user_adviser):
            with self.subTest(user=user.login):
                self.assertEqual(self._seen(user, self.at_b), shared)
                self.assertEqual(self._readable(user, self.at_b), shared)

    def test_other_company(self):
        for user in (self.user_sales, self.user_director):
            with self.subTest(user=user.login):
                self.assertFalse(self._seen(user, self.at_foreign))
                self.assertFalse(self._readable(user, self.at_foreign))
        self.assertFalse(self._seen(self.user_foreign, self.at_a))

    def test_two_points_of_sale(self):
        self.assertEqual(self._seen(self.user_director, self.at_b), set(self.at_b))

    def test_administrator_sees_the_chosen_companies(self):
        for model, record in self.at_foreign.items():
            with self.subTest(model=model):
                records = record.with_user(self.user_administrator)
                here = records.with_context(allowed_company_ids=self.company_a.ids)
                both = records.with_context(allowed_company_ids=(self.company_a + self.company_b).ids)
                self.assertFalse(here.search_count([("id", "in", record.ids)]))
                self.assertTrue(both.search_count([("id", "in", record.ids)]))

    def test_read_group_and_reports(self):
        """Figures give away nothing either."""
        self.env.flush_all()
        for model, field in [
            ("crm.lead", "team_id"),
            ("account.move", "team_id"),
            ("account.invoice.report", "team_id"),
            ("sale.report", "team_id"),
            ("dealership.repair.order", "team_id"),
            ("calendar.event", "team_id"),
        ]:
            with self.subTest(model=model):
                groups = self.env[model].with_user(self.user_sales).formatted_read_group([], [field], ["__count"])
                teams = {group[field][0] for group in groups if group[field]}
                self.assertIn(self.team_a.id, teams)
                self.assertFalse(teams & {self.team_b.id, self.team_foreign.id})

    def test_writing_elsewhere(self):
        lead = self.at_b["crm.lead"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            lead.write({"name": "Mine now"})
        with self.assertRaises(AccessError):
            self.at_b["dealership.repair.order"].with_user(self.user_sales).action_close()

    def test_responsible_sees_own_record_elsewhere(self):
        """Who is put in charge of another site's lead can work on it."""
        self.at_b["crm.lead"].user_id = self.user_sales
        self.assertIn("crm.lead", self._seen(self.user_sales, self.at_b))

    def test_joining_a_point_of_sale(self):
        """Rules are cached by Odoo: membership must nevertheless count at once."""
        self.assertNotIn("crm.lead", self._seen(self.user_sales, self.at_b))
        self.team_b.member_ids += self.user_sales
        self.assertEqual(self._seen(self.user_sales, self.at_b), set(self.at_b))
        self.team_b.member_ids -= self.user_sales
        self.assertNotIn("crm.lead", self._seen(self.user_sales, self.at_b))

    def test_people_outside_the_dealership_are_not_narrowed(self):
        outsider = self._make_user(
            "test_outsider", "Odile Serres", "sales_team.group_sale_salesman_all_leads", self.company_a
        )
        open_to_sales = {
            model: self.at_b[model] for model in ("crm.lead", "calendar.event", "account.move", "sale.order")
        }
        self.assertEqual(self._seen(outsider, open_to_sales), set(open_to_sales))

    def test_attendee_sees_the_appointment(self):
        self.at_b["calendar.event"].partner_ids += self.user_sales.partner_id
        self.assertIn("calendar.event", self._seen(self.user_sales, self.at_b))

    def test_consents_follow_the_customer(self):
        Consent = self.env["dealership.consent"]
        for records in (self.at_a, self.at_foreign):
            Consent._record(records["res.partner"], "marketing", "email", True, "Signed form")
        seen = Consent.with_user(self.user_sales).search([]).partner_id
        self.assertIn(self.at_a["res.partner"], seen)
        self.assertNotIn(self.at_foreign["res.partner"], seen)

    @users("test_sales", "test_adviser", "test_director", "test_administrator")
    def test_daily_work(self):
        """No other application's group is needed for a day's work at the counter."""
        customer = self.env["res.partner"].create({"name": "Paul Cayla", "team_id": self.team_a.id})
        vehicle = self.env["fleet.vehicle"].create({"model_id": self.model_208.id, "owner_id": customer.id})
        order = self.env["dealership.repair.order"].create(
            {"name": "RO-1", "partner_id": customer.id, "vehicle_id": vehicle.id, "team_id": self.team_a.id}
        )
        order.action_start()
        order.action_close()
        self.assertTrue(order.closed_at)
        lead = self.env["crm.lead"].create({"name": "Test drive", "partner_id": customer.id})
        lead.action_mark_handled()
        self.assertTrue(lead.handled_at)
        event = self.env["calendar.event"].create(
            {"name": "Service", "customer_id": customer.id, "start": "2030-01-01 09:00", "stop": "2030-01-01 10:00"}
        )
        event.action_confirm_appointment()
        self.env["dealership.consent"]._record(customer, "service", "sms", False, "At the counter")
        self.assertFalse(customer.consent_ids.granted)
        self.at_a["account.move"].with_user(self.env.user).read(["amount_residual", "invoice_line_ids"])
