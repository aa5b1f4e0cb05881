from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import DealershipCommon

# name, what is known, kind
TABLE = [
    ("Jeanne Bonnet", {}, "consumer"),
    ("Craftsman with a VAT number", {"vat": "FR23334175221"}, "professional"),
    ("Craftsman with a registry number", {"company_registry": "334 175 221"}, "professional"),
    ("No VAT number, noted as Odoo does", {"vat": "/"}, "consumer"),
    ("SARL Aubrac", {"is_company": True}, "professional"),
    ("SARL Aubrac with a number", {"is_company": True, "company_registry": "33417522100017"}, "professional"),
    ("Ville", {"is_company": True, "company_registry": "211 202 023"}, "public"),
    ("Ville by its establishment", {"is_company": True, "company_registry": "21120202300017"}, "public"),
    ("Ville by its VAT number", {"is_company": True, "vat": "FR 03 211202023"}, "public"),
    ("Mairie d'Onet-le-Château", {"is_company": True}, "public"),
    ("COMMUNE DE RODEZ", {"is_company": True}, "public"),
    ("Les Amis du Viaur", {"is_company": True, "company_registry": "W121000123"}, "non_professional"),
    ("Association sportive de Rodez", {"is_company": True}, "non_professional"),
    ("Syndicat des copropriétaires Le Tarn", {"is_company": True}, "non_professional"),
    ("Transports Commune", {"is_company": True}, "professional"),
    ("Monsieur Mairie", {}, "consumer"),
]


@tagged("post_install", "-at_install")
class TestCustomerKind(DealershipCommon):
    """Issue 12: consumer, professional, non-professional body or public body."""

    def test_12_the_kind_that_numbers_and_names_tell(self):
        for name, known, kind in TABLE:
            self.assertEqual(self.make_customer(name, **known).customer_kind, kind, name)

    def test_12_what_a_country_has_no_data_for_is_told_by_odoo(self):
        company = self.make_customer("Mairie", is_company=True, country_id=self.env.ref("base.be").id)
        self.assertEqual(company.customer_kind, "professional")
        self.env["dealership.customer.kind.rule"].create(
            {"country_id": self.env.ref("base.be").id, "kind": "non_professional", "names": "* asbl", "source": "CSA"}
        )
        company.name = "Les Amis de la Meuse, ASBL"
        self.assertEqual(company.customer_kind, "non_professional")

    def test_12_contacts_and_addresses_are_of_the_kind_of_their_company(self):
        town = self.make_customer("Mairie de Rodez", is_company=True)
        contact = self.make_customer("Secretary", parent_id=town.id)
        address = self.make_customer("Invoices", parent_id=contact.id, type="invoice")
        self.assertEqual((contact + address).mapped("customer_kind"), ["public", "public"])
        town.name = "SARL Rodez"
        self.assertEqual((contact + address).mapped("customer_kind"), ["professional", "professional"])

    def test_12_a_correction_survives_whatever_is_computed_anew(self):
        company = self.make_customer("Mairie Presse", is_company=True)
        contact = self.make_customer("Journalist", parent_id=company.id)
        company.with_user(self.user_sales).customer_kind = "professional"
        self.assertEqual(contact.customer_kind, "professional")
        company.write({"name": "Mairie Presse et Cie", "vat": "FR23334175221", "company_registry": "211202023"})
        self.env.add_to_compute(company._fields["customer_kind"], company)
        self.env.flush_all()
        company.invalidate_recordset()
        self.assertEqual(company.customer_kind, "professional")
        company.customer_kind = "public"
        self.assertFalse(company.customer_kind_chosen, "that is what one tells anyhow")
        company.write({"name": "Presse", "company_registry": False})
        self.assertEqual(company.customer_kind, "professional")

    def test_12_corrected_in_the_form_and_emptied_again(self):
        customer = self.make_customer()
        view = "crm_dealership.res_partner_view_form"
        with Form(customer.with_user(self.user_sales), view=view) as form:
            form.customer_kind = "professional"
        self.assertEqual(customer.customer_kind, "professional")
        with Form(customer.with_user(self.user_sales), view=view) as form:
            form.customer_kind = False
        self.assertEqual(customer.customer_kind, "consumer")

    def test_12_given_when_created(self):
        self.assertEqual(
            self.make_customer("Mairie", is_company=True, customer_kind="professional").customer_kind, "professional"
        )

    def test_12_a_copy_is_told_anew(self):
        customer = self.make_customer()
        customer.customer_kind = "professional"
        self.assertEqual(customer.with_user(self.user_sales).copy().customer_kind, "consumer")

    def test_12_what_was_corrected_is_not_for_clients_to_write(self):
        with self.assertRaises(AccessError):
            self.make_customer().with_user(self.user_sales).write({"customer_kind_chosen": "public"})

    def test_12_rules_speak_of_it(self):
        town, jeanne = self.make_customer("Mairie", is_company=True), self.make_customer()
        rule = {"attribute": "customer.kind", "operator": "in", "value": ["public", "non_professional"]}
        found = self.make_targeting("customer", [rule])._search_subjects()
        self.assertEqual(found & (town + jeanne), town)

    def test_12_many_companies_cost_no_more_questions_than_one(self):
        france = self.env.ref("base.fr").id
        companies = self.env["res.partner"].create(
            [{"name": f"SARL {place}", "is_company": True, "country_id": france} for place in range(40)]
        )
        self.env.flush_all()

        def count(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env.add_to_compute(companies._fields["customer_kind"], partners)
            self.assertEqual(set(partners.mapped("customer_kind")), {"professional"})
            return self.env.cr.sql_log_count - before

        count(companies)
        self.assertLessEqual(count(companies), count(companies[0]) + 1)
