from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon

PEOPLE = "Mail;Nom\njeanne.bonnet@customer.test;=1+1\nx@customer.test;@SUM(A1)\n"


@tagged("post_install", "-at_install")
class TestImportRights(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer("Jeanne Bonnet")
        cls.private = cls.make_targeting(
            name="Private", mode="import", visibility="me", user_id=cls.user_administrator.id
        )

    def test_users_use_the_targeting_and_never_see_the_file(self):
        record = self.run_import(PEOPLE).with_user(self.user_sales)
        self.assertEqual(self.targeting.with_user(self.user_sales)._search_subjects(), self.jeanne)
        self.assertEqual(record.matched_count, 1)
        for read in (lambda: record.file, lambda: record.row_ids.content, lambda: record.sample):
            with self.assertRaises(AccessError):
                read()
        with self.assertRaises(AccessError):
            self.make_import(PEOPLE, user=self.user_sales)
        with self.assertRaises(AccessError):
            record.action_stop()

    def test_who_may_not_change_the_targeting_may_not_import(self):
        with self.assertRaises(AccessError):
            self.make_import(PEOPLE, targeting=self.private)
        record = self.make_import(PEOPLE, targeting=self.private, user=self.user_administrator)
        record.action_start()
        with self.assertRaises(AccessError):
            record.with_user(self.user_director).read(["name"])
        with self.assertRaises(AccessError):
            record.row_ids.with_user(self.user_director).read(["content"])
        rows = self.env["dealership.targeting.import.row"].with_user(self.user_director)
        self.assertFalse(rows.search([("import_id", "=", record.id)]))

    def test_the_course_of_an_import_is_not_for_people_to_write(self):
        record = self.make_import(PEOPLE)
        for vals in ({"user_id": self.user_administrator.id}, {"state": "done"}, {"finished_at": "2026-01-01"}):
            with self.assertRaises(AccessError):
                record.write(vals)
            with self.assertRaises(AccessError):
                self.make_import(PEOPLE, **vals)

    def test_matching_has_the_rights_of_whoever_starts_it(self):
        foreign = self.make_customer("Florent", team_id=self.team_foreign.id, phone=False)
        record = self.make_import("Mail\nflorent@customer.test\n", targeting=self.targeting)
        record.with_user(self.user_administrator).with_context(
            allowed_company_ids=(self.company_a + self.company_b).ids
        ).action_start()
        self.assertEqual(record.user_id, self.user_administrator)
        self.assertFalse(record.row_ids.partner_id)
        self.assertTrue(foreign.email_normalized)

    def test_imports_of_other_companies_are_hidden(self):
        record = self.run_import(PEOPLE)
        administrator = record.with_user(self.user_administrator).with_context(allowed_company_ids=self.company_b.ids)
        with self.assertRaises(AccessError):
            administrator.read(["name"])


@tagged("post_install", "-at_install")
class TestImportReport(ImportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_customer("Jeanne Bonnet")

    def download(self, record, kind):
        return self.url_open(f"/dealership/targeting/import/{record.id}/report.{kind}")

    def test_report_is_neutralised(self):
        record = self.run_import(PEOPLE)
        self.authenticate(self.user_director.login, self.user_director.login)
        answer = self.download(record, "csv")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("people%20-%20report.csv", answer.headers["Content-Disposition"])
        self.assertEqual(
            answer.content.decode("utf-8-sig").splitlines(),
            [
                "Row;Status;Reason;Customer;Mail;Nom",
                "2;Matched;;Jeanne Bonnet;jeanne.bonnet@customer.test;'=1+1",
                "3;Unknown;;;x@customer.test;'@SUM(A1)",
            ],
        )
        answer = self.download(record, "xlsx")
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertEqual(self.download(record, "exe").status_code, 404)

    def test_report_needs_the_permission_to_export(self):
        record = self.run_import(PEOPLE)
        allowed = self.env.ref("base.group_allow_export")
        director = self.env.ref("crm_dealership.group_dealership_director")
        director.implied_ids -= allowed
        self.user_director.group_ids -= allowed
        self.assertFalse(self.user_director.has_group("base.group_allow_export"))
        with self.assertRaises(AccessError):
            record.action_download_csv()
        self.authenticate(self.user_director.login, self.user_director.login)
        self.assertEqual(self.download(record, "xlsx").status_code, 403)

    def test_report_is_for_those_who_may_import(self):
        record = self.run_import(PEOPLE)
        self.authenticate(self.user_sales.login, self.user_sales.login)
        self.assertEqual(self.download(record, "csv").status_code, 404)
