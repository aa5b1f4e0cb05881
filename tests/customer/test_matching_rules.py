import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_dealership.models.customer.customer_matcher import CustomerMatcher

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestMatchingRules(DealershipCommon):
    """Issue 15, seen working when 4: a family, homonyms, a company with contacts and a shared e-mail, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        family = {"phone": "05 65 00 15 00", "email": "petit@home.test", "zip": "12000"}
        company = cls.make_customer(
            "ACME SARL", is_company=True, phone="05 65 00 15 01", email="info@acme.test", vat="FR23334175221"
        )
        at = {"parent_id": company.id, "phone": "05 65 00 15 01"}
        cls.people = {
            # A family at one address, with one telephone and one mailbox.
            "anne": cls.make_customer("Anne Petit", birthdate_date="1980-03-01", **family),
            "jean": cls.make_customer("Jean Petit", birthdate_date="1978-05-12", **family),
            # Two of one name, in two towns.
            "marie rodez": cls.make_customer("Marie Durand", email="m.durand@x.test", phone=False, zip="12000"),
            "marie millau": cls.make_customer("Marie Durand", email="marie@y.test", phone=False, zip="12100"),
            # A company, whose number its contacts have.
            "acme": company,
            "zoe": cls.make_customer("Zoé Roux", email="zoe@acme.test", **at),
            "luc": cls.make_customer("Luc Puech", email="luc@acme.test", **at),
        }

    def set_rules(self, *keys):
        rules = self.env["dealership.matching.rule"]
        rules.search([("company_id", "=", self.company_a.id)]).unlink()
        rules.create([{"company_id": self.company_a.id, "sequence": n, "key": key} for n, key in enumerate(keys)])

    def match(self, **record):
        [verdict] = CustomerMatcher(self.env, "FR", company=self.company_a).match([record])
        name = next((name for name, one in self.people.items() if one.id == verdict.partner_id), None)
        return name or verdict.status

    def test_15_by_hand(self):
        phone, office = "05 65 00 15 00", "0565001501"
        strong = ("email", "phone", "vat", "ref")
        named = (*strong, "name_birthday", "name_zip")
        for rules, record, expected in (
            # a family
            (strong, {"phone": phone}, "ambiguous"),
            (strong, {"phone": phone, "name": "PETIT Anne"}, "anne"),
            (strong, {"email": "petit@home.test", "name": "Jean Petit"}, "jean"),
            (strong, {"email": "petit@home.test", "name": "Louis Petit"}, "ambiguous"),
            (named, {"name": "Louis Petit", "zip": "12000"}, "unknown"),
            # homonyms
            (strong, {"name": "Marie Durand", "zip": "12100"}, "unreadable"),
            (named, {"name": "Durand Marie", "zip": "12 100"}, "marie millau"),
            (named, {"firstname": "Marie", "lastname": "Durand", "zip": "12000"}, "marie rodez"),
            (named, {"name": "Marie Durand", "zip": "75001"}, "unknown"),
            (named, {"name": "Jean Petit", "birthday": "12/05/1978"}, "jean"),
            (named, {"name": "Jean Petit", "birthday": "12/05/1979"}, "unknown"),
            # an address goes before a name: who has moved is the same, and a namesake no reason to doubt
            (named, {"email": "m.durand@x.test", "name": "Marie Durand", "zip": "12100"}, "marie rodez"),
            # a company with contacts
            (strong, {"phone": office}, "ambiguous"),
            (strong, {"phone": office, "name": "Roux Zoé"}, "zoe"),
            (strong, {"vat": "FR 23 334 175 221"}, "acme"),
            (strong, {"vat": "FR 23 334 175 221", "company": "Acme", "name": "Luc Puech"}, "luc"),
            (strong, {"vat": "FR 23 334 175 221", "company": "Acme", "name": "Max Noir"}, "unknown"),
            # what is not asked for tells nobody
            (("phone",), {"email": "m.durand@x.test"}, "unreadable"),
            (("phone",), {"mobile": phone, "name": "Anne Petit"}, "anne"),
        ):
            with self.subTest(rules=rules, record=record):
                self.set_rules(*rules)
                self.assertEqual(self.match(**record), expected)

    def test_15_without_rules_those_from_the_start(self):
        rules = self.env["dealership.matching.rule"]
        self.assertFalse(rules.search([("company_id", "=", self.company_a.id)]))
        self.assertEqual(rules._get_rules(self.company_a), ["email", "phone", "vat", "ref"])

    def test_15_calls_go_by_them(self):
        values = {
            "provider": "manual",
            "direction": "incoming",
            "from_number": "+33565001600",
            "started_at": "2026-11-30 09:00:00",
            "company_id": self.company_a.id,
        }
        paul = self.make_customer("Paul Seize", phone="05 65 00 16 00")
        calls = self.env["dealership.call"]
        self.assertEqual(calls._register({**values, "external_id": "1"}).partner_id, paul)
        self.set_rules("email")
        self.assertFalse(calls._register({**values, "external_id": "2"}).partner_id)

    def open_setup(self, content="", user=None):
        setup = self.env["dealership.matching.setup"].with_user(user or self.user_administrator)
        return setup.create({"file": base64.b64encode(content.encode())} if content else {})

    def test_15_tried_before_they_are_saved(self):
        dialogue = self.open_setup(
            "Nom;Prénom;Code postal;Tél\nDurand;Marie;12100;\nPetit;Anne;12000;05 65 00 15 00\n"
            "X;Y;;05 65 00 15 01\nA;B;12000;\n"
        )
        lines = {line.key: line for line in dialogue.line_ids}
        self.assertEqual(dialogue.line_ids.filtered("is_used").mapped("key"), ["email", "phone", "vat", "ref"])
        counts = ("row_count", "matched_count", "ambiguous_count", "unknown_count", "unreadable_count")

        def try_them():
            dialogue.action_try()
            return tuple(dialogue[name] for name in counts)

        self.assertEqual(try_them(), (4, 1, 1, 0, 2))
        self.assertEqual(
            dialogue.doubtful_ids.candidate_ids, self.people["acme"] + self.people["zoe"] + self.people["luc"]
        )
        lines["name_zip"].is_used = True
        self.assertEqual(try_them(), (4, 2, 1, 1, 0))
        self.assertFalse(self.env["dealership.matching.rule"].search([("company_id", "=", self.company_a.id)]))
        dialogue.action_save()
        rules = self.env["dealership.matching.rule"]._get_rules(self.company_a)
        self.assertEqual(rules, ["email", "phone", "vat", "ref", "name_zip"])
        self.assertEqual(self.match(name="Marie Durand", zip="12100"), "marie millau")

    def test_15_what_cannot_be_tried_is_told(self):
        for content, text in (("", "Choose a file"), ("Ville;Age\nRodez;12\n", "No column of the file")):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                self.open_setup(content).action_try()
        dialogue = self.open_setup("Tel\n0612345678\n")
        dialogue.line_ids.is_used = False
        with self.assertRaisesRegex(UserError, "at least one"):
            dialogue.action_save()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_15_administrators_only(self):
        with self.assertRaises(AccessError):
            self.open_setup(user=self.user_director)
        with self.assertRaises(AccessError):
            self.env["dealership.matching.rule"].with_user(self.user_director).create(
                {"company_id": self.company_a.id, "key": "email"}
            )
