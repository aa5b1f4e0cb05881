from odoo.tests import tagged

from ..automation.common import RulesMixin
from .test_incoming import IncomingCommon


@tagged("post_install", "-at_install")
class TestAnswerEvents(RulesMixin, IncomingCommon):
    """Each answer by e-mail starts the rules, as each text message does."""

    def setUp(self):
        super().setUp()
        code = "record.partner_id.write({'ref': (record.partner_id.ref or '') + 'x'})"
        self.make_rule("replied", "dealership.delivery", code)
        self.references = f"References: {self.delivery.email_message_id}\n"

    def test_16_09_the_second_as_the_first(self):
        self.answer_as(headers=self.references, text="Bonjour")
        self.assertEqual(self.jeanne.ref, "x")
        self.answer_as(headers=self.references, text="FACTURE", days=2)
        self.assertEqual(self.jeanne.ref, "xx")

    def test_16_09_the_same_twice(self):
        for _time in range(2):
            self.answer_as(headers=self.references, text="Bonjour")
            self.answer_as(headers=self.references, text="FACTURE", days=2)
        self.assertEqual(self.jeanne.ref, "xx")

    def test_16_09_what_staff_write_is_no_answer(self):
        self.answer_as(headers=self.references, text="Bonjour")
        self.answer_as(self.user_sales.email, headers=self.references, text="À demain", days=2)
        self.assertEqual(self.jeanne.ref, "x")

    def test_16_09_a_machine_answers_nothing(self):
        self.answer_as(headers=self.references, text="Bonjour")
        self.answer_as(headers=f"{self.references}Auto-Submitted: auto-replied\n", text="Je suis absente", days=2)
        self.assertEqual(self.jeanne.ref, "x")
