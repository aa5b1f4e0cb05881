import email
import json
from email.policy import default
from unittest.mock import patch

from lxml import html

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import html2plaintext

from ..email.smtp_common import SmtpCommon
from ..printing import BlankPages

NAME, ADDRESS = "Jeanne Voyage", "jeanne.voyage@customer.test"
MAILINGS = "/odoo/action-mass_mailing.mailing_mailing_action_mail"
SCENARIOS = "/odoo/action-crm_dealership.dealership_scenario_action"
CUSTOMERS = "/odoo/action-crm_dealership.res_partner_action"


@tagged("post_install", "-at_install")
class TestConsentJourney(BlankPages, SmtpCommon, HttpCase):
    """One customer under French law, from an e-mail in their mailbox to the day on which a file brings them back.

    What the customer does, they do from what is in their mailbox, on pages without a login; what the dealership does,
    it does by clicks.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        # What the tests lift is the law of France again.
        cls.env["dealership.contact.rule"].search([("company_id", "!=", False)]).unlink()
        cls.company_a.dealership_double_opt_in = True
        cls.env["dealership.topic"].search(Domain.TRUE).active = False
        cls.tyres, cls.cars = cls.env["dealership.topic"].create(
            [{"name": name, "company_id": cls.company_a.id} for name in ("Tyres", "New cars")]
        )
        cls.jeanne.write({"name": NAME, "email": ADDRESS, "lang": "en_US"})
        cls.paul = cls.make_townsman("Paul Autre", email="paul@customer.test", lang="en_US", phone="+33 6 55 55 55 55")
        cls.agree_at_the_counter(cls.jeanne | cls.paul)
        cls.administrator = cls.user_administrator
        cls.administrator.group_ids += cls.env.ref("mass_mailing.group_mass_mailing_user")
        cls.administrator.group_ids += cls.env.ref("account.group_account_invoice")

    @classmethod
    def agree_at_the_counter(cls, customers):
        cls.env["dealership.consent"]._record(
            customers, "marketing", "email", True, "At the counter", None, cls.company_a, origin="counter"
        )

    def setUp(self):
        super().setUp()
        self.files = []
        customers, reports = self.env.registry["res.partner"], self.env.registry["ir.actions.report"]
        write_json, write_pdf = customers._get_personal_file, reports._render_qweb_pdf

        def keep(records):
            self.files.append(write_json(records))
            return self.files[-1]

        def print_really(records, *args, **options):
            return write_pdf(records.with_context(force_report_rendering=True), *args, **options)

        self.startPatcher(patch.object(customers, "_get_personal_file", keep))
        self.startPatcher(patch.object(reports, "_render_qweb_pdf", print_really))

    def test_13_from_the_mailbox_to_coming_back(self):
        self.get_an_offer()
        self.choose_topics()
        self.agree_once_more()
        self.withdraw()
        self.be_left_out_by_odoo()
        self.have_the_file_and_be_erased()
        self.come_back_with_a_file()

    # -- the customer's side ---------------------------------------------------------------------------

    def get_an_offer(self):
        deliveries = self.run_and_send(self.make_scenario(self.targeting, name="Spring offer"), self.now)
        self.assertDeliveries(deliveries, {NAME: "sent", "Paul Autre": "sent"})
        self.preferences = self.find_link("Your preferences")

    def choose_topics(self):
        """No tyres, but text messages about new cars."""
        tyres, cars = f"email-{self.tyres.id}", f"sms-{self.cars.id}"
        self.assertEqual(self.read_ticks(tyres, cars, "email", "sms"), [True, False, True, False])
        self.assertIn("Your preferences are saved", self.submit(self.preferences, **{tyres: False, cars: True}))
        self.assertEqual(self.read_ticks(tyres, cars, "email", "sms"), [False, True, True, False])
        self.assertEqual(self.ask("email", self.tyres), False)
        self.assertEqual((self.ask("sms", self.cars), self.ask("sms")), (True, None))

    def agree_once_more(self):
        """Tyres after all: that counts once the link in an e-mail was opened and the button there pressed."""
        self.sink.messages.clear()
        tyres = f"email-{self.tyres.id}"
        self.assertIn("Please look into your mailbox", self.submit(self.preferences, **{tyres: True}))
        self.assertEqual(self.ask("email", self.tyres), False)
        self.env["mail.mail"].process_email_queue()
        link = self.find_link("Confirm")
        self.assertIn("Please confirm your choice", self.url_open(link).text)
        self.assertEqual(self.ask("email", self.tyres), False, "looking is no yes")
        self.assertIn("Your preferences are saved", self.submit(link))
        self.assertEqual(self.ask("email", self.tyres), True)

    def withdraw(self):
        page = self.submit(self.preferences, form=1)
        self.assertIn("You will get no more offers and news", page)
        self.assertEqual({self.ask(channel) for channel in ("email", "sms", "phone", "letter")}, {False})
        self.assertEqual((self.ask("email", self.tyres), self.ask("sms", self.cars)), (False, False))

    def find_link(self, words):
        """Return where a link of the e-mail in the customer's mailbox leads to."""
        messages = [content for _from, to, content in self.sink.messages if to == [ADDRESS]]
        message = email.message_from_bytes(messages[-1], policy=default)
        body = html.fromstring(message.get_body(("html",)).get_content())
        link = next(link for link in body.iter("a") if link.text_content().strip() == words)
        base = self.env["ir.config_parameter"].get_param("web.base.url")
        self.assertTrue(link.get("href").startswith(base))
        return link.get("href")[len(base) :]

    def read_ticks(self, *keys):
        page = html.fromstring(self.url_open(self.preferences).content)
        ticks = {box.get("value"): box.get("checked") is not None for box in page.xpath("//input[@type='checkbox']")}
        return [ticks[key] for key in keys]

    def submit(self, url, form=0, **changes):
        """Send a form of a page as a browser does, after changing some ticks; return what the next page says."""
        form = html.fromstring(self.url_open(url).content).xpath("//form")[form]
        data = [(each.get("name"), each.get("value")) for each in form.xpath(".//input[@type='hidden']")]
        for box in form.xpath(".//input[@type='checkbox']"):
            if changes.get(box.get("value"), box.get("checked") is not None):
                data.append((box.get("name"), box.get("value")))
        values = {}
        for name, value in data:
            values.setdefault(name, []).append(value)
        action = form.get("action") or url
        response = self.url_open(action[action.index("/dealership/") :], data=values)
        return html2plaintext(response.text)

    def ask(self, channel, topic=None):
        self.env.invalidate_all()
        state = self.env["dealership.consent"]._get_state(
            self.jeanne, "marketing", channel, company=self.company_a, topic=topic
        )
        return state[self.jeanne.id]

    # -- the dealership's ------------------------------------------------------------------------------

    def tour(self, address, name):
        self.start_tour(address, f"crm_dealership.{name}", login=self.administrator.login)
        self.env.invalidate_all()

    def be_left_out_by_odoo(self):
        """Odoo's own mailings to customers, and to a mailing list with the same address, go to the others."""
        people = self.jeanne | self.paul
        mailing_list = self.env["mailing.list"].create(
            {
                "name": "Newsletter",
                "contact_ids": [Command.create({"name": each.name, "email": each.email.upper()}) for each in people],
            }
        )
        for model, vals in (
            ("res.partner", {"mailing_domain": [("id", "in", people.ids)]}),
            ("mailing.list", {"contact_list_ids": mailing_list.ids}),
        ):
            self.sink.messages.clear()
            mailing = self.env["mailing.mailing"].create(
                {
                    "subject": "Odoo's own",
                    "body_html": "<p>Hello</p>",
                    "mailing_model_id": self.env["ir.model"]._get_id(model),
                    "user_id": self.administrator.id,
                    **vals,
                }
            )
            self.tour(f"{MAILINGS}/{mailing.id}", "consent_odoo_mailing")
            self.env.ref("mass_mailing.ir_cron_mass_mailing_queue").method_direct_trigger()
            self.env["mail.mail"].process_email_queue()
            self.assertEqual([address.lower() for address in self.sink.recipients], ["paul@customer.test"], model)
            left_out = mailing.mailing_trace_ids.filtered(lambda trace: trace.trace_status == "cancel")
            self.assertEqual((left_out.failure_type, left_out.email), ("mail_optout", ADDRESS), model)

    def have_the_file_and_be_erased(self):
        self.tour(CUSTOMERS, "consent_file_and_erasing")
        self.assertFalse(self.jeanne.active or self.jeanne.email)
        (file,) = self.files
        decisions = json.loads(file)["data"]["decisions"]
        told = {(line["origin"], line["channel"], line["topic_id"], line["granted"]) for line in decisions}
        counter = ("counter", "email", None, True)
        page = {("page", "email", "Tyres", True), ("page", "email", "Tyres", False), ("page", "sms", "New cars", True)}
        self.assertLessEqual({counter, *page}, told)
        refused = {line["channel"] for line in decisions if line["wording"] == "No more offers and news at all"}
        self.assertEqual(refused, {"email", "sms", "phone", "letter"})
        evidence = {(line["wording"], line["wording_version"] != "") for line in decisions if line["origin"] == "page"}
        self.assertIn((f"{self.team_a.name} may contact me. E-mail: Tyres", True), evidence)
        (printed,) = self.printed
        paper = html2plaintext(printed)
        for words in (NAME, ADDRESS, "At the counter", "Preference page: Spring offer", "E-mail: Tyres"):
            self.assertIn(words, paper)

    def come_back_with_a_file(self):
        self.tour("/odoo/dealership-targetings/new", "consent_imported_again")
        targeting = self.env["dealership.targeting"].search([("name", "=", "Voyage again")])
        back, paul = targeting._search_subjects().sorted("name")
        self.assertEqual((back.name, back.email_normalized, back.erased_as), (NAME, ADDRESS, "own_wish"))
        # Who came with the same file and said yes shows that the scenario writes.
        self.agree_at_the_counter(paul)
        scenario = self.make_scenario(targeting, name="To the file")
        self.sink.messages.clear()
        self.tour(f"{SCENARIOS}/{scenario.id}", "consent_run")
        self.send(fields.Datetime.now())
        self.assertEqual(self.sink.recipients, ["paul@other.test"])
        self.assertDeliveries(scenario.run_ids.delivery_ids, {NAME: ("skipped", "erased"), "Paul Autre": "sent"})
        self.tour(f"{SCENARIOS}/{scenario.id}", "consent_left_out")
        self.tour(CUSTOMERS, "consent_form_again")
