from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..ledger.common import DeliveryCommon

NUMBER = "+33610107710"


@tagged("post_install", "-at_install")
class TestBans(DeliveryCommon):
    """Who stands on Odoo's blacklist sees so on our pages, and is taken off it by asking for something there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.jeanne = cls.make_townsman("Jeanne", phone=NUMBER, company_id=False)
        deliveries = cls.make_scenario(cls.targeting, purpose="marketing")._run()
        cls.delivery = deliveries.delivery_ids.filtered(lambda one: one.partner_id == cls.jeanne)
        cls.topic = cls.env["dealership.topic"].create({"name": "Tyres"})

    def judge(self, channel="email", company=None, topic=None):
        people = SQL("SELECT %s AS partner_id, TRUE AS within", self.jeanne.id)
        rules = self.env["dealership.contact.rules"]._about(topic or self.topic.browse())
        query = rules._get_reasons(people, "marketing", channel, company or self.company_a, fields.Datetime.now())
        [[_partner, reason]] = self.env.execute_query(query)
        return reason

    def ban(self, address=None):
        if address:
            self.env["phone.blacklist"]._add([address])
        else:
            self.env["mail.blacklist"]._add(self.jeanne.email)

    def get_ticks(self):
        return {box.key for _label, boxes in self.delivery._get_preferences() for box in boxes if box.ticked}

    def test_13_the_page_shows_it(self):
        self.assertIn("email", self.get_ticks())
        self.ban()
        self.assertFalse({"email", f"email-{self.topic.id}"} & self.get_ticks())
        self.assertIn("sms", self.get_ticks())

    def test_13_a_tick_on_the_page_lifts_it_for_what_was_ticked(self):
        self.ban()
        self.delivery._save_preferences(self.get_ticks(), self.get_ticks() | {f"email-{self.topic.id}"})
        self.assertIsNone(self.judge(topic=self.topic))
        self.assertEqual(self.judge(), "refused")
        self.assertEqual(self.judge(company=self.company_b), "refused")
        self.assertEqual(self.get_ticks() & {"email", f"email-{self.topic.id}"}, {f"email-{self.topic.id}"})

    def test_13_other_ticks_leave_it(self):
        self.ban()
        self.delivery._save_preferences(self.get_ticks() - {"sms"}, self.get_ticks() | {"sms"})
        self.delivery._save_preferences({"phone"}, set())
        self.assertEqual(self.judge(), "blacklisted")

    def test_13_the_unsubscribe_page_lifts_it(self):
        self.ban()
        self.delivery._decide_marketing(granted=False)
        self.delivery._decide_marketing(granted=True)
        self.assertIsNone(self.judge())

    def test_13_a_yes_elsewhere_after_the_ban_stays(self):
        self.ban()
        banned_at = self.env["mail.blacklist"].search([("email", "=", self.jeanne.email_normalized)]).write_date
        self.env["dealership.consent"]._record(
            self.jeanne, "marketing", "email", True, "form", fields.Datetime.add(banned_at, seconds=1), self.company_b
        )
        self.delivery._decide_marketing(granted=True)
        self.assertIsNone(self.judge(company=self.company_b))

    def test_13_start_by_sms_speaks_to_one_company(self):
        self.ban(NUMBER)
        self.env["dealership.reply"]._receive_sms(self.company_a, "r1", NUMBER, "+33700000000", "START")
        self.assertIsNone(self.judge("sms"))
        self.assertEqual(self.judge("sms", self.company_b), "refused")

    def test_13_calls_alone_bring_no_messages(self):
        self.ban(NUMBER)
        self.delivery._save_preferences(self.get_ticks(), self.get_ticks() | {"phone"})
        self.assertIsNone(self.judge("call"))
        self.assertEqual(self.judge("sms"), "refused")
