from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_calling import CALL, NUMBER, CallingCommon


@tagged("post_install", "-at_install")
class TestBoardsByClicks(CallingCommon, HttpCase):
    """On a usual screen, each button of the two boards of calls can be seen and pressed, and says what it did (13)."""

    browser_size = "1440x900"

    def setUp(self):
        super().setUp()
        self.decide_rule(self.company_a, "hours", channel="phone")
        self.decide_rule(self.company_a, "holidays", channel="phone", holidays="any_day")
        self.env["dealership.call"].search([]).unlink()

    def get_answer(self):
        self.env.invalidate_all()
        states = self.env["dealership.consent"]._get_state(self.jeanne, "marketing", "phone", company=self.company_a)
        return states[self.jeanne.id]

    def assertCalledAndRefused(self):
        self.assertIs(self.get_answer(), False)
        self.assertEqual(len(self.get_attempts()), 1)

    def test_13_missed_calls(self):
        missed = self.register("missed", started_at=fields.Datetime.now())
        self.assertEqual(missed.partner_id, self.jeanne)
        self.start_tour(
            "/odoo/action-crm_dealership.dealership_call_action_missed",
            "crm_dealership.missed_calls",
            login=self.user_sales.login,
        )
        self.assertCalledAndRefused()

    def test_13_calls_to_make(self):
        delivery = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL]), fields.Datetime.now())["Jeanne"]
        self.assertEqual((delivery.reason, delivery.address), ("to_call", NUMBER))
        self.start_tour("/odoo/dealership-calls-to-make", "crm_dealership.calls_to_make", login=self.user_sales.login)
        self.assertCalledAndRefused()
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "refused"))
