from lxml import etree

from odoo.exceptions import UserError
from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file, file_path

ADDON = "crm_dealership"
# What an update renews: people decide otherwise by a rule of their own.
LAW = "data/contact_rules/"
# What the code needs: people change it, and cannot delete it (an update would bring it back).
NEEDED = {"ir.cron", "mail.activity.type"}


@tagged("post_install", "-at_install")
class TestUpdate(TransactionCase):
    """``odoo -u`` leaves alone what people made of our data (11.22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.files = [name for name in Manifest.for_addon(ADDON)["data"] if name.startswith("data/")]

    def update(self):
        """Load the data files again as ``-u`` does, then the translations."""
        for name in self.files:
            convert_file(self.env, ADDON, name, {}, mode="update", noupdate=False)
        self.env["ir.module.module"]._load_module_terms([ADDON], ["fr_FR"])
        self.env.invalidate_all()

    def ref(self, name):
        return self.env.ref(f"{ADDON}.{name}", raise_if_not_found=False)

    def test_11_22_all_of_the_data_is_the_peoples(self):
        """A file added later is read by this test as well."""
        self.assertGreater(len(self.files), 10)
        records = 0
        for name in self.files:
            if name.startswith(LAW):
                continue
            root = etree.parse(file_path(f"{ADDON}/{name}")).getroot()
            with self.subTest(name):
                self.assertEqual(root.get("noupdate"), "1")
            for record in root.iter("record"):
                records += 1
                with self.subTest(f"{name} {record.get('id')}"):
                    self.assertEqual(record.get("forcecreate", "1"), "1" if record.get("model") in NEEDED else "0")
        self.assertGreater(records, 60)

    def test_12_06_record_rules_are_the_peoples(self):
        """As Odoo's own are: an Administrator who narrows a rule finds it as they left it."""
        files = [name for name in Manifest.for_addon(ADDON)["data"] if name.endswith(".xml")]
        roots = {name: etree.parse(file_path(f"{ADDON}/{name}")).getroot() for name in files}
        rules = {name: root for name, root in roots.items() if root.xpath("//record[@model='ir.rule']")}
        self.assertGreater(len(rules), 10)
        self.assertEqual({name for name, root in rules.items() if root.get("noupdate") != "1"}, set())

    def test_11_22_what_people_changed_stays(self):
        changes = {
            "scenario_model_birthday": {"name": "Our birthday card", "active": False, "run_hour": 7.5},
            "scenario_model_birthday_step_1": {"subject": "Ours", "body_html": "<p>Ours</p>"},
            "customer_profile_standard": {"name": "Ordinary"},
            "enquiry_type_apv": {"name": "Workshop", "color": 7},
            "tag_renewal": {"name": "Next car"},
            "tag_dissatisfied": {"name": "Unhappy"},
            "ir_cron_process_deliveries": {"active": False, "interval_number": 2},
            "mail_activity_type_approval": {"name": "To approve", "icon": "fa-check"},
        }
        for name, vals in changes.items():
            self.ref(name).write(vals)
        french = self.ref("scenario_model_birthday").with_context(lang="fr_FR")
        french.write({"name": "Notre carte", "explanation": "<p>La nôtre</p>"})
        self.update()
        for name, vals in changes.items():
            with self.subTest(name):
                [values] = self.ref(name).read(list(vals))
                self.assertEqual({key: values[key] for key in vals}, vals)
        self.assertEqual((french.name, french.explanation), ("Notre carte", "<p>La nôtre</p>"))

    def test_11_22_what_people_deleted_stays_away(self):
        names = ["scenario_model_abandoned_lead", "customer_profile_standard", "tag_renewal", "tag_dissatisfied"]
        names += ["enquiry_type_vd", "scenario_model_birthday_step_1"]
        everything = {"active_test": False}
        used = self.env["res.partner"].with_context(**everything)
        used.search([("customer_profile_id", "!=", False)]).customer_profile_id = False
        reminders = self.env["dealership.scenario"].with_context(**everything)
        other = self.ref("customer_profile_standard").copy({"name": "Other"})
        reminders.search([("reminder_profile_id", "!=", False)]).reminder_profile_id = other
        self.env["dealership.lead.lifetime"].with_context(**everything).search([]).unlink()
        self.env["crm.team.member"].with_context(**everything).search([]).enquiry_type_ids = False
        for name in names:
            self.ref(name).unlink()
        self.update()
        for name in [*names, "scenario_model_abandoned_lead_step_1"]:
            with self.subTest(name):
                self.assertFalse(self.ref(name))
        self.assertFalse(self.ref("scenario_model_birthday").step_ids)

    def test_13_the_law_is_renewed_and_what_companies_decided_stays(self):
        for name in filter(lambda name: name.startswith(LAW), self.files):
            with self.subTest(name):
                self.assertEqual(etree.parse(file_path(f"{ADDON}/{name}")).getroot().get("noupdate"), "0")
        law = self.ref("contact_rule_fr_phone_hours")
        own = law.copy({"country_id": False, "company_id": self.env.company.id, "note": "We close at noon"})
        own.hour_ids.filtered(lambda line: line.opens > 12).unlink()
        law.hour_ids.unlink()
        self.update()
        self.assertEqual((len(law.hour_ids), len(own.hour_ids)), (10, 5))

    def test_11_22_what_the_code_needs_is_switched_off_instead(self):
        crons = self.env["ir.model.data"].search([("module", "=", ADDON), ("model", "=", "ir.cron")])
        self.assertEqual(len(crons), 11)
        for cron in self.env["ir.cron"].browse(crons.mapped("res_id")):
            with self.subTest(cron.name), self.assertRaisesRegex(UserError, "switch them off"):
                cron.unlink()
        copy = self.ref("ir_cron_process_deliveries").copy()
        copy.unlink()
        with self.assertRaises(UserError):
            self.ref("mail_activity_type_approval").unlink()
