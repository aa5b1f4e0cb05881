import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from ...models.targeting import import_creation
from ..engine.test_table_file import make_xlsx
from .import_common import ImportCommon

HEADER = "Nom;Prénom;E-mail;Téléphone;Réf client;N° TVA\n"


@tagged("post_install", "-at_install")
class TestImportMatching(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer("Jeanne Bonnet", ref="C1")
        cls.luc = cls.make_customer("Luc Fabre", phone="05 65 00 00 01", ref="C2")
        cls.garage = cls.make_customer("Garage Puech", phone=False, vat="FR 23 334 175 221", is_company=True)
        cls.nobody = cls.env["res.partner"]

    def test_each_key_finds_its_customer(self):
        self.make_customer("Contact", parent_id=self.garage.id, phone=False)
        record = self.run_import(
            HEADER + "Bonnet;Jeanne;JEANNE.Bonnet@customer.test;;;\n"
            ";;;0565000001;;\n"
            ";;;; C2 ;\n"
            ";;;;;fr23334175221\n"
            "Absent;Ann;ann@customer.test;;;\n"
            "Nameless;;not an address;12;;\n"
        )
        self.assertRows(
            record,
            [
                (2, "matched", self.jeanne),
                (3, "matched", self.luc),
                (4, "matched", self.luc),
                (5, "matched", self.garage),
                (6, "unknown", self.nobody),
                (7, "unreadable", self.nobody),
            ],
        )
        self.assertEqual(self.get_row(record, 4).reason, "Same customer as row 3.")
        self.assertEqual(self.get_row(record, 7).reason, "Not readable: e-mail, phone.")
        counts = record.matched_count, record.unknown_count, record.unreadable_count, record.ambiguous_count
        self.assertEqual(counts, (4, 1, 1, 0))
        self.assertEqual(record.state, "done")

    def test_phone_in_any_notation(self):
        notations = ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78", "612345678"]
        record = self.run_import("Portable\n" + "\n".join(notations))
        self.assertEqual(record.row_ids.partner_id, self.jeanne)
        self.assertEqual(record.matched_count, 5)

    def test_numbers_without_prefix_are_of_the_companys_country(self):
        belgian = self.make_customer("Bea", phone="+32 470 12 34 56")
        self.company_a.country_id = self.env.ref("base.be")
        self.assertRows(self.run_import("Mobile\n0470/12.34.56\n"), [(2, "matched", belgian)])

    def test_ambiguous_rows_name_their_candidates(self):
        double = self.make_customer("Jeanne Bonnet", phone=False)
        record = self.run_import(HEADER + ";;jeanne.bonnet@customer.test;;;\n;;luc.fabre@customer.test;;C1;\n")
        self.assertRows(record, [(2, "ambiguous", self.nobody), (3, "ambiguous", self.nobody)])
        self.assertEqual(self.get_row(record, 2).candidate_ids, self.jeanne + double)
        self.assertEqual(self.get_row(record, 3).candidate_ids, self.jeanne + self.luc)
        self.assertFalse(self.targeting._search_subjects())

    def test_archived_and_staff_are_no_customers(self):
        self.luc.active = False
        record = self.run_import(f"Mail\nluc.fabre@customer.test\n{self.user_sales.email}\n")
        self.assertEqual(set(record.row_ids.mapped("status")), {"unknown"})
        archived = self.get_row(record, 2)
        self.assertIn("Archived", archived.reason)
        self.assertFalse(archived.creatable)

    def test_12_an_address_is_its_customer(self):
        self.make_customer("Depot", parent_id=self.garage.id, type="delivery", email="depot@customer.test", phone=False)
        record = self.run_import("Mail\ndepot@customer.test\n")
        self.assertRows(record, [(2, "matched", self.garage)])

    def test_customers_of_other_companies_are_not_seen(self):
        self.make_customer("Florent", team_id=self.team_foreign.id, email="florent@customer.test", phone=False)
        self.assertEqual(self.run_import("Mail\nflorent@customer.test\n").unknown_count, 1)

    def test_rows_cut_by_a_stray_separator_are_not_trusted(self):
        record = self.run_import("Mail;Nom\nx@customer.test;A;jeanne.bonnet@customer.test\n")
        self.assertEqual(record.row_ids.status, "unreadable")

    def test_queries_do_not_grow_with_the_rows(self):
        def count_queries(rows):
            record = self.make_import("Mail;Tel\n" + "".join(f"p{n}@customer.test;06110{n:05d}\n" for n in range(rows)))
            job = record._as_importer()._get_job()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            job.do_batch()
            return self.env.cr.sql_log_count - before

        count_queries(5)
        self.assertEqual(count_queries(10), count_queries(1_000))


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer("Jeanne Bonnet")
        cls.luc = cls.make_customer("Luc Fabre", phone=False)

    def test_the_targeting_returns_the_latest_finished_import(self):
        self.assertFalse(self.targeting._search_subjects())
        self.assertIn("Nobody", self.targeting._describe())
        self.run_import("Mail\njeanne.bonnet@customer.test\nluc.fabre@customer.test\n")
        self.assertEqual(self.targeting._search_subjects(), self.jeanne + self.luc)
        self.assertEqual(self.targeting.customer_count, 2)
        last = self.run_import("Mail\nluc.fabre@customer.test\n")
        self.make_import("Mail\njeanne.bonnet@customer.test\n")
        self.assertEqual(self.targeting.last_import_id, last)
        self.assertEqual(self.targeting._search_subjects(), self.luc)
        self.assertIn("people.csv", self.targeting._describe())
        self.luc.active = False
        self.assertFalse(self.targeting._search_subjects())
        last.unlink()
        self.assertEqual(self.targeting._search_subjects(), self.jeanne)
        self.assertEqual(self.targeting.customer_count, 1)

    def test_the_domain_combines_with_others(self):
        self.run_import("Mail\njeanne.bonnet@customer.test\n")
        domain = ~self.targeting._get_domain() & Domain("id", "in", (self.jeanne + self.luc).ids)
        self.assertEqual(self.env["res.partner"].search(domain), self.luc)

    def test_a_file_can_be_taken_away_from_other_targetings(self):
        self.run_import("Mail\njeanne.bonnet@customer.test\n")
        names = [
            {"attribute": "customer.name", "operator": "is", "value": name} for name in ("Jeanne Bonnet", "Luc Fabre")
        ]
        operands = self.make_targeting(rules=[{"match": "any", "rules": names}]) + self.targeting
        difference = self.make_targeting(
            mode="operation",
            operation="difference",
            operand_ids=[Command.create({"operand_id": operand.id}) for operand in operands],
        )
        self.assertEqual(difference.with_user(self.user_director)._search_subjects(), self.luc)

    def test_only_customers_can_be_imported(self):
        with self.assertRaises(ValidationError):
            self.make_targeting(mode="import", subject="vehicle")
        with self.assertRaises(ValidationError):
            self.make_import("Mail\na@customer.test\n", targeting=self.make_targeting())

    def test_a_bad_file_is_refused_with_what_to_do(self):
        for content, text in ((b" ", "empty"), (b"%PDF-1.4", "CSV or XLSX"), (b";;\n;;\n", "no row")):
            with self.assertRaisesRegex(UserError, text):
                self.make_import(content)

    def test_columns_are_guessed_and_follow_the_format_chosen(self):
        record = self.make_import("Prénom;Nom;Courriel;Ville\nÉric;Puech;e@customer.test;Rodez\n".encode("cp1252"))
        self.assertEqual((record.kind, record.encoding, record.separator), ("csv", "cp1252", ";"))
        self.assertEqual(record.column_ids.mapped("name"), ["Prénom", "Nom", "Courriel", "Ville"])
        self.assertEqual(record.column_ids.mapped("meaning"), ["firstname", "lastname", "email", False])
        self.assertEqual(record.column_ids[0].examples, "Éric")
        self.assertIn("Éric", record.preview)
        with Form(record) as form:
            form.separator = ","
            self.assertEqual(len(form.column_ids), 1)
            form.separator = ";"
            form.has_header = False
            self.assertEqual(form.column_ids.edit(0).name, "Column 1")
        self.assertEqual(len(record.column_ids), 4)
        self.assertEqual(record.column_ids[0].examples, "Prénom · Éric")
        self.assertEqual(len(record.sample), 2)

    def test_what_the_file_says_is_escaped(self):
        record = self.make_import("Mail;Nom\na@customer.test;<script>alert(1)</script>\n")
        self.assertNotIn("<script>", record.preview)

    def test_a_key_is_needed_and_meanings_are_single(self):
        record = self.make_import("Ville;Age\nRodez;12\n")
        with self.assertRaisesRegex(UserError, "No column says who"):
            record.action_start()
        with self.assertRaises(ValidationError), Form(record) as form:
            for position in range(2):
                with form.column_ids.edit(position) as column:
                    column.meaning = "name"

    def test_xlsx(self):
        record = self.run_import(make_xlsx([["E-mail", "Nom"], ["jeanne.bonnet@customer.test", "=1+1"]]))
        self.assertRows(record, [(2, "matched", self.jeanne)])

    def test_the_file_is_dropped_once_its_rows_are_stored(self):
        record = self.run_import("Mail\njeanne.bonnet@customer.test\n")
        self.assertFalse(record.file)
        with self.assertRaises(UserError):
            record.file = base64.b64encode(b"Mail\nx@customer.test\n")
        with self.assertRaises(UserError):
            record.action_start()

    def test_resolving_by_hand(self):
        double = self.make_customer("Jeanne Bonnet", phone=False)
        record = self.run_import("Mail\njeanne.bonnet@customer.test\nx@customer.test\nnothing\n")
        first, second = (self.get_row(record, number) for number in (2, 3))
        first.partner_id = double
        second.partner_id = self.luc
        self.assertEqual((first.status, first.reason), ("matched", "Chosen by hand."))
        self.assertEqual(self.targeting._search_subjects(), double + self.luc)
        self.assertEqual(self.targeting.customer_count, 2)
        first.partner_id = False
        second.partner_id = False
        self.assertEqual((first.status, second.status), ("ambiguous", "unknown"))
        with self.assertRaises(UserError):
            first.status = "matched"

    def test_report(self):
        record = self.run_import("Mail;Nom\njeanne.bonnet@customer.test;=1+1\nx@customer.test\n")
        self.assertEqual(
            list(record._get_report()),
            [
                ["Row", "Status", "Reason", "Customer", "Mail", "Nom"],
                [2, "Matched", False, "Jeanne Bonnet", "jeanne.bonnet@customer.test", "=1+1"],
                [3, "Unknown", False, "", "x@customer.test"],
            ],
        )

    def test_abandoned_files_are_forgotten(self):
        record = self.make_import("Mail\na@customer.test\n")
        finished = self.run_import("Mail\na@customer.test\n")
        self.env.flush_all()
        self.env.cr.execute("UPDATE dealership_targeting_import SET write_date = write_date - interval '8 days'")
        self.env.invalidate_all()
        self.env["dealership.targeting.import"]._gc_abandoned()
        self.assertFalse(record.exists())
        self.assertTrue(finished.exists())


@tagged("post_install", "-at_install")
class TestImportCreation(ImportCommon):
    def create_unknown(self, record):
        wizard = self.env["dealership.targeting.import.create"].with_user(self.user_director)
        wizard.create({"import_id": record.id}).action_create()

    def test_nothing_is_created_unasked(self):
        before = self.env["res.partner"].search_count([])
        self.run_import("Mail;Nom\nnew@customer.test;New\n")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_unknown_become_customers_of_the_point_of_sale(self):
        record = self.run_import(
            "Prénom;Nom;Mail;Portable;Réf\n"
            "Éric;Puech;Eric@Customer.test;06 11 22 33 44;C9\n"
            ";;only@customer.test;;\n"
            ";;;;C10\n"
        )
        self.assertEqual((record.unknown_count, record.creatable_count), (3, 2))
        self.create_unknown(record)
        self.assertEqual((record.created_count, record.unknown_count, record.creatable_count), (2, 1, 0))
        eric, only = record.row_ids.partner_id.sorted("id")
        self.assertRecordValues(
            eric + only,
            [
                {
                    "name": "Éric Puech",
                    "firstname": "Éric",
                    "email": "eric@customer.test",
                    "phone_sanitized": "+33611223344",
                    "ref": "C9",
                    "team_id": self.team_a.id,
                    "company_id": self.company_a.id,
                },
                {
                    "name": "only@customer.test",
                    "firstname": False,
                    "email": "only@customer.test",
                    "phone_sanitized": False,
                    "ref": False,
                    "team_id": self.team_a.id,
                    "company_id": self.company_a.id,
                },
            ],
        )
        self.assertEqual(self.targeting._search_subjects(), eric + only)
        self.assertEqual(self.targeting.customer_count, 2)

    def test_one_person_in_several_rows_is_created_once(self):
        self.patch(import_creation, "BATCH_ROWS", 3)
        record = self.run_import(
            "Nom;Mail;Tel\nPuech;p@customer.test;0611223344\nPuech E.;P@customer.test;\nOther;o@customer.test;\n"
            "Puech Éric;;+33 6 11 22 33 44\n"
        )
        self.create_unknown(record)
        rows = record.row_ids.sorted("number")
        self.assertEqual(rows.mapped("status"), ["created", "matched", "created", "matched"])
        self.assertEqual(len(rows.partner_id), 2)
        self.assertEqual(rows[3].partner_id, rows[0].partner_id)
        self.assertEqual(rows[1].reason, "Same customer as row 2.")

    def test_who_was_created_since_is_matched(self):
        record = self.run_import("Nom;Mail\nPuech;p@customer.test\n")
        since = self.make_customer("Puech", email="p@customer.test")
        self.create_unknown(record)
        self.assertRows(record, [(2, "matched", since)])

    def test_one_customer_that_cannot_be_does_not_stop_the_others(self):
        record = self.run_import("Nom;Mail\nBad;bad@customer.test\nGood;good@customer.test\n")
        create = type(self.env["res.partner"]).create

        def refuse_bad(partners, vals_list):
            if any(vals["name"] == "Bad" for vals in vals_list):
                raise ValidationError("Bad is not welcome.")  # pylint: disable=translation-required
            return create(partners, vals_list)

        with patch.object(type(self.env["res.partner"]), "create", refuse_bad):
            self.create_unknown(record)
        rows = record.row_ids.sorted("number")
        self.assertEqual(rows.mapped("status"), ["unknown", "created"])
        self.assertEqual(rows[0].reason, "Bad is not welcome.")
        self.assertEqual(record.state, "done")

    def test_nobody_to_create(self):
        record = self.run_import("Réf\nC77\n")
        with self.assertRaises(UserError):
            self.create_unknown(record)
