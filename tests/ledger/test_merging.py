from datetime import timedelta

from odoo.tests import tagged

from .common import IN_TOWN, NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestMerging(DeliveryCommon):
    """What was sent to, or about, records that become one."""

    def merge(self, kept, merged):
        self.env["base.partner.merge.automatic.wizard"]._merge((kept + merged).ids, kept)

    def test_what_one_of_them_got_is_not_sent_again(self):
        merged = self.make_townsman("J. Bonnet", email="jeanne@customer.test")
        scenario = self.make_scenario(self.targeting, re_entry="never")
        delivery = self.run_and_send(scenario)["J. Bonnet"]
        kept = self.make_townsman("Jeanne Bonnet")
        self.merge(kept, merged)
        self.assertEqual((delivery.state, delivery.partner_id, delivery.res_id), ("sent", kept, kept.id))
        self.assertFalse(self.run_and_send(scenario, NOW + timedelta(days=1)))

    def test_both_had_entered(self):
        """The next step goes to them once."""
        kept, merged = self.make_townsman("Jeanne Bonnet"), self.make_townsman("J. Bonnet")
        later = {"delay_basis": "enrolment", "delay_count": 1, "delay_unit": "day"}
        scenario = self.make_scenario(self.targeting, ({}, later))
        self.run_and_send(scenario)
        self.merge(kept, merged)
        self.send(NOW + timedelta(days=2))
        deliveries = self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id)])
        self.assertEqual(sorted(deliveries.mapped("state")), ["sent", "sent", "sent", "skipped"])
        self.assertEqual(deliveries.filtered(lambda each: each.state == "sent").mapped("res_id"), [kept.id] * 3)

    def test_merged_leads(self):
        customer = self.make_townsman("Jeanne Bonnet")
        lead = self.make_lead(customer)
        scenario = self.make_scenario(self.make_targeting("lead", [IN_TOWN]))
        delivery = self.run_and_send(scenario)["Jeanne Bonnet"]
        opportunity = self.make_opportunity(customer)
        merged = (lead + opportunity).merge_opportunity()
        self.assertEqual(merged, opportunity)
        self.assertEqual((delivery.state, delivery.res_id), ("sent", opportunity.id))
        self.assertEqual(opportunity.delivery_count, 1)
