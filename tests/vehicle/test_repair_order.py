from datetime import datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestRepairOrder(DealershipCommon):
    @freeze_time("2026-03-10 16:30:00")
    def test_closing_and_reopening(self):
        order = self.make_repair_order(self.make_customer(), opened_at=datetime(2026, 3, 10, 8, 0))
        order.action_start()
        order.action_ready()
        self.assertFalse(order.closed_at)
        order.action_close()
        self.assertEqual(order.closed_at, datetime(2026, 3, 10, 16, 30))
        order.action_reopen()
        self.assertRecordValues(order, [{"status": "open", "closed_at": False}])

    def test_date_of_the_dms_is_kept(self):
        closed = datetime(2026, 1, 5, 17, 0)
        order = self.make_repair_order(
            self.make_customer(), status="closed", opened_at=datetime(2026, 1, 5, 8, 0), closed_at=closed
        )
        self.assertEqual(order.closed_at, closed)

    def test_closed_before_opened(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.make_repair_order(
                self.make_customer(),
                status="closed",
                opened_at=datetime(2026, 1, 5, 8, 0),
                closed_at=datetime(2026, 1, 4, 8, 0),
            )

    def test_vehicle_of_another_company(self):
        vehicle = self.make_vehicle(team_id=self.team_foreign.id)
        with self.assertRaises(UserError):
            self.make_repair_order(self.make_customer(), vehicle)

    def test_opened_from_an_appointment(self):
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        appointment = self.make_appointment(customer, vehicle_id=vehicle.id, appointment_status="arrived")
        context = appointment.with_user(self.user_adviser).action_create_repair_order()["context"]
        form = Form(self.env["dealership.repair.order"].with_user(self.user_adviser).with_context(**context))
        form.name = "RO-2"
        order = form.save()
        self.assertRecordValues(
            order,
            [
                {
                    "partner_id": customer.id,
                    "vehicle_id": vehicle.id,
                    "team_id": self.team_a.id,
                    "advisor_id": self.user_adviser.id,
                    "company_id": self.company_a.id,
                }
            ],
        )
        self.assertEqual(appointment.repair_order_ids, order)

    def test_grouping_by_the_brand_of_the_vehicle(self):
        customer = self.make_customer()
        self.make_repair_order(customer, self.make_vehicle(customer))
        groups = self.env["dealership.repair.order"].formatted_read_group(
            [("partner_id", "=", customer.id)], ["brand_id"], ["__count"]
        )
        self.assertEqual(groups[0]["brand_id"][0], self.brand_peugeot.id)
