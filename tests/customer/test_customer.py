from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestCustomer(DealershipCommon):
    def test_first_and_last_name_make_the_name(self):
        with Form(self.env["res.partner"]) as form:
            form.firstname = "Élodie"
            form.lastname = "Trémolet"
            self.assertEqual(form.name, "Élodie Trémolet")

    def test_new_customer_has_the_standard_profile(self):
        standard = self.env.ref("crm_dealership.customer_profile_standard")
        self.assertEqual(self.make_customer().customer_profile_id, standard)

    def test_point_of_sale_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "Albi"):
            self.make_customer(company_id=self.company_a.id, team_id=self.team_foreign.id)

    def test_shared_customer_may_belong_to_any_point_of_sale(self):
        customer = self.make_customer(company_id=False, team_id=self.team_foreign.id)
        self.assertEqual(customer.team_id, self.team_foreign)

    def test_counts_are_what_the_reader_may_see(self):
        """The vehicle is in the shared file; the other site's visits are not the salesperson's business."""
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        for team in (self.team_a, self.team_b):
            place = {"team_id": team.id}
            self.make_appointment(customer, user_id=False, partner_ids=[Command.clear()], **place)
            self.make_repair_order(customer, vehicle, advisor_id=False, **place)
            self.make_lead(customer, user_id=False, **place)
        counts = ["vehicle_count", "appointment_count", "repair_order_count", "lead_count"]
        self.assertEqual([customer.with_user(self.user_sales)[count] for count in counts], [1, 1, 1, 1])
        self.assertEqual([customer.with_user(self.user_director)[count] for count in counts], [1, 2, 2, 2])

    def test_counts_cost_the_same_for_many_customers(self):
        customers = self.env["res.partner"].concat(*[self.make_customer() for _customer in range(20)])
        customers.invalidate_recordset()
        with self.assertQueryCount(__system__=5):
            customers.mapped("vehicle_count")

    def test_buttons_open_the_customers_own_records(self):
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        self.make_vehicle(self.make_customer("Paul Cayla"))
        action = customer.action_view_vehicles()
        self.assertEqual(self.env["fleet.vehicle"].search(action["domain"]), vehicle)
        self.assertEqual(action["context"]["default_owner_id"], customer.id)

    def test_booking_for_a_customer_does_not_invite_them(self):
        """Odoo takes the record one comes from for an attendee, and writes to attendees."""
        customer = self.make_customer().with_user(self.user_adviser)
        context = {
            **customer.action_view_appointments()["context"],
            "active_model": "res.partner",
            "active_id": customer.id,
        }
        event = (
            self.env["calendar.event"].with_user(self.user_adviser).with_context(**context).create({"name": "Service"})
        )
        self.assertEqual(event.customer_id, customer)
        self.assertEqual(event.partner_ids, self.user_adviser.partner_id)

    def test_merged_customers_keep_their_decisions(self):
        """The latest of two about the same counts; nothing that one of them refused is forgotten."""
        kept, merged = self.make_customer("Jeanne Bonnet"), self.make_customer("J. Bonnet")
        consents = self.env["dealership.consent"]
        for customer, purpose, channel, granted, day in (
            (kept, "marketing", "email", True, "2026-01-01"),
            (merged, "marketing", "email", False, "2026-02-01"),
            (kept, "marketing", "sms", False, "2026-02-01"),
            (merged, "marketing", "sms", True, "2026-01-01"),
            (merged, "service", "sms", False, "2026-01-01"),
            (kept, "payment", "email", True, "2026-01-01"),
            (merged, "payment", "email", False, "2026-01-01"),
        ):
            consents._record(customer, purpose, channel, granted, "test", f"{day} 08:00:00")
        self.env["base.partner.merge.automatic.wizard"]._merge((kept + merged).ids, kept)
        self.assertFalse(merged.exists())
        decisions = {(state.purpose, state.channel): state.granted for state in kept.consent_state_ids}
        self.assertEqual(
            decisions,
            {
                ("marketing", "email"): False,
                ("marketing", "sms"): False,
                ("service", "sms"): False,
                ("payment", "email"): False,
            },
        )
