import json

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..ledger.common import DeliveryCommon
from ..printing import make_pdf
from ..targeting.import_common import ImportCommon
from .roles import ROLES, RolesCommon

# ruff: noqa: E501 the table
# A letter of team_a, and one that reminds of an invoice of team_a, both kept as PDF; a file of people in a targeting
# that everybody may use. Each is asked for in every way that Odoo has.
WHO = """
                    nobody portal internal user user_b director director_b director_foreign accountant administrator administrator_foreign
letter.report          .      .      .       x     .       x         .              .             .           x               .
letter.download        .      .      .       x     .       x         .              .             .           x               .
letter.file            .      .      .       x     .       x         .              .             .           x               .
letter.text            .      .      .       x     .       x         .              .             .           x               .
reminder.report        .      .      .       x     .       x         x              .             x           x               .
reminder.download      .      .      .       x     .       x         x              .             x           x               .
reminder.file          .      .      .       x     .       x         x              .             x           x               .
people.field           .      .      .       .     .       x         .              .             .           x               .
people.file            .      .      .       .     .       x         .              .             .           x               .
"""
# The reports of ours, and the rows of each; who gets a customer's file is said in tests/customer/test_personal_data.py.
REPORTS = {"crm_dealership.letter": ("letter", "reminder"), "crm_dealership.personal_file": ()}


