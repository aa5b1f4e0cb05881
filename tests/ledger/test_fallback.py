from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestFallback(DeliveryCommon):
    """Another channel for customers without an address for the first one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.paul = cls.make_townsman("Paul", email=False)
        cls.call = cls.make_message(channel="call", subject="Call {{ customer.name }}")

    def make_step(self, **vals):
        return {"fallback_channel": "call", "fallback_message_id": self.call.id, **vals}

    def get_ways(self, deliveries):
        return {
            delivery.partner_id.name: (delivery.channel, delivery.fallback_of, delivery.state)
            for delivery in (deliveries.values() if isinstance(deliveries, dict) else deliveries)
        }

    def test_who_has_no_address_is_called(self):
        scenario = self.make_scenario(self.targeting, steps=[self.make_step()])
        run = scenario._run(NOW)
        self.assertEqual(
            self.get_ways(run.delivery_ids),
            {"Jeanne": ("email", False, "planned"), "Paul": ("call", "email", "planned")},
        )
        self.send()
        self.assertEqual(
            self.get_ways(run.delivery_ids),
            {"Jeanne": ("email", False, "sent"), "Paul": ("call", "email", "waiting")},
        )
        call = run.delivery_ids.filtered(lambda delivery: delivery.channel == "call")
        self.assertEqual((call.activity_ids.summary, call.address), ("Call Paul", "+33612345678"))

    def test_decided_again_when_it_is_sent(self):
        scenario = self.make_scenario(self.targeting, steps=[self.make_step()])
        run = scenario._run(NOW)
        self.jeanne.email = False
        self.jeanne.phone = "+33 6 12 34 56 00"
        self.paul.email = "paul@customer.test"
        self.send()
        self.assertEqual(
            self.get_ways(run.delivery_ids),
            {"Jeanne": ("call", "email", "waiting"), "Paul": ("email", False, "sent")},
        )

    def test_the_rules_of_the_second_channel_apply(self):
        self.env["dealership.consent"]._record(self.paul, "marketing", "phone", False, "form")
        nothing = self.make_townsman("Nothing", email=False, phone=False)
        deliveries = self.run_and_send(self.make_scenario(self.targeting, steps=[self.make_step()]))
        self.assertDeliveries(
            deliveries,
            {"Jeanne": "sent", "Paul": ("skipped", "refused"), nothing.name: ("skipped", "no_address")},
        )
        self.assertEqual(deliveries["Paul"].fallback_of, "email")

    def test_the_hours_of_the_second_channel_apply(self):
        week = [(0, 0, {"weekday": str(day), "opens": 14, "closes": 18}) for day in range(7)]
        self.decide_rule(self.company_a, "hours", channel="phone", hour_ids=week)
        deliveries = self.run_and_send(self.make_scenario(self.targeting, steps=[self.make_step()]))
        self.assertEqual(deliveries["Jeanne"].state, "sent")
        self.assertEqual(
            (deliveries["Paul"].state, deliveries["Paul"].planned_at), ("planned", datetime(2026, 3, 14, 13))
        )

    def test_a_task_instead_of_a_message_needs_no_customer(self):
        targeting = self.make_targeting("lead", [{"attribute": "lead.responsible", "operator": "set"}])
        lead = self.make_lead(name="Nobody yet")
        step = {"fallback_channel": "task", "fallback_message_id": False, "task_summary": "Find out who it is"}
        run = self.make_scenario(targeting, steps=[step])._run(NOW)
        self.send()
        delivery = run.delivery_ids.filtered(lambda delivery: delivery.res_id == lead.id)
        self.assertEqual((delivery.state, delivery.activity_ids.summary), ("sent", "Find out who it is"))

    def test_by_hand_the_way_is_shown_at_once(self):
        run = self.make_scenario(self.targeting, steps=[self.make_step(automatic=False)])._run(NOW)
        self.assertEqual(self.get_ways(run.delivery_ids)["Paul"], ("call", "email", "waiting"))

    def test_it_must_be_another_channel_with_its_own_message(self):
        with self.assertRaisesRegex(ValidationError, "must be another one"):
            self.make_scenario(self.targeting, steps=[{"fallback_channel": "email"}])
        scenario = self.make_scenario(self.targeting, steps=[{"fallback_channel": "letter"}], state="draft")
        with self.assertRaisesRegex(ValidationError, "no message for customers without address"):
            scenario.action_activate()
        scenario.step_ids.fallback_message_id = self.call
        with self.assertRaisesRegex(ValidationError, "written for another channel"):
            scenario.action_activate()
