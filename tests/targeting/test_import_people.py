import io

from openpyxl import Workbook

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportPeople(ImportCommon):
    """Issue 15: what files of people hold is kept, and found again by the next file."""

    def create_unknown(self, record):
        wizard = self.env["dealership.targeting.import.create"].with_user(self.user_director)
        wizard.create({"import_id": record.id}).action_create()

    def import_all(self, content):
        """Import a file, have the unknown created, and the same file once more: nobody may be unknown then."""
        record = self.run_import(content)
        if record.creatable_count:
            self.create_unknown(record)
        again = self.run_import(content)
        self.assertEqual(
            [(row.number, row.partner_id) for row in again.row_ids.sorted("number")],
            [(row.number, row.partner_id) for row in record.row_ids.sorted("number")],
        )
        self.assertFalse(again.creatable_count)
        return record.row_ids.sorted("number").partner_id

    # -- what is kept -------------------------------------------------------------------------------

    def test_15_vat_number_and_company_are_kept(self):
        [garage] = self.import_all("Raison sociale;N° TVA\nGarage Puech SARL;FR 23 334 175 221\n")
        self.assertRecordValues(garage, [{"name": "Garage Puech SARL", "vat": "FR23334175221", "is_company": True}])

    def test_15_a_craftsman_with_a_vat_number_is_a_person(self):
        [luc] = self.import_all("Prénom;Nom;N° TVA\nLuc;Fabre;FR23334175221\n")
        self.assertRecordValues(luc, [{"name": "Luc Fabre", "vat": "FR23334175221", "is_company": False}])

    def test_15_both_telephones_are_kept(self):
        """The mobile comes first, whichever column it stands in: text messages go there."""
        header, row = "Nom;Tél. domicile;Tél. mobile\n", "Bonnet;05 65 00 00 01;06 12 00 00 02\n"
        self.assertRecordValues(
            self.import_all(header + row),
            [
                {
                    "phone_sanitized": "+33612000002",
                    "phone2": "+33 5 65 00 00 01",
                    "phone2_sanitized": "+33565000001",
                    "phone_second_hand": True,
                }
            ],
        )
        for number in ("+33565000001", "0612000002"):
            self.assertEqual(self.run_import(f"Tel\n{number}\n").matched_count, 1, number)

    def test_15_two_telephones_in_one_field_are_kept(self):
        [jeanne] = self.import_all("Nom;Tél\nBonnet;05 65 00 00 01 (bureau) / 06 12 00 00 02\n")
        self.assertEqual((jeanne.phone_sanitized, jeanne.phone2_sanitized), ("+33612000002", "+33565000001"))

    def test_15_a_caller_is_known_by_the_second_telephone(self):
        jeanne = self.make_customer("Jeanne", phone="06 12 00 00 02", phone2="05 65 00 00 01")
        call = self.env["dealership.call"]._register(
            {
                "provider": "manual",
                "external_id": "15",
                "direction": "incoming",
                "from_number": "+33565000001",
                "started_at": "2026-11-30 09:00:00",
                "company_id": self.company_a.id,
            }
        )
        self.assertEqual(call.partner_id, jeanne)

    # -- a person at a company ----------------------------------------------------------------------

    def test_15_a_person_at_a_company(self):
        zoe, luc = self.import_all(
            "Société;Nom;Prénom;E-mail\nACME SARL;Roux;Zoé;zoe@acme.test\nacme sarl;Puech;Luc;l@acme.test\n"
        )
        acme = zoe.parent_id
        self.assertRecordValues(
            zoe + luc + acme,
            [
                {"name": "Zoé Roux", "parent_id": acme.id, "is_company": False, "email": "zoe@acme.test"},
                {"name": "Luc Puech", "parent_id": acme.id, "is_company": False, "email": "l@acme.test"},
                {"name": "ACME SARL", "parent_id": False, "is_company": True, "email": False},
            ],
        )
        self.assertEqual(acme.team_id, self.team_a)

    def test_15_a_company_is_found_by_its_number_or_name(self):
        acme = self.make_customer("ACME", is_company=True, vat="FR23334175221", phone=False)
        namesake = self.make_customer("Puech", is_company=True, vat="FR55552100554", phone=False)
        people = self.import_all(
            "Société;Nom;Prénom;E-mail;TVA\n"
            "ACME Rodez;Roux;Zoé;zoe@acme.test;FR 23 334 175 221\n"
            "acme;Blanc;Léa;lea@acme.test;\n"
            "Puech;Noir;Max;max@puech.test;FR40303265045\n"
        )
        self.assertEqual([person.parent_id for person in people[:2]], [acme, acme])
        self.assertEqual(people[2].parent_id.vat, "FR40303265045")
        self.assertNotEqual(people[2].parent_id, namesake)

    def test_15_the_number_of_a_company_is_not_its_contacts_key(self):
        """Three people of one company are three customers, known there by their names where nothing else tells them."""
        people = self.import_all(
            "Société;Nom;Prénom;TVA\nACME;Roux;Zoé;FR23334175221\nACME;Puech;Luc;FR23334175221\nACME;Roux;Zoé;FR23334175221\n"
        )
        self.assertEqual(people.mapped("name"), ["Zoé Roux", "Luc Puech"])
        self.assertEqual(people.parent_id.mapped("vat"), ["FR23334175221"])

    def test_15_a_company_alone_beside_people(self):
        record = self.run_import("Société;Nom;Prénom;E-mail\nACME;;;info@acme.test\n;Roux;Zoé;zoe@home.test\n")
        self.create_unknown(record)
        acme, zoe = record.row_ids.sorted("number").partner_id
        self.assertRecordValues(
            acme + zoe, [{"name": "ACME", "is_company": True}, {"name": "Zoé Roux", "is_company": False}]
        )

    def test_15_companies_of_others_are_left_alone(self):
        foreign = self.make_customer("ACME", is_company=True, team_id=self.team_foreign.id, phone=False)
        [zoe] = self.import_all("Société;Nom;Prénom;E-mail\nACME;Roux;Zoé;zoe@acme.test\n")
        self.assertNotEqual(zoe.parent_id, foreign)
        self.assertEqual(zoe.parent_id.company_id, self.company_a)

    # -- wrong values -------------------------------------------------------------------------------

    def test_15_wrong_addresses_are_unreadable(self):
        record = self.run_import("Nom;E-mail\nZoé;zoe5@orc,example\nLuc;a@b@c.example\nMax;max@customer.test\n")
        self.assertEqual(record.row_ids.sorted("number").mapped("status"), ["unreadable", "unreadable", "unknown"])
        self.assertEqual(self.get_row(record, 2).reason, "Not readable: e-mail.")

    def test_15_consents_and_dates_are_no_addresses(self):
        record = self.make_import(
            "Nom;Consentement e-mail;SMS;Date du mail;Mobile\nZoé;oui;1;12/05/2024;0612345678\nLuc;non;0;;0612345679\n"
        )
        self.assertEqual(record.column_ids.mapped("meaning"), ["name", False, False, False, "mobile"])

    # -- where the table is -------------------------------------------------------------------------

    def make_book(self, **sheets):
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def test_15_titles_above_the_table(self):
        record = self.run_import(
            "Clients de l'atelier;;;\nÉdité le 12/05/2024;;;\n\n"
            "Nom;Prénom;E-mail;Tél\nRoux;Zoé;zoe@home.test;0612345678\n"
        )
        self.assertEqual((record.skipped_rows, record.has_header), (2, True))
        self.assertRows(record, [(5, "unknown", self.env["res.partner"])])
        self.assertEqual(record.goal_count, 1)

    def test_15_the_second_sheet(self):
        people = [["Fichier clients"], [], ["Nom", "E-mail", "Tél"], ["Roux", "zoe@home.test", 612345678.0]]
        content = self.make_book(
            Notice=[["Lisez-moi"], ["À lire avant", "tout"]], Clients=people, Villes=[["a", "b"]] * 90
        )
        record = self.make_import(content)
        self.assertEqual((record.sheet, record.skipped_rows), ("Clients", 1))
        record.action_start()
        self.assertRows(record, [(4, "unknown", self.env["res.partner"])])
        self.create_unknown(record)
        self.assertEqual(record.row_ids.partner_id.phone_sanitized, "+33612345678")

    def test_15_sheet_and_start_can_be_corrected(self):
        content = self.make_book(
            A=[["Nom", "E-mail"], ["Roux", "z@home.test"]], B=[["Nom", "E-mail"], ["Puech", "p@home.test"]]
        )
        record = self.make_import(content)
        with Form(record) as form:
            form.sheet = "B"
            self.assertIn("Puech", form.preview)
            form.skipped_rows = 1
            form.has_header = False
        self.assertEqual(record.column_ids.mapped("name"), ["Column 1", "Column 2"])
        with self.assertRaisesRegex(UserError, "It has: A, B"):
            record.sheet = "Clients"

    def test_15_names_stand_in_one_column(self):
        record = self.make_import("Mail;Mail 2;Nom;Ville\na@customer.test;b@customer.test;A;Rodez\n")
        self.assertEqual(record.column_ids.mapped("meaning"), ["email", "email", "name", False])
        with self.assertRaises(ValidationError), Form(record) as form, form.column_ids.edit(3) as column:
            column.meaning = "name"


