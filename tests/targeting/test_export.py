import csv
import io
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_dealership.controllers import sheet
from odoo.addons.crm_dealership.models.targeting import targeting_export

from .common import TargetingCommon, condition

CITY = condition("customer.city", "is", "Estaing")


@tagged("post_install", "-at_install")
class TestExport(TargetingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_director.password = "test_director"
        cls.user_sales.password = "test_sales"
        cls.customer = cls.make_customer("=HYPERLINK(1)", city="Estaing", courtesy_title="madam", street="@home")
        cls.targeting = cls.make_targeting(rules=[CITY], name="Estaing")

    def download(self, kind="csv", targeting=None, login="test_director"):
        self.authenticate(login, login)
        return self.url_open(f"/dealership/targeting/{(targeting or self.targeting).id}/export.{kind}")

    def read_rows(self, response):
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    def test_csv(self):
        response = self.download()
        self.assertEqual(response.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("Estaing.csv", response.headers["Content-Disposition"])
        self.assertNotIn("Content-Length", response.headers)
        head, row = self.read_rows(response)
        self.assertEqual(head, ["Name", "Courtesy Title", "Email", "Phone", "Street", "Zip", "City", "Point of Sale"])
        self.assertEqual(
            row,
            [
                "'=HYPERLINK(1)",
                "Ms.",
                f"'{self.customer.email}",
                "'+33 6 12 34 56 78",
                "'@home",
                "12000",
                "Estaing",
                "Rodez",
            ],
        )

    def test_xlsx(self):
        response = self.download("xlsx")
        with zipfile.ZipFile(io.BytesIO(response.content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("'=HYPERLINK(1)", sheet)
        self.assertNotIn("<f>", sheet)

    def test_more_than_a_sheet_holds(self):
        self.patch(sheet, "MOST_XLSX_ROWS", 0)
        response = self.download("xlsx")
        self.assertEqual(response.status_code, 403)
        self.assertIn("export them as CSV", response.text)

    def test_other_subjects_have_their_name_and_date(self):
        vehicle = self.make_vehicle(self.customer, delivery_date="2026-03-02")
        targeting = self.make_targeting("vehicle", [CITY])
        head, row = self.read_rows(self.download(targeting=targeting))
        self.assertEqual(head[:3], ["Vehicle", "Delivery Date", "Name"])
        self.assertEqual(row[:3], [vehicle.display_name, "2026-03-02", "'=HYPERLINK(1)"])
        start = "2026-03-02 23:30:00"
        self.make_appointment(self.customer, start=vehicle.create_date.fromisoformat(start))
        targeting = self.make_targeting("appointment", [CITY], team_id=self.team_a.id)
        self.assertEqual(self.read_rows(self.download(targeting=targeting))[1][1], "2026-03-03 00:30")

    def test_in_pieces(self):
        self.patch(targeting_export, "CHUNK", 2)
        people = self.customer + self.env["res.partner"].create(
            [{"name": f"Person {number}", "city": "Estaing", "team_id": self.team_a.id} for number in range(6)]
        )
        rows = self.read_rows(self.download())[1:]
        self.assertEqual({row[0].lstrip("'") for row in rows}, set(people.mapped("name")))
        self.assertEqual(len(rows), 7)

    def test_permission_to_export(self):
        self.assertEqual(self.download(login="test_sales").status_code, 403)
        with self.assertRaises(AccessError):
            self.targeting.with_user(self.user_sales).action_export_csv()
        action = self.targeting.with_user(self.user_director).action_export_xlsx()
        self.assertEqual(
            action["url"], f"/dealership/targeting/{self.targeting.id}/export.xlsx?cids={self.company_a.id}"
        )

    def test_a_targeting_one_may_not_see(self):
        self.targeting.write({"visibility": "me", "user_id": self.user_administrator.id})
        self.assertEqual(self.download().status_code, 404)
        self.assertEqual(self.download("pdf", self.make_targeting()).status_code, 404)

    def test_rights_of_whoever_exports(self):
        targeting = self.make_targeting("lead", [CITY])
        seen = self.make_lead(self.customer, name="Seen")
        foreign = self.make_customer("Foreign", city="Estaing", team_id=self.team_foreign.id)
        self.make_lead(foreign, name="Foreign", team_id=self.team_foreign.id, user_id=self.user_foreign.id)
        self.assertEqual(
            [row[0] for row in self.read_rows(self.download(targeting=targeting))[1:]], [seen.display_name]
        )
