from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHeldRecords(DeliveryCommon):
    """What something depends on is not deleted, and says what that is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_c = cls.make_team(name="Decazeville")

    def assertHeld(self, record, *words):
        with self.assertRaises(UserError) as raised:
            record.unlink()
        for word in words:
            self.assertIn(word, str(raised.exception))
        self.assertTrue(record.exists())

    def test_11_17_a_point_of_sale_with_a_scenario_stays(self):
        scenario = self.make_scenario(self.targeting, name="Birthdays", team_id=self.team_c.id)
        self.assertHeld(self.team_c, "Decazeville", "Scenario: 1 (Birthdays)", "Archive it instead")
        self.assertEqual((scenario.team_id, scenario.state), (self.team_c, "active"))

    def test_11_17_a_point_of_sale_with_records_stays(self):
        """What has no point of sale is seen by all, and reached by the scenarios of all."""
        for make in (
            lambda: self.make_customer("Jeanne", team_id=self.team_c.id),
            lambda: self.make_lead(team_id=self.team_c.id),
            lambda: self.make_vehicle(team_id=self.team_c.id),
            lambda: self.make_targeting(team_id=self.team_c.id, visibility="team"),
        ):
            record = make()
            self.assertHeld(self.team_c, "1 (")
            record.unlink()
        self.team_c.unlink()
        self.assertFalse(self.team_c.exists())

    def test_11_17_who_may_not_see_it_learns_the_number_only(self):
        self.make_customer("Hidden", team_id=self.team_c.id)
        self.make_scenario(self.targeting, name="Secret", team_id=self.team_c.id, user_id=self.user_administrator.id)
        self.user_director.group_ids += self.env.ref("sales_team.group_sale_manager")
        with self.assertRaises(UserError) as raised:
            self.team_c.with_user(self.user_director).unlink()
        self.assertIn("Scenario: 1", str(raised.exception))
        self.assertNotIn("Secret", str(raised.exception))

    def test_11_17_settings_that_narrow_stay(self):
        """Without them more would be sent, or in another way, or answered by others."""
        server = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "localhost"})
        tag = self.env["crm.tag"].create({"name": "Tagged"})
        calendar = self.env["resource.calendar"].create({"name": "Hours", "company_id": self.company_a.id})
        self.team_c.resource_calendar_id = calendar
        attachment = self.env["ir.attachment"].create({"name": "Terms", "raw": b"text"})
        message = self.make_message(attachment_ids=[Command.set(attachment.ids)])
        scenario = self.make_scenario(
            self.targeting, [{"lead_tag_ids": [Command.set(tag.ids)]}], message=message, mail_server_id=server.id
        )
        enquiry = self.env["dealership.enquiry.type"].search([], limit=1)
        self.team_a.crm_team_member_ids[0].enquiry_type_ids = enquiry
        for record in (server, tag, calendar, attachment, message, scenario.targeting_id, self.user_sales, enquiry):
            with self.subTest(record=record):
                self.assertHeld(record)
