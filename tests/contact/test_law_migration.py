from importlib.util import module_from_spec, spec_from_file_location

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path


def load_script(name):
    """Return a migration script as a module."""
    spec = spec_from_file_location("script", file_path(f"crm_dealership/migrations/{name}.py"))
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@tagged("post_install", "-at_install")
class TestLawMigration(TransactionCase):
    """What people made of contact hours and of the settings of 19.0.1.0.0 stays; the rest follows the country (13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cr.execute(
            """ALTER TABLE res_company ADD COLUMN dealership_opt_in_required boolean,
                                       ADD COLUMN dealership_sms_stop boolean"""
        )
        cls.env["dealership.contact.rule"].search([("company_id", "!=", False)]).unlink()
        cls.script = load_script("19.0.1.1.0/post-contact_rules")

    def migrate(self, country, opt_in=False, mentions=False, hours=()):
        """Return what a company has decided after the update, as ``{kind: (channel, purpose, summary)}``."""
        company = self.env["res.company"].create(
            {"name": f"Old {country}", "country_id": self.env.ref(f"base.{country}").id}
        )
        self.env.flush_all()
        # Every other company is as it was installed: nothing is to be kept of it.
        self.cr.execute(
            """UPDATE res_company company
                  SET dealership_opt_in_required = FALSE, dealership_sms_stop = country.code = 'FR'
                 FROM res_partner partner LEFT JOIN res_country country ON country.id = partner.country_id
                WHERE partner.id = company.partner_id"""
        )
        self.cr.execute(
            "UPDATE res_company SET dealership_opt_in_required = %s, dealership_sms_stop = %s WHERE id = %s",
            (opt_in, mentions, company.id),
        )
        self.cr.execute(
            """CREATE TABLE dealership_contact_hours (
                   company_id integer, channel varchar, purpose varchar, opens float8, closes float8,
                   on_saturday boolean, on_sunday boolean, on_holidays boolean);
               INSERT INTO dealership_contact_hours
               SELECT company.id, 'sms', 'marketing', 8, 22, TRUE, FALSE, FALSE FROM res_company company
                 JOIN res_partner partner ON partner.id = company.partner_id
                 JOIN res_country country ON country.id = partner.country_id
                WHERE country.code = 'FR' AND company.id != %s""",
            (company.id,),
        )
        for line in hours:
            self.cr.execute("INSERT INTO dealership_contact_hours VALUES %s", ((company.id, *line),))
        self.script.migrate(self.cr, "19.0.1.0.0")
        rules = self.env["dealership.contact.rule"].search([("company_id", "!=", False)])
        self.assertFalse(rules.company_id - company)
        self.assertTrue(all(rules.mapped("note")))
        return {rule.kind: (rule.channel, rule.purpose, rule.summary) for rule in rules}

    def test_13_who_changed_nothing_follows_the_country(self):
        installed = ("sms", "marketing", 8, 22, True, False, False)
        self.assertEqual(self.migrate("fr", mentions=True, hours=[installed]), {})
        self.assertEqual(self.migrate("ch"), {})

    def test_13_settings_stay(self):
        installed = ("sms", "marketing", 8, 22, True, False, False)
        self.assertEqual(
            self.migrate("fr", opt_in=True, mentions=False, hours=[installed]),
            {
                "consent": (False, "marketing", "A “yes”"),
                "mention": ("sms", "marketing", "No mention is asked for"),
            },
        )

    def test_13_a_yes_that_the_country_wants_proved_still_is(self):
        self.migrate("fr", opt_in=True, mentions=True, hours=[("sms", "marketing", 8, 22, True, False, False)])
        company = self.env["dealership.contact.rule"].search([("company_id", "!=", False)]).company_id
        laws = {name: company._get_contact_law(name, "marketing", "consumer") for name in ("email", "phone")}
        self.assertEqual(
            {name: (law.need, law.proof) for name, law in laws.items()},
            {"email": ("opt_in", False), "phone": ("opt_in", True)},
        )

    def test_13_hours_stay(self):
        changed = ("sms", "marketing", 9, 19.5, True, False, True)
        self.assertEqual(
            self.migrate("fr", mentions=True, hours=[changed]),
            {
                "hours": ("sms", "marketing", "Monday – Saturday 09:00–19:30 (where the point of sale is)"),
                "holidays": ("sms", "marketing", "Public holidays are days like any other"),
            },
        )

    def test_13_hours_that_were_deleted_stay_away(self):
        self.assertEqual(
            self.migrate("fr", mentions=True),
            {
                "hours": ("sms", "marketing", "At any hour"),
                "holidays": ("sms", "marketing", "Public holidays are days like any other"),
            },
        )
