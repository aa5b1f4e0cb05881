import base64
import io

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..ledger.common import NOW, DeliveryCommon

FILE = """Nom;Courriel;Téléphone;Portable
Jeanne;JEANNE@customer.test;;
Paul;;05 65 42 11 11;0033 6 11 11 11 11
Anne;anne@customer;05 65;
Personne;;;
Marc;marc@customer.test, marc@work.test;;"""


@tagged("post_install", "-at_install")
class TestDoNotContact(DeliveryCommon):
    """Who stands on a company's own list is not written to for marketing, whatever they decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.entries = cls.env["dealership.do.not.contact"]

    def import_file(self, content, name="list.csv", user=None, **vals):
        content = content.encode() if isinstance(content, str) else content
        dialogues = self.env["dealership.do.not.contact.import"].with_user(user or self.user_administrator)
        dialogue = dialogues.create({"file": base64.b64encode(content), "file_name": name, **vals})
        dialogue.action_import()
        return dialogue

    def list_addresses(self, company=None):
        return self.entries.search([("company_id", "=", (company or self.company_a).id)]).mapped("address")

    def judge(self, partner, purpose="marketing", company=None, channel="email"):
        people = SQL("SELECT %s AS partner_id, TRUE AS within", partner.id)
        rules = self.env["dealership.contact.rules"]
        query = rules._get_reasons(people, purpose, channel, company or self.company_a, NOW)
        [[_partner, reason]] = self.env.execute_query(query)
        return reason

    # -- files ----------------------------------------------------------------------------------------

    def test_13_a_file_of_addresses_and_numbers(self):
        dialogue = self.import_file(FILE)
        self.assertEqual(
            sorted(self.list_addresses()),
            ["+33565421111", "+33611111111", "jeanne@customer.test", "marc@customer.test", "marc@work.test"],
        )
        self.assertEqual((dialogue.added_count, dialogue.known_count, dialogue.problem_count), (5, 0, 3))
        self.assertEqual([(each.line, each.value) for each in dialogue.problem_ids], [
            (4, "anne@customer"), (4, "05 65"), (5, ""),
        ])  # fmt: skip
        self.assertTrue(all(dialogue.problem_ids.mapped("reason")))
        self.assertEqual(set(self.entries.search([]).mapped("source")), {"list.csv"})

    def test_13_the_same_file_twice_adds_nothing(self):
        self.import_file(FILE)
        before = self.entries.search([])
        again = self.import_file(FILE.upper())
        self.assertEqual((again.added_count, again.known_count), (0, 5))
        self.assertEqual(self.entries.search([]), before)

    def test_13_a_spreadsheet_has_lost_its_zeros(self):
        book = openpyxl.Workbook()
        for row in (["Phone", "Since"], [612345678, "2024-01-01"], ["", ""], [565421111, "0611111111"]):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        self.import_file(stream.getvalue(), "list.xlsx")
        self.assertEqual(sorted(self.list_addresses()), ["+33565421111", "+33612345678"])

    def test_13_a_column_without_a_name(self):
        self.import_file("jeanne@customer.test\n06 12 34 56 78\n+32 470 12 34 56\nnobody\n")
        self.assertEqual(sorted(self.list_addresses()), ["+32470123456", "+33612345678", "jeanne@customer.test"])

    def test_13_several_columns_of_the_same(self):
        self.import_file("Tel 1,Tel 2\n0612345678,0565421111\n")
        self.assertEqual(sorted(self.list_addresses()), ["+33565421111", "+33612345678"])

    def test_13_a_file_that_is_none(self):
        for content in ("", "Name;City\nJeanne;Rodez\n", b"%PDF-1.4"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self.import_file(content)
        self.assertFalse(self.entries.search([]))

    def test_13_administrators_import(self):
        for user in (self.user_sales, self.user_director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.import_file(FILE, user=user)
        with self.assertRaises(AccessError):
            self.import_file(FILE, company_id=self.env["res.company"].create({"name": "C"}).id)

    def test_13_by_hand(self):
        entry = self.entries.create({"address": " 06 12 34 56 78 "})
        self.assertEqual((entry.address, entry.kind), ("+33612345678", "phone"))
        entry.address = "Jeanne <JEANNE@customer.test>"
        self.assertEqual((entry.address, entry.kind), ("jeanne@customer.test", "email"))
        for wrong in ("nobody", "12", "", "a@x.test, b@x.test"):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.entries.create({"address": wrong})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.entries.create({"address": "jeanne@customer.test"})
            self.env.flush_all()

    # -- who is left out ------------------------------------------------------------------------------

    def test_13_for_marketing_whatever_they_decided(self):
        jeanne = self.make_townsman("Jeanne")
        self.env["dealership.consent"]._record(jeanne, "marketing", "email", True, "form", origin="form")
        self.import_file("jeanne@customer.test")
        expected = {"marketing": "do_not_contact", "service": None, "payment": None}
        self.assertEqual({purpose: self.judge(jeanne, purpose) for purpose in expected}, expected)

    def test_13_through_any_channel(self):
        """A number means the person, not the telephone."""
        jeanne = self.make_townsman("Jeanne", street="1 place du Bourg")
        self.import_file("Phone\n06 12 34 56 78")
        for channel in ("email", "sms", "call", "letter"):
            self.assertEqual(self.judge(jeanne, channel=channel), "do_not_contact", channel)

    def test_13_by_the_second_number(self):
        jeanne = self.make_townsman("Jeanne", phone="+33 6 10 10 10 10", phone2="+33 6 12 34 56 78")
        bills = self.make_townsman("Bills", parent_id=jeanne.id, type="invoice", email="bills@x.test", phone=False)
        self.import_file("Phone\n06 12 34 56 78")
        self.assertEqual([self.judge(each) for each in (jeanne, bills)], ["do_not_contact"] * 2)

    def test_13_who_comes_later(self):
        self.import_file("jeanne@customer.test\nmarie@work.test")
        self.assertEqual(self.judge(self.make_townsman("Jeanne")), "do_not_contact")
        other = self.make_townsman("Other", phone=False)
        self.assertIsNone(self.judge(other))
        other.email = "Marie@work.test"
        self.assertEqual(self.judge(other), "do_not_contact")

    def test_13_addresses_are_their_customer(self):
        jeanne = self.make_townsman("Jeanne")
        bills = self.make_townsman("Bills", parent_id=jeanne.id, type="invoice", email="bills@x.test", phone=False)
        self.import_file("jeanne@customer.test")
        self.assertEqual(self.judge(bills), "do_not_contact")
        self.entries.search([]).unlink()
        self.import_file("bills@x.test")
        self.assertEqual([self.judge(each) for each in (jeanne, bills)], ["do_not_contact"] * 2)

    def test_13_of_one_company_or_of_all(self):
        jeanne = self.make_townsman("Jeanne", team_id=False, company_id=False)
        self.import_file("jeanne@customer.test")
        self.assertIsNone(self.judge(jeanne, company=self.company_b))
        self.import_file("jeanne@customer.test", company_id=False)
        self.assertEqual(self.judge(jeanne, company=self.company_b), "do_not_contact")

    def test_13_merged_customers(self):
        jeanne, again = self.make_townsman("Jeanne"), self.make_townsman("Jeanne B", email="jb@x.test", phone=False)
        self.import_file("jb@x.test")
        self.env["base.partner.merge.automatic.wizard"]._merge([jeanne.id, again.id], jeanne)
        self.assertIsNone(self.judge(jeanne), "the address is gone: nobody knows it was hers")

    def test_13_planned_and_again_when_it_leaves(self):
        listed = self.make_townsman("Listed")
        self.make_townsman("Free", phone=False)
        self.import_file(listed.email)
        run = self.make_scenario(self.targeting)._run(NOW)
        self.assertDeliveries(run.delivery_ids, {"Listed": ("skipped", "do_not_contact"), "Free": "planned"})
        self.import_file("free@customer.test")
        self.send()
        self.assertDeliveries(run.delivery_ids, dict.fromkeys(("Listed", "Free"), ("skipped", "do_not_contact")))

    def test_13_odoos_own_mailings(self):
        jeanne = self.make_townsman("Jeanne")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "user_id": self.user_administrator.id,
            }
        )
        self.assertNotIn(jeanne.email_normalized, mailing._get_opt_out_list())
        self.import_file("jeanne@customer.test\nunknown@x.test")
        self.assertLessEqual({"jeanne@customer.test", "unknown@x.test"}, set(mailing._get_opt_out_list()))

    def test_13_an_empty_list_costs_nothing(self):
        jeanne = self.make_townsman("Jeanne")
        rules = self.env["dealership.contact.rules"]

        def get_reasons():
            return [reason for reason, _domain in rules._get_rules("marketing", "email", self.company_a)]

        self.assertNotIn("do_not_contact", get_reasons())
        self.import_file(jeanne.email)
        self.assertIn("do_not_contact", get_reasons())
        self.entries.search([]).unlink()
        self.assertNotIn("do_not_contact", get_reasons())
