from itertools import combinations

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestDuplicates(DealershipCommon):
    """Issue 15: who is likely one customer, with why; by hand."""

    def find(self, *customers):
        """Return {(name, name): why} of the pairs among these customers."""
        self.env["dealership.duplicate"]._find(self.company_a)
        pairs = self.env["dealership.duplicate"].search([])
        wanted = {tuple(sorted(pair)) for pair in combinations([one.id for one in customers], 2)}
        return {
            (pair.partner_id.ref or pair.partner_id.name, pair.other_id.ref or pair.other_id.name): pair.reason
            for pair in pairs
            if (pair.partner_id.id, pair.other_id.id) in wanted
        }

    def make(self, name, mark, **vals):
        return self.make_customer(name, **{"ref": mark, "email": False, "phone": False, "zip": False, **vals})

    def test_15_by_hand(self):
        family = {"email": "petit15@home.test", "phone": "05 65 00 15 70", "zip": "12000"}
        company = self.make("ACME Quinze SARL", "co", is_company=True, phone="05 65 00 15 71", vat="FR23334175221")
        people = [
            # A family: one address, two people; and the father once more, at his work's address.
            self.make("Anne Petit", "anne", **family),
            self.make("Jean Petit", "jean", **family),
            self.make("PETIT Jean", "jean2", phone="+33 5 65 00 15 70"),
            # Homonyms: another town; the same town with another birthday (father and son).
            self.make("Marie Durand", "marie", zip="12000"),
            self.make("Marie Durand", "marie2", zip="12100"),
            self.make("Paul Roux", "paul", zip="12000", birthdate_date="1950-01-01"),
            self.make("Paul Roux", "paul2", zip="12000", birthdate_date="1980-01-01"),
            # One who came twice: by name and postcode, by name and birthday.
            self.make("Léa Blanc", "lea", zip="12 000"),
            self.make("LEA BLANC", "lea2", zip="12000"),
            self.make("Max Noir", "max", birthdate_date="1970-02-03"),
            self.make("Noir Max", "max2", birthdate_date="1970-02-03", zip="75001"),
            # A company and its contacts share the telephone; somebody made the company again.
            company,
            self.make("Zoé Vert", "zoe", parent_id=company.id, phone="05 65 00 15 71"),
            self.make("Acme Quinze", "co2", is_company=True, vat="FR23334175221"),
            # A landline here, beside a mobile there.
            self.make("Luc Gris", "luc", phone="05 65 00 15 72"),
            self.make("Luc Gris", "luc2", phone="06 12 00 15 72", phone2="05 65 00 15 72"),
        ]
        self.assertEqual(
            self.find(*people),
            {
                ("jean", "jean2"): "Same Phone",
                ("lea", "lea2"): "Same Name and Postcode",
                ("max", "max2"): "Same Name and Birthday",
                ("co", "co2"): "Same VAT Number",
                ("luc", "luc2"): "Same Phone",
            },
        )

    def test_15_what_was_said_is_remembered(self):
        one, two = self.make("Ugo Vial", "u1", zip="12001"), self.make("Ugo Vial", "u2", zip="12001")
        self.assertTrue(self.find(one, two))
        pair = self.env["dealership.duplicate"].search([("partner_id", "=", one.id)]).with_user(self.user_director)
        pair.action_different()
        self.assertEqual((pair.state, pair.user_id), ("different", self.user_director))
        self.find(one, two)
        self.assertEqual(pair.state, "different")
        pair.action_reopen()
        two.zip = "75001"
        self.assertFalse(self.find(one, two))
        self.assertFalse(pair.exists())

    def test_15_merged_by_odoos_own_dialogue(self):
        """Nothing of ours is lost: vehicles, decisions, the other telephone and the other address' owner."""
        one = self.make("Eva Lune", "e1", zip="12002", phone="06 12 00 15 80", email="eva@x.test")
        two = self.make("Lune Eva", "e2", zip="12002", phone="06 12 00 15 81", email="eva@y.test")
        vehicles = self.make_vehicle(one) + self.make_vehicle(two, license_plate="ZZ-015-ZZ")
        self.assertTrue(self.find(one, two))
        self.user_director.group_ids += self.env.ref("base.group_partner_manager")
        pair = self.env["dealership.duplicate"].search([("partner_id", "=", one.id)]).with_user(self.user_director)
        action = pair.action_merge()
        wizard = pair.env[action["res_model"]].with_context(**action["context"]).create({"dst_partner_id": one.id})
        self.assertEqual(wizard.partner_ids, one + two)
        wizard.action_merge()
        self.assertFalse(two.exists())
        self.assertFalse(pair.exists())
        self.assertEqual(vehicles.owner_id, one)
        self.assertEqual((one.phone_sanitized, one.phone2_sanitized), ("+33612001580", "+33612001581"))

    def test_15_who_shares_with_many_is_nobodys_duplicate(self):
        crowd = [self.make("Jo Masse", f"j{number}", email="nobody15@x.test") for number in range(22)]
        self.assertFalse(self.find(*crowd))

    def test_15_others_are_left_alone(self):
        foreign = self.make("Ida Loin", "f", team_id=self.team_foreign.id, zip="12003")
        here, gone = self.make("Ida Loin", "h", zip="12003"), self.make("Ida Loin", "g", zip="12003", active=False)
        self.assertFalse(self.find(foreign, here, gone))

    def test_15_two_queries_however_many(self):
        def count():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["dealership.duplicate"]._find(self.company_a)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            self.make(f"Nom {number}", f"n{number}", zip="12000")
        self.assertEqual(count(), few)

    def test_15_directors_decide(self):
        one, two = self.make("Ugo Vial", "u1", zip="12001"), self.make("Ugo Vial", "u2", zip="12001")
        self.find(one, two)
        pair = self.env["dealership.duplicate"].search([("partner_id", "=", one.id)])
        self.assertEqual(pair.with_user(self.user_director).action_search()["tag"], "soft_reload")
        for user in (self.user_sales, self.user_foreign):
            for button in ("action_merge", "action_different", "action_reopen"):
                with self.subTest(user=user.login, button=button), self.assertRaises(AccessError):
                    getattr(pair.with_user(user), button)()
