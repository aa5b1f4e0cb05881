"""A message shown on a record of one's choice says no more of it than one may read."""

from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from ..invoice.common import ReminderCommon


@tagged("post_install", "-at_install")
class TestShownValues(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet")
        due = fields.Date.today() - timedelta(days=10)
        cls.here = cls.make_due_invoice(cls.customer, due, 111.0)
        place = {"team_id": cls.team_b.id, "invoice_user_id": cls.user_sales_b.id}
        cls.there = cls.make_due_invoice(cls.customer, due, 222.0, **place)

    def preview(self, message, user, record):
        vals = {"message_id": message.id, "preview_model": record._name, "preview_res_id": record.id}
        shown = self.env["dealership.message.preview"].with_user(user).create(vals)
        return shown.preview_problem or f"{shown.preview_subject} {shown.preview_body}"

    def assertShown(self, shown, *invoices):
        self.assertEqual([each for each in (self.here, self.there) if each.name in shown], list(invoices))

    def test_11_07_what_is_owed_at_another_point_of_sale(self):
        message = self.scenario.step_ids.message_id
        for user, invoices in (
            (self.user_sales, [self.here]),
            (self.user_sales_b, [self.there]),
            (self.user_director, [self.here, self.there]),
        ):
            with self.subTest(user.login):
                self.assertShown(self.preview(message, user, self.customer), *invoices)
        text = "{{ statement.numbers }}"
        measured = self.env["dealership.message"].with_user(self.user_sales).measure_text(text, "invoice")
        self.assertNotIn(self.there.name, measured.get("text", ""))

    def test_11_07_the_vehicle_of_another_company(self):
        """Of a customer whom two companies share, each speaks of the vehicles of its own."""
        shared = self.make_customer("Marc Petit", team_id=False, company_id=False)
        message = self.make_message(body_html="<p>{{ vehicle.license_plate | default('none') }}</p>")
        place = {"team_id": self.team_foreign.id, "company_id": self.company_b.id}
        self.make_vehicle(shared, license_plate="SECRET", **place)
        self.assertNotIn("SECRET", self.preview(message, self.user_sales, shared))
        self.make_vehicle(shared, license_plate="OURS", delivery_date=date(2020, 1, 1))
        self.assertIn("OURS", self.preview(message, self.user_sales, shared))

    def test_11_07_the_appointment_of_another_point_of_sale(self):
        place = {"team_id": self.team_b.id, "user_id": self.user_sales_b.id}
        appointment = self.make_appointment(self.customer, partner_ids=[], **place)
        order = self.make_repair_order(self.customer, appointment_id=appointment.id)
        message = self.make_message(
            subject_category="repair_order", body_html="<p>{{ appointment.kind | default('none') }}</p>"
        )
        self.assertIn("none", self.preview(message, self.user_sales, order))
        self.assertNotIn("none", self.preview(message, self.user_director, order))
