from odoo import Command, fields
from odoo.tests import tagged

from ..email.test_incoming import IncomingCommon
from ..sms.sms_common import OUR_NUMBER, SmsCommon

NUMBER = "+33612000001"


@tagged("post_install", "-at_install")
class TestReceiversBySms(SmsCommon):
    """A scenario says who gets the answers, and who is told besides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.write({"user_id": cls.user_director.id, "member_ids": [Command.link(cls.user_director.id)]})

    def setUp(self):
        super().setUp()
        self.zoe = self.make_numbered("Zoé", 1)
        self.zoe.user_id = self.user_adviser

    def answer_to(self, left=None, **vals):
        """Return the reply to a scenario's message, and who was told.

        :param left: who has left in the meantime
        """
        self.open_provider()
        self.run_and_send(self.make_sms_scenario(**vals), fields.Datetime.now())
        if left:
            left.active = False
        reply = self.env["dealership.reply"]._receive_sms(self.company_a, "SM1", NUMBER, OUR_NUMBER, "Bonjour")
        return reply, self.zoe.message_ids[0].notified_partner_ids.user_ids

    def test_17_whoever_signs(self):
        reply, told = self.answer_to()
        self.assertEqual((reply.user_id, told), (self.user_sales, self.user_sales))

    def test_17_whoever_is_in_charge(self):
        reply, told = self.answer_to(answers_to="responsible")
        self.assertEqual((reply.user_id, told), (self.user_adviser, self.user_adviser))

    def test_17_chosen_people_all_of_them(self):
        chosen = self.user_director + self.user_adviser
        reply, told = self.answer_to(answers_to="users", answer_user_ids=[Command.set(chosen.ids)])
        self.assertIn(reply.user_id, chosen)
        self.assertEqual(told, chosen)

    def test_17_the_point_of_sale(self):
        reply, told = self.answer_to(answers_to="team")
        self.assertEqual(reply.user_id, self.user_director)
        self.assertIn(self.user_director, told)

    def test_17_who_is_told_besides(self):
        reply, told = self.answer_to(told_user_ids=[Command.set(self.user_director.ids)])
        self.assertEqual((reply.user_id, told), (self.user_sales, self.user_sales + self.user_director))

    def test_17_whoever_left_is_passed_over(self):
        """Nobody who was chosen is there: whoever signed gets it."""
        chosen = [Command.set(self.user_director.ids)]
        reply, told = self.answer_to(
            left=self.user_director, answers_to="users", answer_user_ids=chosen, told_user_ids=chosen
        )
        self.assertEqual((reply.user_id, told), (self.user_sales, self.user_sales))

    def test_17_whoever_is_not_available_is_stood_in_for(self):
        self.user_adviser.dealership_available = False
        reply, _told = self.answer_to(answers_to="responsible")
        self.assertEqual(reply.user_id, self.user_sales)
        self.user_sales.dealership_available = False
        (self.team_a.user_id + self.team_a.member_ids).dealership_available = False
        reply = self.env["dealership.reply"]._receive_sms(self.company_a, "SM2", NUMBER, OUR_NUMBER, "Bonjour ?")
        self.assertEqual(reply.user_id, self.user_adviser, "nobody is available: whoever it would be")

    def test_17_another_companys_user_is_told_nothing(self):
        reply, told = self.answer_to(told_user_ids=[Command.set(self.user_foreign.ids)])
        self.assertEqual(told, reply.user_id)


@tagged("post_install", "-at_install")
class TestReceiversByEmail(IncomingCommon):
    def test_17_chosen_people(self):
        scenario = self.delivery.scenario_id
        scenario.write({"answers_to": "users", "answer_user_ids": [Command.set(self.user_director.ids)]})
        followers = self.jeanne.message_follower_ids
        self.answer_as()
        self.assertIn(self.user_director.partner_id, self.jeanne.message_ids[0].notified_partner_ids)
        self.assertEqual(self.jeanne.message_follower_ids, followers)

    def test_17_who_is_told_besides(self):
        self.delivery.scenario_id.told_user_ids = self.user_director
        self.answer_as()
        told = self.jeanne.message_ids[0].notified_partner_ids
        self.assertLessEqual((self.user_director + self.delivery.signatory_id).partner_id, told)

    def test_17_without_a_catch_all_address(self):
        """An answer by e-mail reaches whoever the scenario names, not who signed."""
        self.company_a.alias_domain_id = False
        self.deliver(answers_to="users", answer_user_ids=[Command.set(self.user_director.ids)])
        self.assertEqual(self.receive()["Reply-To"].addresses[0].addr_spec, self.user_director.email_normalized)
