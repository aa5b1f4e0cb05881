from datetime import timedelta

from odoo.tests import tagged

from ..common import DealershipCommon
from ..ledger.common import NOW


@tagged("post_install", "-at_install")
class TestComingBack(DealershipCommon):
    """Who was deleted and comes again, with a file, is still bound by what they had decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.jeanne = cls.make_customer("Jeanne", email="jeanne@back.test", phone="+33 6 12 12 12 12")

    def say(self, granted, days=0, **options):
        return self.consents._record(
            self.jeanne, "marketing", "email", granted, "test", NOW + timedelta(days=days), **options
        )

    def come_back(self, **vals):
        return self.make_customer(**{"name": "J. Bonnet", "email": "Jeanne@BACK.test", "phone": False, **vals})

    def ask(self, partner):
        return self.consents._get_state(partner, "marketing", "email")[partner.id]

    def test_13_a_no_holds_for_who_comes_back(self):
        lines = self.say(True) + self.say(False, 1)
        said = [(line.granted, line.decided_at, line.origin, line.source) for line in lines]
        self.jeanne.unlink()
        back = self.come_back()
        self.assertIs(self.ask(back), False)
        self.assertEqual(lines.partner_id, back)
        self.assertEqual([(line.granted, line.decided_at, line.origin, line.source) for line in lines], said)
        self.assertEqual(back.consent_ids, lines.sorted("decided_at", reverse=True))

    def test_13_by_a_file(self):
        self.say(False)
        self.jeanne.unlink()
        partners = self.env["res.partner"].with_context(import_file=True)
        result = partners.load(["name", "email"], [["Jeanne", "jeanne@back.test"], ["Paul", "paul@back.test"]])
        jeanne, paul = self.env["res.partner"].browse(result["ids"])
        self.assertEqual([self.ask(jeanne), self.ask(paul)], [False, None])

    def test_13_by_the_number(self):
        line = self.say(False)
        self.jeanne.unlink()
        back = self.come_back(email=False, phone="0612121212")
        self.assertEqual(line.partner_id, back)
        self.assertIs(self.ask(back), False)

    def test_13_the_address_is_entered_later(self):
        line = self.say(False)
        self.jeanne.unlink()
        back = self.come_back(email=False)
        self.assertFalse(line.partner_id)
        back.email = "jeanne@back.test"
        self.assertEqual(line.partner_id, back)
        self.assertIs(self.ask(back), False)

    def test_13_again_and_again(self):
        line = self.say(False)
        for _time in range(3):
            self.jeanne.unlink()
            self.jeanne = self.come_back()
            self.assertEqual(line.partner_id, self.jeanne)

    def test_13_a_yes_as_it_was(self):
        self.say(True)
        self.jeanne.unlink()
        self.assertIs(self.ask(self.come_back()), True)

    def test_13_a_yes_of_another_address_is_none(self):
        """Who has the number and another address may be somebody else of the household: only the "no" holds."""
        yes, no = self.say(True), self.say(False, 1)
        self.jeanne.unlink()
        back = self.come_back(email="paul@back.test", phone="+33 6 12 12 12 12")
        self.assertEqual((yes.partner_id, no.partner_id), (back.browse(), back))

    def test_13_who_shares_the_address_decided_nothing(self):
        husband = self.come_back(name="Paul")
        self.env.cr.execute("UPDATE res_partner SET create_date = now() - interval '1 day' WHERE id = %s", [husband.id])
        husband.invalidate_recordset()
        line = self.say(False)
        self.jeanne.unlink()
        husband.phone = "+33 6 12 12 12 12"
        self.assertIsNone(self.ask(husband), "he was there before she went")
        self.assertFalse(line.partner_id)
        other = self.come_back(name="Jeanne or not")
        self.assertIs(self.ask(other), False, "who came afterwards is taken for her")

    def test_13_customers_are_one_file_per_company(self):
        line = self.say(False)
        self.jeanne.unlink()
        foreign = self.come_back(company_id=self.company_b.id, team_id=False)
        self.assertFalse(line.partner_id)
        self.assertIs(self.ask(self.come_back()), False)
        self.assertFalse(foreign.consent_ids)

    def test_13_an_address_of_another_customer_decided_nothing(self):
        line = self.say(False)
        self.jeanne.unlink()
        self.come_back(parent_id=self.make_customer("Garage", email=False, phone=False).id, type="delivery")
        self.assertFalse(line.partner_id)

    def test_13_who_was_erased_stays_gone(self):
        line = self.say(True)
        self.jeanne._erase()
        back = self.come_back()
        self.assertTrue(back.erased_at)
        self.assertFalse(line.partner_id)

    def test_13_nothing_is_looked_up_while_nobody_was_deleted(self):
        self.consents._has_cut()
        with self.assertQueryCount(0):
            self.consents._take_back(self.jeanne)
