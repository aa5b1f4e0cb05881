from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportTour(ImportCommon, HttpCase):
    """A director imports a file by clicks only, from the upload to the customers found."""

    def test_director_imports_a_file(self):
        known = self.make_customer("Tour Known")
        first, _second = (
            self.make_customer(name, email="tour.double@customer.test", phone=False)
            for name in ("Tour Double the First", "Tour Double the Second")
        )
        self.start_tour("/odoo", "dealership_targeting_import", login="test_director", timeout=120)
        targeting = self.env["dealership.targeting"].search([("name", "=", "Open day by clicks")])
        record = targeting.last_import_id
        self.assertEqual((record.encoding, record.separator, record.user_id), ("cp1252", ";", self.user_director))
        created = record.row_ids.filtered(lambda row: row.status == "created").partner_id
        self.assertRecordValues(
            created, [{"name": "Éric New", "email": "eric.new@customer.test", "phone_sanitized": "+33699887766"}]
        )
        found = targeting.with_user(self.user_director)._search_subjects()
        self.assertEqual(found.sorted("id"), known + first + created)
