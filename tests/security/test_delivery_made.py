from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..ledger.common import DeliveryCommon

CALL = {"channel": "call", "message_id": False, "task_summary": "Ask how it went"}


@tagged("post_install", "-at_install")
class TestDeliveryMade(DeliveryCommon):
    """Activities, leads and traces are tied to a delivery by the scenarios only: they decide on it."""

    def setUp(self):
        super().setUp()
        self.make_townsman("Jeanne", user_id=self.user_sales_b.id)
        self.mine = self.make_customer("Mine")
        self.call = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL]))["Jeanne"]

    def prepare_activity_vals(self, **vals):
        model = self.env["ir.model"]._get_id("res.partner")
        return {"res_model_id": model, "res_id": self.mine.id, "summary": "Mine", **vals}

    def test_activity(self):
        self.assertEqual((self.call.state, self.call.reason), ("waiting", "to_call"))
        self.call.activity_ids.sudo().dealership_delivery_id = False
        activities = self.env["mail.activity"].with_user(self.user_sales)
        tied = {"dealership_delivery_id": self.call.id}
        with self.assertRaises(AccessError):
            activities.create(self.prepare_activity_vals(**tied))
        with self.assertRaises(AccessError):
            activities.with_context(default_dealership_delivery_id=self.call.id).create(self.prepare_activity_vals())
        own = activities.create(self.prepare_activity_vals())
        with self.assertRaises(AccessError):
            own.write(tied)
        own.action_feedback()
        self.assertEqual(self.call.state, "waiting")

    def test_activity_of_the_scenario(self):
        self.call.activity_ids.with_user(self.user_sales_b).action_feedback()
        self.assertEqual((self.call.state, self.call.done_by_id), ("sent", self.user_sales_b))

    def test_a_copy_is_nobodys(self):
        self.assertFalse(self.call.activity_ids.copy().dealership_delivery_id)

    def test_lead(self):
        leads = self.env["crm.lead"].with_user(self.user_sales)
        vals = {"name": "Mine", "team_id": self.team_a.id}
        with self.assertRaises(AccessError):
            leads.create({**vals, "dealership_delivery_id": self.call.id})
        with self.assertRaises(AccessError):
            leads.create(vals).dealership_delivery_id = self.call

    def test_trace(self):
        mailer = self._make_user(
            "test_mailer", "Maud", "base.group_user,mass_mailing.group_mass_mailing_user", self.company_a
        )
        with self.assertRaises(AccessError):
            self.env["mailing.trace"].with_user(mailer).create(
                {"model": "res.partner", "res_id": self.mine.id, "dealership_delivery_id": self.call.id}
            )
