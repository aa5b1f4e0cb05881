import re

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .clicks_common import ClicksCommon
from .texts import find_faults

# How each is addressed; a formal letter has the title alone, and repeats it at its end.
SALUTATIONS = {
    "woman": {"Madame Martin", "Madame"},
    "man": {"Monsieur Dubois", "Monsieur"},
    "company": {"Madame, Monsieur"},
}


@tagged("post_install", "-at_install")
class TestByClicks(ClicksCommon):
    """Each card of the gallery, configured and run in a browser: what arrives is read at the mail server and the SMS
    provider, by a woman, a man and a company."""

    def test_sales_and_ownership(self):
        self.check_area("sales", "ownership")

    def test_workshop(self):
        self.check_area("workshop")

    def test_staff_telephony_and_accounting(self):
        self.check_area("staff", "telephony", "accounting")

    def test_no_area_is_forgotten(self):
        areas = dict(self.env["dealership.scenario.model"]._fields["area"].selection)
        self.assertEqual(set(areas), {"sales", "workshop", "ownership", "staff", "telephony", "accounting"})

    def check_area(self, *areas):
        cards = self.env["dealership.scenario.model"].search([("area", "in", areas)])
        people = {card: self.make_people(card) for card in cards}
        self.click_through(cards)
        for card in cards:
            with self.subTest(self.get_key(card)):
                scenario = self.get_scenario(card)
                self.assertEqual((scenario.state, scenario.user_id), ("active", self.director))
                customers = self.env["res.partner"].union(*people[card].values())
                self.carry_out(scenario, customers)
                if self.cases.settle(self.get_key(card), customers):
                    scenario._run(self.now)
                    self.let_time_pass(scenario)
                self.check_arrived(scenario, people[card])

    def check_arrived(self, scenario, people):
        """Each step reached each of the three by its channel, and nobody got a faulty text."""
        texts = self.read_texts(scenario)
        for delivery, text in texts.items():
            french = delivery.partner_id.lang == "fr_FR" or not self.is_for_customers(delivery)
            if delivery.channel == "sms":  # whose alphabet has no no-break space
                text = re.sub(r" (?=[?!:;])", "\N{NO-BREAK SPACE}", text)
            self.assertFalse(find_faults(text, french), f"{delivery.partner_id.name}\n{text}")
        for kind, person in people.items():
            own = {delivery: text for delivery, text in texts.items() if delivery.partner_id == person}
            reached = {delivery.step_id for delivery in own}
            self.assertEqual(reached, set(scenario.step_ids), f"{kind}: {self.explain(scenario, person)}")
            for delivery in filter(self.is_for_customers, own):
                self.check_courtesy(kind, own[delivery])

    def check_courtesy(self, kind, text):
        found = re.findall(r"Madame, Monsieur|Madame(?: \w+)?|Monsieur(?: \w+)?", text)
        self.assertTrue(found, text)
        self.assertLessEqual(set(found), SALUTATIONS[kind], text)

    def is_for_customers(self, delivery):
        return delivery.channel in ("email", "sms", "letter")

    def explain(self, scenario, person):
        """Return what became of a person's messages, for whoever reads a failure."""
        own = self.get_deliveries(scenario).filtered(lambda delivery: delivery.partner_id == person)
        return own.mapped(lambda delivery: (delivery.channel, delivery.state, delivery.reason, delivery.error))

    # -- what arrived ---------------------------------------------------------------------------------

    def read_texts(self, scenario):
        """Return ``{delivery: text}`` as whoever got it reads it, from where it arrived."""
        done = self.get_deliveries(scenario, "sent", "waiting")
        mails, messages = self.read_mails(), self.read_sms()
        texts = {}
        for delivery in done:
            match delivery.channel:
                case "email" if delivery.email_message_id in mails:
                    texts[delivery] = self.read_mail(mails[delivery.email_message_id])
                case "sms" if delivery.sms_reference in messages:
                    texts[delivery] = messages[delivery.sms_reference]
                case "letter" if delivery.text_body:
                    texts[delivery] = f"{delivery.text_subject}\n{html2plaintext(delivery.text_body)}"
                case "task" | "call" if delivery.activity_ids:
                    activity = delivery.activity_ids
                    texts[delivery] = f"{activity.summary}\n{html2plaintext(activity.note)}"
                case "lead":
                    lead = self.env["crm.lead"].search([("dealership_delivery_id", "=", delivery.id)])
                    texts[delivery] = f"{lead.name}\n{html2plaintext(lead.description)}"
        return texts

    def read_mail(self, message):
        """Return subject and plain text; the HTML is what they are made from."""
        html = message.get_body(("html",)).get_content()
        self.assertNotRegex(html, r"\{\{|\{%|>\s*(False|None)\s*<")
        return f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}"