@tagged("post_install", "-at_install")
class TestDocuments(RolesCommon, ImportCommon, DeliveryCommon, HttpCase):
    """Whatever is kept as a file, asked for by HTTP: nobody gets what they may not read the record of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter, cls.letter_file = cls._make_letter("Jeanne")
        cls.reminder, cls.reminder_file = cls._make_letter("Debtor")
        # The rules look at no more of a scenario than whether it reminds.
        cls.env.cr.execute(
            "UPDATE dealership_scenario SET reminder_profile_id = %s WHERE id = %s",
            [cls.env.ref("crm_dealership.customer_profile_standard").id, cls.reminder.scenario_id.id],
        )
        cls.people = cls.make_targeting(name="Open day", mode="import", visibility="everyone")
        cls.draft = cls.make_import("Mail;Nom\nsecret@customer.test;Secret\n", targeting=cls.people)
        cls.draft_file = cls.env["ir.attachment"].search(
            [("res_model", "=", cls.draft._name), ("res_id", "=", cls.draft.id), ("res_field", "=", "file")]
        )
        cls.env.invalidate_all()

    @classmethod
    def _make_letter(cls, name):
        """Return a letter that was written, and the PDF that is kept of it."""
        cls.make_customer(name, city=f"{name}-Ville", street="1 rue Neuve")
        rule = {"attribute": "customer.city", "operator": "is", "value": f"{name}-Ville"}
        scenario = cls.make_scenario(
            cls.make_targeting("customer", [rule]), [{"channel": "letter"}], message=cls.make_message(channel="letter")
        )
        letter = scenario._run(fields.Datetime.now()).delivery_ids
        letter.write({"text_subject": "Confidential", "text_body": f"<p>Dear {name}</p>"})
        return letter, cls.env["ir.attachment"].create(
            {
                "name": letter._get_letter_name(),
                "raw": make_pdf(title=f"Letter to {name}"),
                "mimetype": "application/pdf",
                "res_model": letter._name,
                "res_id": letter.id,
            }
        )

    def get_addresses(self):
        """Return ``{row: (address, what is in the answer)}``; in tests Odoo makes no PDF unless it is told to."""
        pdf = "context=" + json.dumps({"force_report_rendering": True})
        addresses = {
            "letter.text": (f"/report/html/crm_dealership.letter/{self.letter.id}", b"Dear Jeanne"),
            "people.field": (f"/web/content/{self.draft._name}/{self.draft.id}/file", b"secret@"),
            "people.file": (f"/web/content/{self.draft_file.id}", b"secret@"),
        }
        for name, letter, file in (
            ("letter", self.letter, self.letter_file),
            ("reminder", self.reminder, self.reminder_file),
        ):
            report = f"/report/pdf/crm_dealership.letter/{letter.id}"
            data = json.dumps([report, "qweb-pdf"])
            addresses[f"{name}.report"] = (f"{report}?{pdf}", file.raw)
            addresses[f"{name}.download"] = (f"/report/download?data={data}&{pdf}", file.raw)
            addresses[f"{name}.file"] = (f"/web/content/{file.id}", file.raw)
        return addresses

    def test_11_01_every_report_has_a_line(self):
        ours = self.env["ir.model.data"].search(
            [("module", "=", "crm_dealership"), ("model", "=", "ir.actions.report")]
        )
        names = set(self.env["ir.actions.report"].browse(ours.mapped("res_id")).mapped("report_name"))
        self.assertEqual(names, set(REPORTS), "add the new report to REPORTS and WHO, by hand")
        rows = {row.partition(".")[0] for row in self.read_table(WHO)}
        self.assertEqual(rows, {"people", *(row for rows in REPORTS.values() for row in rows)})
        self.assertEqual(set(self.read_table(WHO)), set(self.get_addresses()))

    @mute_logger("odoo.http", "odoo.addons.web.controllers.report", "odoo.addons.base.models.ir_rule")
    def test_11_01_who_gets_what(self):
        got = {row: set() for row in self.read_table(WHO)}
        for role in ROLES:
            self.log_in(role)
            for row, [address, content] in self.get_addresses().items():
                answer = self.url_open(address, allow_redirects=False)
                if content in answer.content:
                    got[row].add(role)
                elif b"%PDF" in answer.content:
                    self.fail(f"{row}: another PDF for {role}")
        for row, expected in self.read_table(WHO).items():
            with self.subTest(row):
                self.assertEqual(got[row], expected)

    @mute_logger("odoo.http")
    def test_11_01_one_may_not_hide_among_others(self):
        """Nor do an Administrator's words for the name, which read nothing of the record, open what is kept."""
        own, _file = self._make_letter("Bruno")
        own.team_id = self.team_b
        self.log_in("user_b")
        context = json.dumps({"force_report_rendering": True})
        addresses = [f"/report/pdf/crm_dealership.letter/{ids}" for ids in (own.id, f"{own.id},{self.letter.id}")]
        answers = [self.url_open(address, params={"context": context}) for address in addresses]
        self.assertEqual([answer.status_code for answer in answers], [200, 403])
        report = self.env.ref("crm_dealership.dealership_delivery_report_letter")
        report.attachment, self.letter_file.name = "'letter.pdf'", "letter.pdf"
        [_own, others] = addresses
        self.assertEqual(self.url_open(others, params={"context": context}).status_code, 403)

    def test_11_01_the_name_of_a_kept_letter(self):
        for role in ("portal", "internal", "user_b", "director_foreign", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.letter.with_user(self.users[role])._get_letter_name()

    def test_11_01_nobody_sends_what_they_may_not_read(self):
        """A file in a message leaves with the superuser's rights: whoever adds it has to read it first."""
        director = self.users["director_foreign"]
        messages = self.env["dealership.message"].with_user(director)
        vals = {"name": "Letters of others", "subject": "x", "body_html": "<p>x</p>"}
        mine = messages.create(vals)
        for files in (self.letter_file, self.reminder_file, self.draft_file):
            with self.assertRaises(AccessError):
                messages.create({**vals, "attachment_ids": files.ids})
            with self.assertRaises(AccessError):
                mine.attachment_ids = files
        own = self.env["ir.attachment"].with_user(director).create({"name": "Prices.pdf", "raw": b"%PDF-"})
        mine.attachment_ids = own
        self.assertEqual((own.res_model, own.res_id), (mine._name, mine.id), "others who change the message see it")
        copied = mine.copy()
        mine.unlink()
        self.assertEqual(copied.attachment_ids.raw, b"%PDF-")

    def test_11_01_the_people_in_a_file(self):
        """Who may use a targeting sees how its imports went, and the people in them no more than their rows."""
        director, own = self.users["director_b"], self.user_director
        with self.assertRaises(AccessError):
            self.draft.with_user(director).read(["name"])
        self.assertTrue(self.draft.with_user(own).read(["file", "sample"]))
        self.draft.action_start()
        self.env.invalidate_all()
        for user in (director, self.user_sales_b):
            self.assertEqual(self.draft.with_user(user).unknown_count, 1)
        [shown] = self.draft.with_user(director).read(["file", "sample", "preview"])
        self.assertFalse(shown["file"] or shown["sample"])
        self.assertNotIn("secret", shown["preview"])
