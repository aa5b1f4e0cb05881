from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import DealershipCommon

FORM = "crm_dealership.calendar_event_view_form"


@tagged("post_install", "-at_install")
class TestAppointment(DealershipCommon):
    def test_booking_in_the_form(self):
        """Choosing the customer of one vehicle is enough: subject, vehicle and point of sale follow."""
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        form = Form(self.env["calendar.event"].with_user(self.user_adviser), FORM)
        form.appointment_kind = "workshop"
        form.customer_id = customer
        self.assertEqual(form.vehicle_id, vehicle)
        self.assertEqual(form.team_id, self.team_a)
        self.assertEqual(form.name, "Workshop – Jeanne Bonnet")
        form.name = "Brakes"
        form.appointment_kind = "sales"
        self.assertEqual(form.name, "Brakes")
        self.assertEqual(form.save().appointment_status, "planned")

    def test_other_customer_other_vehicle(self):
        customer = self.make_customer()
        form = Form(self.env["calendar.event"].with_user(self.user_adviser), FORM)
        form.appointment_kind = "workshop"
        form.vehicle_id = self.make_vehicle(customer)
        self.assertEqual(form.customer_id, customer)
        form.customer_id = self.make_customer("Paul Cayla")
        self.assertFalse(form.vehicle_id)

    def test_event_without_customer_stays_personal(self):
        event = self.env["calendar.event"].with_user(self.user_adviser).create({"name": "Dentist"})
        self.assertFalse(event.team_id)

    def test_way_of_an_appointment(self):
        appointment = self.make_appointment(self.make_customer()).with_user(self.user_adviser)
        for action, status in [
            ("action_confirm_appointment", "confirmed"),
            ("action_arrive_appointment", "arrived"),
            ("action_finish_appointment", "done"),
            ("action_miss_appointment", "no_show"),
            ("action_cancel_appointment", "cancelled"),
        ]:
            getattr(appointment, action)()
            self.assertEqual(appointment.appointment_status, status)

    def test_13_a_move_is_noted(self):
        """Another date or hour, by whoever changes it; not what stays as it was."""
        appointment = self.make_appointment(self.make_customer(), datetime(2035, 1, 2, 9), moved_at=False)
        personal = self.make_appointment(self.env["res.partner"], datetime(2035, 1, 2, 9))
        mine = appointment.with_user(self.user_adviser)
        mine.write({"start": datetime(2035, 1, 2, 9), "name": "Brakes", "appointment_status": "confirmed"})
        self.assertFalse(appointment.moved_at)
        for hour in (10, 11):
            with freeze_time(f"2035-01-01 {hour}:00"):
                (mine | personal.with_user(self.user_adviser)).write({"start": datetime(2035, 1, 2, hour)})
                self.assertEqual(appointment.moved_at, datetime(2035, 1, 1, hour))
        with freeze_time("2035-01-01 12:00"):
            mine.write({"allday": True, "start_date": "2035-01-03", "stop_date": "2035-01-03"})
            self.assertEqual(appointment.moved_at, datetime(2035, 1, 1, 12))
        self.assertFalse(personal.moved_at or appointment.copy().moved_at)
        with self.assertRaises(AccessError):
            mine.moved_at = datetime(2035, 1, 1)

    def test_kinds_have_their_own_colours(self):
        customer = self.make_customer()
        kinds = ["sales", "test_drive", "delivery", "workshop"]
        colours = {self.make_appointment(customer, appointment_kind=kind).appointment_color for kind in kinds}
        self.assertEqual(len(colours), 4)
        self.assertFalse(0 in colours)

    def test_nothing_is_written_to_the_customer(self):
        """What customers are sent about their appointment is up to the scenarios."""
        customer = self.make_customer()
        before = self.env["mail.mail"].search_count([])
        event = (
            self.env["calendar.event"]
            .with_user(self.user_adviser)
            .create(
                {
                    "name": "Service",
                    "customer_id": customer.id,
                    "start": "2035-01-02 09:00",
                    "stop": "2035-01-02 10:00",
                    "partner_ids": [Command.set(self.user_adviser.partner_id.ids)],
                }
            )
        )
        self.assertNotIn(customer, event.attendee_ids.partner_id)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
