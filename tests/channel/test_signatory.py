from odoo import Command
from odoo.tests import tagged

from ...models.channel.sender import Senders
from ...models.channel.signatory import choose_reader
from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestSignatory(DeliveryCommon):
    """Who signs and who gets the answers: the order that the form promises, without those who have left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne", user_id=cls.user_adviser.id)
        cls.scenario = cls.make_scenario(cls.targeting, signatory="responsible")
        cls.delivery = cls.scenario._run(NOW).delivery_ids

    def get_sender(self):
        return Senders(self.scenario).get(self.delivery)

    def leave_in_each_way(self, user):
        """Yield once for each way in which somebody is gone, and bring them back."""
        for leave, come_back in (
            ({"active": False}, {"active": True}),
            (
                {"company_ids": [Command.set(self.company_b.ids)], "company_id": self.company_b.id},
                {"company_ids": [Command.set(self.company_a.ids)], "company_id": self.company_a.id},
            ),
            ({"email": False}, {"email": user.email}),
        ):
            user.sudo().write(leave)
            with self.subTest(user=user.name, leave=leave):
                yield leave
            user.sudo().write(come_back)

    def test_11_19_the_order_of_who_signs(self):
        """The person in charge, then the person named, then the point of sale."""
        self.assertEqual(self.get_sender().user, self.user_adviser)
        for _leave in self.leave_in_each_way(self.user_adviser):
            self.assertEqual(self.get_sender().user, self.user_sales)
        self.user_adviser.active = False
        for _leave in self.leave_in_each_way(self.user_sales):
            sender = self.get_sender()
            self.assertFalse(sender.user)
            self.assertEqual((sender.name, sender.address), ("Rodez", "accueil@groupe-aveyron.test"))

    def test_11_19_an_archived_person_signs_no_more(self):
        self.scenario.signatory = "user"
        for _leave in self.leave_in_each_way(self.user_sales):
            self.assertFalse(self.get_sender().user)
            self.assertEqual(self.get_sender().name, "Rodez")

    def test_11_19_the_warning_says_who_signs_instead(self):
        self.assertFalse(self.scenario.sender_warning)
        for signatory in ("user", "responsible"):
            self.scenario.signatory = signatory
            for _leave in self.leave_in_each_way(self.user_sales):
                self.assertIn("Sandrine Vidal can't sign", self.scenario.sender_warning)
                self.assertIn("Rodez signs and gets the answers", self.scenario.sender_warning)
        self.scenario.signatory = "team"
        self.user_sales.active = False
        self.assertFalse(self.scenario.sender_warning)

    def test_11_19_answers_by_email_reach_who_would_sign_today(self):
        self.delivery.signatory_id = self.user_adviser
        self.assertIn(self.user_adviser.partner_id, self.get_told())
        self.user_adviser.active = False
        self.assertEqual(self.get_told(), self.user_sales.partner_id)
        self.user_sales.active = False
        self.assertEqual(self.get_told(), self.user_director.partner_id)  # who leads the point of sale

    def get_told(self):
        """Return who hears of an answer, whoever follows the customer already."""
        followers = self.jeanne.message_partner_ids
        self.jeanne.message_unsubscribe(followers.ids)
        self.delivery._subscribe_to_answer()
        return self.jeanne.message_partner_ids

    def test_11_19_answers_by_sms_reach_who_would_sign_today(self):
        find = lambda: choose_reader(self.delivery, self.jeanne, self.jeanne, self.company_a)  # noqa: E731
        self.delivery.signatory_id = self.user_sales_b
        self.assertEqual(find(), self.user_sales_b)
        for gone, heir in (
            (self.user_sales_b, self.user_adviser),
            (self.user_adviser, self.user_sales),
            (self.user_sales, self.user_director),
        ):
            gone.active = False
            self.assertEqual(find(), heir)

    def test_11_19_work_goes_to_who_is_there(self):
        """Tasks, calls and notes; what somebody who leaves still had to do goes to the next in line."""
        step = {"channel": "task", "message_id": False, "task_summary": "Call back"}
        scenario = self.make_scenario(self.targeting, [step], message=False)
        scenario._run(NOW)
        self.send()
        activity = scenario.run_ids.delivery_ids.activity_ids
        self.assertEqual(activity.user_id, self.user_adviser)
        self.user_adviser.active = False
        self.assertEqual(activity.user_id, self.user_director)
        self.team_a.user_id = self.user_administrator
        for user in (self.user_director, self.user_foreign):
            self.jeanne.user_id = user
            user.active = user != self.user_director
            self.assertEqual(
                self.delivery._get_responsible(self.jeanne.with_env(self.env)), self.user_administrator, user.name
            )

    def test_11_19_who_hears_of_a_scenario_whose_responsible_left(self):
        self.assertEqual(self.scenario._get_told_users(), self.user_director)
        self.user_director.active = False
        self.assertIn(self.user_administrator, self.scenario._get_told_users())
        self.assertNotIn(self.user_director, self.scenario._get_told_users())

    def test_11_19_a_lead_taken_by_somebody_who_left_is_everybodys(self):
        lead = self.make_lead(user_id=self.user_adviser.id)
        self.assertEqual(lead._get_reminder_recipients()[lead], self.user_adviser)
        self.user_adviser.write({"company_ids": [Command.set(self.company_b.ids)], "company_id": self.company_b.id})
        self.assertEqual(lead._get_reminder_recipients()[lead], self.user_sales)
        mine = lead.with_user(self.user_sales)
        self.assertTrue(mine._take())
        self.assertEqual(lead.user_id, self.user_sales)

    def test_11_19_the_preview_shows_who_will_sign(self):
        preview = self.env["dealership.message.preview"].create(
            {"message_id": self.scenario.step_ids.message_id.id, "scenario_id": self.scenario.id}
        )
        preview.preview_customer_id = self.jeanne
        self.assertEqual(preview._get_preview_signatory(self.jeanne), self.user_adviser)
        self.user_adviser.active = False
        self.assertEqual(preview._get_preview_signatory(self.jeanne), self.user_sales)
        self.user_sales.active = False
        self.assertFalse(preview._get_preview_signatory(self.jeanne))
