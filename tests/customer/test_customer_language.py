from odoo.tests import tagged

from ..targeting.import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestCustomerLanguage(ImportCommon):
    """Customers whom nobody enters by hand speak the language of the company, whoever happens to be at work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company_a.partner_id.lang = "fr_FR"
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        (cls.env.user | cls.user_director | cls.user_sales).lang = "en_US"

    def import_people(self, content):
        """Import a file, and return the customers that were made of it."""
        record = self.run_import(content)
        wizard = self.env["dealership.targeting.import.create"].with_user(self.user_director)
        wizard.create({"import_id": record.id}).action_create()
        return record.row_ids.sorted("number").partner_id

    def test_15_people_of_a_file(self):
        people = self.import_people("Nom;E-mail;Société\nZoé Vidal;zoe@vidal.example;\nLuc;luc@acme.example;ACME\n")
        self.assertEqual((people | people.parent_id).mapped("lang"), ["fr_FR"] * 3)

    def test_15_a_contact_speaks_the_language_of_their_company(self):
        company = self.make_customer("ACME", is_company=True, lang="en_US")
        [luc] = self.import_people("Nom;E-mail;Société\nLuc;luc@acme.example;ACME\n")
        self.assertRecordValues(luc, [{"parent_id": company.id, "lang": "en_US"}])

    def test_15_people_of_odoos_own_import(self):
        """Unless a column of the file says it."""
        partners = self.env["res.partner"].with_context(import_file=True)
        ids = partners.load(["name", "lang"], [["Zoé Vidal", ""], ["Luc Durand", "en_US"]])["ids"]
        ids += partners.load(["name"], [["Jeanne Bonnet"]])["ids"]
        self.assertEqual(partners.browse(ids).mapped("lang"), ["fr_FR", "en_US", "fr_FR"])

    def test_15_the_company_that_a_file_names(self):
        self.company_b.partner_id.lang = "en_US"
        companies = (self.company_a | self.company_b).ids
        partners = self.env["res.partner"].with_context(import_file=True, allowed_company_ids=companies)
        rows = [["Zoé Vidal", str(self.company_b.id)], ["Luc Durand", ""]]
        ids = partners.load(["name", "company_id/.id"], rows)["ids"]
        self.assertEqual(partners.browse(ids).mapped("lang"), ["en_US", "fr_FR"])

    def test_15_who_is_entered_by_hand_speaks_what_odoo_says(self):
        self.assertEqual(self.env["res.partner"].create({"name": "Zoé Vidal"}).lang, "en_US")

    def test_15_who_comes_of_an_enquiry(self):
        lead = self.make_lead(
            False, contact_name="Zoé Vidal", email_from="zoe@vidal.example", partner_name="ACME", lang_id=False
        ).with_user(self.user_sales)
        lead._handle_partner_assignment(create_missing=True)
        self.assertEqual((lead.partner_id | lead.partner_id.parent_id).mapped("lang"), ["fr_FR"] * 2)

    def test_15_who_comes_of_an_enquiry_in_another_language(self):
        lead = self.make_lead(
            False, contact_name="Zoé Vidal", email_from="zoe@vidal.example", lang_id=self.env.ref("base.lang_en").id
        )
        lead._handle_partner_assignment(create_missing=True)
        self.assertEqual(lead.partner_id.lang, "en_US")

    def test_15_a_company_that_says_no_language(self):
        self.company_a.partner_id.lang = False
        self.user_sales.lang = "fr_FR"
        self.assertEqual(self.company_a.with_user(self.user_sales)._get_lang(), "fr_FR")
        self.assertEqual(self.env["res.company"]._get_lang(), "en_US")
