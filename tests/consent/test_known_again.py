from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..ledger.common import DeliveryCommon

FIRST, SECOND, OTHER = "+33 6 10 10 10 10", "+33 6 20 20 20 20", "+33 6 30 30 30 30"


@tagged("post_install", "-at_install")
class TestKnownAgain(DeliveryCommon):
    """Who is gone is known again by each of their addresses, on whatever record it is entered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.jeanne = cls.make_townsman("Jeanne", phone=FIRST, phone2=SECOND)
        cls.email = cls.jeanne.email
        cls.double = cls.make_townsman("J. Bonnet", email=False, phone=False)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = now() - interval '30 day' WHERE id = ANY(%s)",
            [[cls.jeanne.id, cls.double.id]],
        )
        cls.env.invalidate_all()

    def judge(self, partner, channel="email"):
        people = SQL("SELECT %s AS partner_id, TRUE AS within", partner.id)
        rules = self.env["dealership.contact.rules"]
        query = rules._get_reasons(people, "marketing", channel, self.company_a, fields.Datetime.now())
        [[_partner, reason]] = self.env.execute_query(query)
        return reason

    def refuse_and_go(self, channel="email"):
        line = self.env["dealership.consent"]._record(self.jeanne, "marketing", channel, False, "form")
        self.jeanne.unlink()
        return line

    def come_back(self, **vals):
        return self.make_townsman("J. Bonnet", **{"email": "new@customer.test", "phone": OTHER, **vals})

    def test_13_the_emptied_record_is_filled_again(self):
        """By an import that names it by its external id, or by hand."""
        self.jeanne._erase()
        self.jeanne.write({"name": "Jeanne", "email": self.email, "active": True})
        self.assertEqual(self.judge(self.jeanne), "erased")

    def test_13_an_older_record_gets_the_address_of_somebody_erased(self):
        self.jeanne._erase()
        self.double.email = self.email
        self.assertEqual(self.judge(self.double), "erased")
        self.double.phone = OTHER
        self.assertEqual(self.judge(self.double), "erased")

    def test_13_an_older_record_gets_the_address_of_a_no(self):
        line = self.refuse_and_go()
        self.double.phone = OTHER
        self.assertFalse(line.partner_id)
        self.double.email = self.email
        self.assertEqual(line.partner_id, self.double)
        self.assertEqual(self.judge(self.double), "refused")

    def test_13_who_shared_it_stays_somebody_else(self):
        """However they are written on later, and whatever else of hers they get."""
        self.double.email = self.email
        self.jeanne._erase()
        self.double.write({"phone": FIRST, "name": "Paul"})
        self.assertFalse(self.double.erased_at)
        merged = self.make_townsman("Paul again", phone=OTHER)
        self.env["base.partner.merge.automatic.wizard"]._merge((merged + self.double).ids, merged, extra_checks=False)
        merged.email = self.email
        self.assertFalse(merged.erased_at, "it was Paul's")

    def test_13_by_the_second_number(self):
        self.jeanne._erase()
        self.assertEqual(self.judge(self.come_back(phone=SECOND)), "erased")
        self.assertEqual(self.judge(self.come_back(phone2=FIRST)), "erased")
        self.assertIsNone(self.judge(self.come_back()))

    def test_13_a_no_by_the_second_number(self):
        line = self.refuse_and_go("sms")
        self.assertTrue(line.phone2_hash)
        self.assertEqual(self.judge(self.come_back(phone=SECOND), "sms"), "refused")

    def test_13_a_no_of_whom_the_second_number_is(self):
        self.refuse_and_go("sms")
        self.assertEqual(self.judge(self.come_back(phone2=FIRST), "sms"), "refused")

    def test_13_a_yes_by_the_second_number_is_theirs(self):
        line = self.env["dealership.consent"]._record(self.jeanne, "marketing", "email", True, "form")
        self.jeanne.unlink()
        back = self.come_back(email=self.email, phone=SECOND)
        self.assertEqual(line.partner_id, back)

    def test_13_the_dialogue_names_who_has_the_second_number(self):
        self.double.phone2 = FIRST
        dialogue = self.env["dealership.erasure.confirm"].create({"partner_id": self.jeanne.id})
        self.assertEqual(dialogue.alike_ids, self.double)

    def test_13_found_by_the_second_number(self):
        line = self.refuse_and_go()
        self.assertEqual(self.env["dealership.consent"].search([("address", "=", "+33620202020")]), line)