@tagged("post_install", "-at_install")
class TestTelephoneOfCustomers(ImportCommon):
    """Odoo's own fields read a number as files and calls do."""

    def test_15_the_french_plan_of_all_fields(self):
        partner = self.make_customer(phone="0692 12 34 56", country_id=self.env.ref("base.fr").id)
        self.assertEqual(partner.phone_sanitized, "+262692123456")
        self.company_a.country_id = self.env.ref("base.re")
        self.assertEqual(self.make_customer(phone="06 12 34 56 78").phone_sanitized, "+33612345678")
        lead = self.env["crm.lead"].create({"name": "x", "phone": "0690\u202f12\u202f34\u202f56 (bureau)"})
        self.assertEqual(lead.phone_sanitized, "+590690123456")

    def test_15_what_is_typed_is_not_cut(self):
        with Form(self.env["res.partner"]) as form:
            form.name = "Jeanne"
            for typed, kept in (
                ("06 12 34 56 78 poste 12", "06 12 34 56 78 poste 12"),
                ("0692123456", "+262 692 12 34 56"),
                ("06 12 34 56 78 / 05 65 00 00 01", "06 12 34 56 78 / 05 65 00 00 01"),
            ):
                form.phone = typed
                self.assertEqual(form.phone, kept)
        partner = form.save()
        self.assertEqual((partner.phone_sanitized, partner.phone2_sanitized), ("+33612345678", "+33565000001"))
