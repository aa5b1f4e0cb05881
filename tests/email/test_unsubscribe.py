from lxml import html

from odoo.tests import HttpCase, tagged

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestUnsubscribe(DeliveryCommon, HttpCase):
    """The public page behind the link in every marketing e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne", lang="en_US")
        cls.paul = cls.make_townsman("Paul", email=cls.jeanne.email, team_id=cls.team_b.id)
        cls.team_a.trading_name = "Garage du Rouergue"
        cls.delivery = cls.make_scenario(cls.targeting, name="Spring offer")._run(NOW).delivery_ids
        cls.env["dealership.delivery"]._process_due(NOW)
        cls.url = cls.delivery._get_unsubscribe_url()[len(cls.delivery.get_base_url()) :]

    def decisions(self):
        states = (self.jeanne + self.paul).consent_state_ids
        return {state.partner_id.name: (state.purpose, state.channel, state.granted) for state in states}

    def test_looking_decides_nothing(self):
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Garage du Rouergue", page.text)
        self.assertIn("jeanne@customer.test", page.text)
        self.assertFalse(html.fromstring(page.content).xpath("//script"))
        self.assertEqual(self.decisions(), {})

    def test_confirm_and_change_of_mind(self):
        refused = ("marketing", "email", False)
        for _again in range(2):
            page = self.url_open(self.url, data={"decision": "refuse"})
            self.assertIn("You are unsubscribed", page.text)
            self.assertEqual(self.decisions(), {"Jeanne": refused, "Paul": refused})
        self.assertIn("already unsubscribed", self.url_open(self.url).text)
        self.assertTrue(self.delivery.unsubscribed_at)
        self.assertIn("Spring offer", self.jeanne.consent_ids.source)
        self.assertEqual(self.jeanne.consent_ids.origin, "page")
        page = self.url_open(self.url, data={"decision": "accept"})
        self.assertIn("Welcome back", page.text)
        self.assertEqual(set(self.decisions().values()), {("marketing", "email", True)})

    def test_13_where_it_was_said_is_written_in_the_language_of_the_customer(self):
        """A mail program asks without a language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.jeanne.lang = "fr_FR"
        self.delivery._decide_marketing(False, one_click=True)
        self.assertIn("Bouton de désinscription", self.jeanne.consent_ids.source)

    def test_what_is_said_to_one_company(self):
        """Nothing is decided for another one; a customer whom all companies share is everybody's."""
        vals = {"email": self.jeanne.email, "phone": False}
        foreign = self.make_customer("Jeanne", **vals, team_id=self.team_foreign.id)
        shared = self.make_customer("Jeanne", **vals, company_id=False, team_id=False)
        self.url_open(self.url, data={"decision": "accept"})
        self.assertFalse(foreign.consent_ids)
        self.assertTrue(shared.consent_ids.granted)

    def test_one_click(self):
        answer = self.url_open(self.url, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual((answer.status_code, answer.text), (200, ""))
        self.assertEqual(set(self.decisions().values()), {("marketing", "email", False)})
        self.assertEqual(self.jeanne.consent_ids.origin, "mail_program")
        again = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        self.assertEqual((again.state, again.reason), ("skipped", "refused"))

    def test_a_wrong_token_is_told_so(self):
        token = self.url.rpartition("/")[2]
        for wrong in ("x", "é", token[:-4], token[:-2] + "AA", "0" * 500):
            for data in (None, {"decision": "refuse"}):
                with self.subTest(token=wrong, data=data):
                    page = self.url_open(f"/dealership/unsubscribe/{wrong}", data=data)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link is not valid", page.text)
        self.assertEqual(self.decisions(), {})
