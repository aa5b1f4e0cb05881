from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.customer.email_address import normalise_email
from odoo.addons.crm_dealership.engine.customer.name import read_name, read_record_name
from odoo.addons.crm_dealership.engine.customer.telephone import normalise_phone
from odoo.addons.crm_dealership.engine.targeting.customer_keys import CUSTOMER_KEYS, normalise_letters
from odoo.addons.crm_dealership.engine.targeting.matching import (
    judge,
    read_company_keys,
    read_keys,
    settle,
)

KEYS = {key.key: key for key in CUSTOMER_KEYS}


@tagged("post_install", "-at_install")
class TestMatching(BaseCase):
    def test_phones_in_any_notation(self):
        for text in (
            "06 12 34 56 78",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "0612345678",
            "612345678",
            "+33 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
            "0033612345678",
            "00 33 6 12 34 56 78",
            "33612345678",
        ):
            with self.subTest(text):
                self.assertEqual(normalise_phone(text, "FR"), "+33612345678")
        self.assertEqual(normalise_phone("0470 12 34 56", "BE"), "+32470123456")
        for text in ("123", "none", "06 12 34", "00", ""):
            self.assertEqual(normalise_phone(text, "FR"), "")

    def test_other_keys(self):
        self.assertEqual(normalise_email(" Jeanne <J.Bonnet@Customer.TEST>"), "j.bonnet@customer.test")
        self.assertEqual(normalise_email("nobody@"), "")
        self.assertEqual(normalise_letters("fr 12 345.678.901"), "FR12345678901")
        self.assertEqual(normalise_letters("/"), "")

    def test_keys_in_their_order_and_wrong_values_named(self):
        keys, wrong = read_keys({"vat": "FR1", "phone": "12", "email": "a@b.test", "name": "Jean"}, KEYS, "FR")
        self.assertEqual(list(keys), ["email", "vat"])
        self.assertEqual(wrong, ["phone"])

    def judge(self, keys, found=(), archived=(), wrong=()):
        verdict = judge(keys, list(wrong), dict(found), dict(archived), KEYS)
        return (
            verdict.status,
            verdict.partner_id,
            verdict.candidates,
            verdict.reason and verdict.reason._translate("en_US"),
        )

    def test_verdicts(self):
        keys = {"email": ("a@b.test",), "phone": ("+331",), "ref": ("C1",)}
        email, phone, ref = ("email", "a@b.test"), ("phone", "+331"), ("ref", "C1")
        for found, expected in (
            ({email: {1}}, ("matched", 1, (), "")),
            ({ref: {3}}, ("matched", 3, (), "")),
            ({email: {1}, phone: {1, 2}}, ("matched", 1, (), "")),
            (
                {email: {1}, ref: {2}},
                ("ambiguous", None, (1, 2), "This e-mail and this customer reference belong to different customers."),
            ),
            ({phone: {1, 2}}, ("ambiguous", None, (1, 2), "2 customers have this phone.")),
            ({phone: {1, 2}, ref: {2}}, ("ambiguous", None, (1, 2), "2 customers have this phone.")),
            ({}, ("unknown", None, (), "")),
        ):
            with self.subTest(found):
                self.assertEqual(self.judge(keys, found), expected)

    def test_names_in_any_order(self):
        self.assertEqual(read_name("DUPONT Éric"), read_name("Eric  Dupont"))
        self.assertEqual(read_record_name({"firstname": "Éric", "lastname": "Dupont"}), read_name("Dupont Eric"))
        self.assertNotEqual(read_name("Anne Dupont"), read_name("Anne-Marie Dupont"))
        self.assertEqual(read_name("Jeanne d’Arc"), read_name("D'ARC Jeanne"))
        self.assertEqual(read_record_name({}), ())

    def test_ties(self):
        """A couple who shares mailbox or telephone is told apart by the name, else by what all keys agree on."""
        keys = {"email": ("a@b.test",), "phone": ("+331",)}
        email, phone = ("email", "a@b.test"), ("phone", "+331")
        names = {1: read_name("Anne Petit"), 2: read_name("Jean Petit"), 3: read_name("Jean Petit")}
        anne, jean, other, nobody = (read_name(name) for name in ("PETIT Anne", "Jean Petit", "Zoé Roux", ""))
        for found, name, expected in (
            ({email: {1, 2}}, anne, ("matched", 1)),
            ({email: {1}, phone: {2}}, jean, ("matched", 2)),
            ({email: {1, 2}, phone: {2}}, anne, ("matched", 1)),
            ({email: {1, 2}, phone: {2}}, nobody, ("matched", 2)),
            ({email: {1, 2}, phone: {2}}, other, ("matched", 2)),
            ({email: {2, 3}, phone: {3}}, jean, ("matched", 3)),
            ({email: {2, 3}}, jean, ("ambiguous", None)),
            ({email: {1, 2}}, other, ("ambiguous", None)),
            ({email: {1, 2}}, nobody, ("ambiguous", None)),
            ({email: {1}, phone: {2}}, other, ("ambiguous", None)),
        ):
            with self.subTest(found=found, name=name):
                verdict = settle(judge(keys, [], found, {}, KEYS), name, names)
                self.assertEqual((verdict.status, verdict.partner_id), expected)

    def test_reasons(self):
        keys = {"email": ("a@b.test",)}
        self.assertIn("Archived", self.judge(keys, archived={("email", "a@b.test"): {1}})[3])
        self.assertEqual(self.judge(keys, wrong=["phone", "vat"])[3], "Not readable: phone, VAT number.")
        self.assertEqual(self.judge({}, wrong=["phone"])[::3], ("unreadable", "Not readable: phone."))
        self.assertEqual(self.judge({})[0], "unreadable")

    def test_15_several_values_of_one_key(self):
        keys = {"email": ("a@b.test",), "phone": ("+331", "+332")}
        mobile, fixed = ("phone", "+331"), ("phone", "+332")
        self.assertEqual(self.judge(keys, {mobile: {1}, fixed: {1, 2}})[:2], ("matched", 1))
        self.assertEqual(
            self.judge(keys, {mobile: {1}, fixed: {2}}),
            ("ambiguous", None, (1, 2), "The row has more than one phone, of different customers."),
        )

    def test_15_a_company_is_not_the_person_there(self):
        person = {"company": "ACME", "lastname": "Roux", "vat": "FR12345678901", "email": "z@acme.test"}
        self.assertEqual(read_keys(person, KEYS, "FR")[0], {"email": ("z@acme.test",)})
        self.assertEqual(read_company_keys(person, KEYS, "FR"), {"vat": ("FR12345678901",)})
        for other in ({**person, "lastname": ""}, {**person, "company": ""}):
            self.assertIn("vat", read_keys(other, KEYS, "FR")[0])
            self.assertEqual(read_company_keys(other, KEYS, "FR"), {})
        self.assertEqual(judge({}, [], {}, {}, KEYS, at_company=True).status, "unknown")
