import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon
from ..link.test_links_table import _is_link_of_ours as is_link_of_ours

# Models of ours that name a customer and are no part of the file, each with the reason.
EXEMPT = {
    "dealership.receivable": "a figure of what is owed, read from the invoices",
    "dealership.reminder.todo": "the messages that wait, read from the ledger",
    "dealership.duplicate": "that somebody looks like another is a guess, made of what the file has",
    "dealership.delivery.report": "figures, read from the ledger",
    "dealership.erasure": "who had the address of somebody erased, and is somebody else: said of no customer to them",
}


@tagged("post_install", "-at_install")
class TestPersonalData(DeliveryCommon):
    """The whole file of a customer, for them: all that is held, and nothing that whoever exports may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_administrator.group_ids += cls.env.ref("account.group_account_invoice")
        cls.jeanne = cls.make_townsman("Jeanne", lang="en_US")

    def fill(self):
        """Have one of everything that is kept of a customer."""
        jeanne = self.jeanne
        self.env["dealership.consent"]._record(
            jeanne, "marketing", "email", True, "form", NOW, self.company_a, origin="form", wording="I agree"
        )
        vehicle = self.make_vehicle(jeanne, license_plate="AB-123-CD", vin_sn="VF3CCHMZ6JT000001")
        recall = self.env["dealership.recall"].create({"name": "Airbag", "company_id": self.company_a.id})
        recall._load_list({vehicle.vin_sn: None}, False)
        self.make_repair_order(jeanne, vehicle, description="Brakes")
        self.make_appointment(jeanne, description="<p>Coffee</p>")
        self.make_lead(jeanne, description="<p>Likes red</p>")
        self.make_invoice(jeanne)
        self.env["dealership.call"].create(
            {
                "partner_id": jeanne.id,
                "company_id": self.company_a.id,
                "transcription": "I am Jeanne",
                "started_at": NOW,
            }
        )
        self.env["dealership.reply"].create(
            {
                "partner_id": jeanne.id,
                "company_id": self.company_a.id,
                "sender": "+33612345678",
                "body": "Yes",
                "provider_reference": "1",
            }
        )
        self.env["dealership.do.not.contact"].create({"address": "06 12 34 56 78", "company_id": self.company_a.id})
        self.env["dealership.dead.address"]._note(
            {"address": "+33612345678", "channel": "sms", "company_id": self.company_a.id, "since": NOW, "why": "30005"}
        )
        self.env["dealership.list.check"].create({"list_name": "List", "number": "+33612345678"})
        people = self.make_targeting(name="Open day", mode="import")
        file = self.env["dealership.targeting.import"].sudo().create({"targeting_id": people.id, "name": "p.csv"})
        self.env["dealership.targeting.import.row"].sudo().create(
            {"import_id": file.id, "number": 1, "status": "matched", "partner_id": jeanne.id, "content": "Jeanne"}
        )
        self.run_and_send(self.make_scenario(self.targeting, purpose="service"))
        jeanne.message_post(body=jeanne.name, author_id=jeanne.id)

    def export(self, partner=None, user=None):
        partner = (partner or self.jeanne).with_user(user or self.user_administrator)
        return json.loads(partner._get_personal_file())

    def test_13_every_model_that_names_a_customer_has_a_part(self):
        naming = {
            name
            for name, model in self.env.registry.items()
            if not model._abstract and not model._transient
            for field in model._fields.values()
            if field.comodel_name == "res.partner" and is_link_of_ours(field)
        }
        contributing = {model._name for model in self.jeanne._get_personal_models()}
        self.assertGreater(len(contributing & naming), 10)
        self.assertFalse(naming - contributing - set(EXEMPT), "Neither a part of the file, nor exempt with a reason")
        self.assertFalse(set(EXEMPT) & contributing)
        self.assertFalse(set(EXEMPT) - naming, "Exempt without need")

    def test_13_every_part_has_something(self):
        """With one of everything, no section is empty; keys are unique."""
        self.fill()
        file = self.export()
        self.assertEqual(file["not_readable"], [])
        self.assertEqual([key for key, rows in file["data"].items() if not rows], [])
        keys = [model._personal_data_key for model in self.jeanne._get_personal_models()]
        self.assertEqual(sorted(keys), sorted(file["data"]))
        self.assertEqual(file["format"], "crm_dealership/personal-data/1")

    def test_13_what_it_says(self):
        self.fill()
        data = self.export()["data"]
        identity, decision, call = data["identity"][0], data["decisions"][0], data["calls"][0]
        self.assertEqual(
            (identity["name"], identity["email"], identity["erased_at"]), ("Jeanne", "jeanne@customer.test", None)
        )
        self.assertEqual((decision["decided_at"], decision["wording"]), ("2026-03-14T08:00:00Z", "I agree"))
        self.assertEqual(call["transcription"], "I am Jeanne")
        self.assertEqual(data["vehicles"][0]["license_plate"], "AB-123-CD")
        self.assertEqual(data["leads"][0]["description"], "Likes red")
        message = data["messages"][0]
        self.assertEqual((message["state"], message["scenario_id"]), ("sent", "Scenario"))
        self.assertIn("Dear Jeanne", message["text"])
        self.assertIn(self.targeting.name, [each["name"] for each in data["targetings"]])

    def test_13_addresses_are_in_it_and_other_people_are_not(self):
        bills = self.make_townsman("Bills", parent_id=self.jeanne.id, type="invoice", email="bills@x.test")
        self.make_townsman("Paul", email="paul@x.test")
        for partner in (self.jeanne, bills):
            names = {each["name"] for each in self.export(partner)["data"]["identity"]}
            self.assertEqual(names, {"Jeanne", "Bills"})

    def test_13_an_archived_customer_and_one_who_was_merged(self):
        again = self.make_townsman("Jeanne again", email="again@x.test")
        self.make_lead(again)
        self.env["base.partner.merge.automatic.wizard"]._merge([self.jeanne.id, again.id], self.jeanne)
        self.jeanne.active = False
        data = self.export()["data"]
        self.assertEqual((len(data["leads"]), data["identity"][0]["active"]), (1, False))

    def test_13_erased_and_imported_again(self):
        self.jeanne._erase(NOW)
        back = self.make_townsman("Jeanne", email="jeanne@customer.test")
        identity = self.export(back)["data"]["identity"][0]
        self.assertEqual((identity["erased_at"], identity["erased_as"]), ("2026-03-14T08:00:00Z", "own_wish"))
        gone = self.export(self.jeanne)["data"]["identity"][0]
        self.assertEqual((gone["emptied_at"], gone["email"]), ("2026-03-14T08:00:00Z", None))

    def test_13_nothing_of_a_company_that_was_not_chosen(self):
        shared = self.make_customer("Shared", team_id=False, company_id=False)
        elsewhere = {"team_id": self.team_foreign.id, "company_id": self.company_b.id}
        self.make_lead(shared)
        self.make_lead(shared, user_id=self.user_foreign.id, **elsewhere)
        for company in self.company_a | self.company_b:
            self.env["dealership.consent"]._record(shared, "marketing", "email", True, "form", NOW, company)
        one = shared.with_context(allowed_company_ids=self.company_a.ids)
        both = shared.with_context(allowed_company_ids=(self.company_a | self.company_b).ids)
        for partner, count in ((one, 1), (both, 2)):
            data = self.export(partner)["data"]
            self.assertEqual((len(data["leads"]), len(data["decisions"])), (count, count))
        self.assertNotIn(self.company_b.name, json.dumps(self.export(one)))

    def test_13_what_may_not_be_read_is_named(self):
        self.user_administrator.group_ids -= self.env.ref("account.group_account_invoice")
        self.make_invoice(self.jeanne)
        file = self.export()
        if not self.env["account.move"].with_user(self.user_administrator).has_access("read"):
            self.assertEqual(file["not_readable"], ["invoices"])
            self.assertNotIn("invoices", file["data"])

    def test_13_administrators_who_may_export(self):
        report = self.env["report.crm_dealership.personal_file"]
        for user in (self.user_sales, self.user_director):
            jeanne = self.jeanne.with_user(user)
            for ask in (
                jeanne.action_download_file,
                jeanne.action_print_file,
                jeanne._get_personal_file,
                lambda user=user: report.with_user(user)._get_report_values(self.jeanne.ids),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask()

    def test_13_printed_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.fill()
        self.jeanne.lang = "fr_FR"
        report = self.env["ir.actions.report"].with_user(self.user_administrator)
        content, _kind = report._render_qweb_html("crm_dealership.personal_file", self.jeanne.ids)
        page = content.decode()
        for words in ("jeanne@customer.test", "AB-123-CD", "I am Jeanne", "Likes red", "14/03/2026"):
            self.assertIn(words, page)
        self.jeanne.lang = "en_US"
        content, _kind = report._render_qweb_html("crm_dealership.personal_file", self.jeanne.ids)
        self.assertIn("What we hold about you", content.decode())
        self.assertIn("03/14/2026", content.decode())
