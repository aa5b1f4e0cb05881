from datetime import timedelta

from odoo.tests import tagged

from ..gallery.test_workshop_models import NOW, ModelCommon

VIN = "VF3CCHMZ6JT000001"
CARD = "recall_of_vins"


@tagged("post_install", "-at_install")
class TestRecallMessages(ModelCommon):
    """Owners are written to until the vehicle is repaired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.vin_sn = VIN
        cls.recall = cls.env["dealership.recall"].create(
            {
                "name": "Airbag",
                "company_id": cls.company_a.id,
                "reason": "The airbag may not open.",
                "work": "We replace it within two hours.",
            }
        )
        cls.recall._load_list({VIN: None}, False)
        cls.line = cls.recall.vehicle_ids

    def test_10_05_whom_it_finds(self):
        self.assertEqual(self.find(CARD), self.line)
        appointment = self.make_appointment(self.customer, NOW + timedelta(days=3))
        self.assertFalse(self.find(CARD), "they come anyway")
        appointment.action_cancel_appointment()
        self.recall.is_safety = False
        self.assertFalse(self.find(CARD), "an improvement can wait")
        self.recall.is_safety = True
        self.recall.active = False
        self.assertFalse(self.find(CARD), "it is over")

    def test_10_05_not_whose_vehicle_is_archived_or_unknown(self):
        self.vehicle.active = False
        self.assertFalse(self.find(CARD))
        self.vehicle.active = True
        self.vehicle.vin_sn = False
        self.assertFalse(self.find(CARD))

    def run_at(self, scenario, moment):
        """Return what a run plans, by channel."""
        return sorted(scenario._run(moment).delivery_ids.filtered("step_id").mapped("channel"))

    def test_10_05_every_two_months_until_repaired(self):
        scenario = self.make_scenario_of(CARD)
        self.assertEqual(self.run_at(scenario, NOW), ["call", "email", "sms"])
        self.assertFalse(self.run_at(scenario, NOW + timedelta(days=59)))
        self.assertEqual(self.run_at(scenario, NOW + timedelta(days=60)), ["call", "email", "sms"])
        self.line.action_repaired()
        self.assertFalse(self.run_at(scenario, NOW + timedelta(days=121)))

    def test_10_05_each_recall_by_itself(self):
        scenario = self.make_scenario_of(CARD)
        scenario._run(NOW)
        other = self.recall.copy({"name": "Brakes"})
        other._load_list({VIN: None}, False)
        run = scenario._run(NOW + timedelta(days=1))
        self.assertEqual(set(run.delivery_ids.mapped("res_id")), set(other.vehicle_ids.ids))

    def test_10_05_repaired_meanwhile(self):
        """What is planned doesn't leave any more."""
        scenario = self.make_scenario_of(CARD)
        deliveries = scenario._run(NOW).delivery_ids.filtered(lambda delivery: delivery.channel == "sms")
        order = self.make_repair_order(self.customer, self.vehicle)
        order.action_carry_out_recalls()
        order.action_close()
        self.env["dealership.delivery"]._process_due(NOW + timedelta(days=7, hours=1))
        self.assertEqual((deliveries.state, deliveries.reason), ("skipped", "handled"))
