from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from ..common import DealershipCommon

NOW = datetime(2026, 3, 10, 9, 0)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLead(DealershipCommon):
    def test_new_lead_is_open_and_nobody_has_handled_it(self):
        """Being assigned is not being handled: the system assigns too."""
        lead = self.make_lead(self.make_customer())
        self.assertRecordValues(
            lead, [{"lead_state": "open", "lead_status": "new", "handled_at": False, "abandoned_at": False}]
        )

    def test_taking_in_hand(self):
        lead = self.make_lead(user_id=False).with_user(self.user_sales)
        lead.action_mark_handled()
        self.assertRecordValues(lead, [{"user_id": self.user_sales.id, "handled_at": NOW, "lead_state": "open"}])

    def test_the_first_handling_counts(self):
        lead = self.make_lead(handled_at=datetime(2026, 3, 9, 8, 0))
        lead.action_mark_done()
        self.assertRecordValues(
            lead, [{"handled_at": datetime(2026, 3, 9, 8, 0), "done_at": NOW, "lead_state": "done"}]
        )

    def test_colleague_keeps_the_lead_they_are_responsible_for(self):
        lead = self.make_lead(user_id=self.user_adviser.id)
        lead.with_user(self.user_sales).action_mark_handled()
        self.assertEqual(lead.user_id, self.user_adviser)

    def test_abandoning_and_reopening(self):
        lead = self.make_lead()
        lead.action_set_lost()
        self.assertRecordValues(lead, [{"lead_state": "abandoned", "abandoned_at": NOW, "active": False}])
        with freeze_time("2026-03-12 09:00:00"):
            lead.lost_reason_id = self.env["crm.lost.reason"].create({"name": "Bought elsewhere"})
            self.env.flush_all()
        self.assertEqual(lead.abandoned_at, NOW, "the day of the loss does not move")
        lead.action_reopen()
        self.assertRecordValues(lead, [{"lead_state": "open", "abandoned_at": False, "active": True}])

    def test_reopening_what_was_done(self):
        lead = self.make_lead()
        lead.action_mark_done()
        lead.action_reopen()
        self.assertEqual(lead.lead_state, "open")

    def test_won_opportunity_is_done(self):
        opportunity = self.make_opportunity(self.make_customer())
        opportunity.action_set_won()
        self.assertEqual(opportunity.lead_state, "done")

    def test_booking_an_appointment_is_handling(self):
        lead = self.make_lead(self.make_customer())
        self.make_appointment(lead.partner_id, opportunity_id=lead.id)
        self.assertEqual(lead.handled_at, NOW)

    def test_conversion_keeps_what_the_trade_knows(self):
        vehicle = self.make_vehicle()
        lead = self.make_lead(self.make_customer(), business_attribute="vo", vehicle_id=vehicle.id)
        lead.convert_opportunity(lead.partner_id)
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "business_attribute": "vo",
                    "vehicle_id": vehicle.id,
                    "brand_id": self.brand_peugeot.id,
                    "handled_at": NOW,
                }
            ],
        )

    def test_what_becomes_an_opportunity_is_open(self):
        lead = self.make_lead(self.make_customer())
        lead.action_mark_done()
        lead.convert_opportunity(lead.partner_id)
        self.assertRecordValues(lead, [{"lead_state": "open", "done_at": False, "handled_at": NOW}])

    def test_merged_with_a_done_one_it_stays_open(self):
        """Odoo keeps the older of the two, and proposes to merge at each conversion."""
        customer = self.make_customer()
        done = self.make_lead(customer)
        done.action_mark_done()
        merged = (done + self.make_lead(customer)).merge_opportunity()
        self.assertRecordValues(merged, [{"lead_state": "open", "lifetime_state": "running", "done_at": False}])

    def test_merged_when_all_are_done(self):
        customer = self.make_customer()
        leads = self.make_lead(customer) + self.make_lead(customer)
        leads.action_mark_done()
        merged = leads.merge_opportunity()
        self.assertRecordValues(merged, [{"lead_state": "done", "done_at": NOW}])

    def test_merging_keeps_it_too(self):
        customer = self.make_customer()
        opportunity = self.make_opportunity(customer, business_attribute=False)
        lead = self.make_lead(customer, business_attribute="vd", brand_id=self.brand_renault.id)
        merged = (opportunity + lead).merge_opportunity()
        self.assertRecordValues(merged, [{"business_attribute": "vd", "brand_id": self.brand_renault.id}])

    def test_brand_follows_the_vehicle_and_may_be_chosen_without(self):
        form = Form(self.env["crm.lead"].with_user(self.user_sales).with_context(default_type="lead"))
        form.name = "Test drive"
        form.brand_id = self.brand_renault
        lead = form.save()
        self.assertEqual(lead.brand_id, self.brand_renault)
        lead.vehicle_id = self.make_vehicle()
        self.assertEqual(lead.brand_id, self.brand_peugeot)

    def test_leads_of_a_user_of_two_points_of_sale(self):
        """The lead's own point of sale stays when its responsible belongs to it, whichever they joined first."""
        self.team_b.member_ids = [Command.link(self.user_sales.id)]
        self.assertEqual(self.make_lead(team_id=self.team_b.id).team_id, self.team_b)
