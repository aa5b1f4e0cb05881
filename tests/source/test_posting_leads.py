import json
import re
from datetime import datetime
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ..documented import DOCS, read_examples
from .test_posting import NO_COUNTS, SourceCommon

JSON = {"Content-Type": "application/json"}
CONSENT = {"purpose": "marketing", "channel": "email", "granted": True, "wording": "Je souhaite recevoir vos offres."}


@tagged("post_install", "-at_install")
class TestPostingLeads(SourceCommon, HttpCase):
    def post_leads(self, body, **options):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.post("lead", content, headers=JSON, **options)

    def find_lead(self, **domain):
        domain = [("company_id", "=", self.company_a.id), *((name, "=", value) for name, value in domain.items())]
        return self.env["crm.lead"].search(domain)

    def test_10_1_all_fields(self):
        enquiry = {
            "id": "A-1",
            "requested_at": "2026-11-30T09:12:00+01:00",
            "type": "used",
            "person": {
                "first_name": "Solange",
                "last_name": "Vayssade",
                "company": "Transports Vayssade",
                "email": "Solange.Vayssade@example.com",
                "phone": "06 44 55 66 77",
                "street": "1 rue Neuve",
                "zip": "12000",
                "city": "Rodez",
                "country": "FR",
            },
            "message": "Bonjour,\nest-elle disponible ?",
            "vehicle": {"make": "Peugeot (test)", "model": "208", "year": 2021, "price": 12990},
            "trade_in": {"make": "Renault (test)", "model": "Clio"},
            "point_of_sale": self.team_b.name,
            "form": {"page": "/208", "fields": ["a", 2]},
        }
        answer = self.post_leads(enquiry).json()
        self.assertEqual({name: answer[name] for name in NO_COUNTS}, {**NO_COUNTS, "created_count": 1})
        self.assertEqual(answer["leads"], [{"id": "A-1", "outcome": "created", "problems": []}])
        lead = self.find_lead(email_from="solange.vayssade@example.com")
        self.assertEqual((lead.contact_name, lead.partner_name), ("Solange Vayssade", "Transports Vayssade"))
        self.assertEqual((lead.phone, lead.zip, lead.country_id.code), ("06 44 55 66 77", "12000", "FR"))
        self.assertEqual((lead.business_attribute, lead.brand_id), ("vo", self.brand_peugeot))
        self.assertEqual((lead.team_id, lead.requested_at), (self.team_b, datetime(2026, 11, 30, 8, 12)))
        for text in ("est-elle disponible", "12990", "Renault (test) Clio", "form.page", "form.fields[1]"):
            self.assertIn(text, lead.description)
        again = self.post_leads(enquiry).json()
        self.assertEqual(again["leads"][0]["outcome"], "unchanged")
        self.assertEqual(self.find_lead(email_from="solange.vayssade@example.com"), lead)

    def test_10_1_a_number_is_that_of_its_source(self):
        other = self.env["dealership.source"].create({"name": "Portal", "company_id": self.company_a.id})
        enquiry = {"id": 7, "name": "Solange", "phone": "0644556677"}
        self.post_leads(enquiry)
        self.post_leads(enquiry, secret=self.make_key(other), code=other.code)
        self.assertEqual(len(self.find_lead(contact_name="Solange")), 2)

    def test_10_1_what_is_wrong_is_said_with_its_place_and_kept(self):
        answer = self.post_leads(
            {
                "leads": [
                    {"id": "B-1", "name": "Solange", "email": "solange at home", "phone": "0644556677", "type": "boat"},
                    {"id": "B-2", "name": "Émile", "message": ["a", "b"], "requested_at": "soon"},
                    {"id": "B-3", "email": "zoe@example.com", "consents": [{**CONSENT, "wording": ""}, "yes"]},
                ]
            }
        ).json()
        self.assertEqual(answer["waiting_count"], 3)
        places = [[problem["where"] for problem in lead["problems"]] for lead in answer["leads"]]
        self.assertEqual(places[0], ["leads[0].email", "leads[0].type"])
        self.assertEqual(places[1], ["leads[1].requested_at", "leads[1].message", "leads[1]"])
        self.assertEqual(places[2], ["leads[2].consents[0]", "leads[2].consents[1]"])
        self.assertIn("new, used", answer["leads"][0]["problems"][1]["what"])
        lead = self.find_lead(contact_name="Solange")
        self.assertTrue(lead.is_to_read)
        self.assertIn("leads[0].email", lead.to_read_reason)
        self.assertIn("solange at home", lead.description)

    def test_10_1_what_is_no_json_is_for_a_person(self):
        for body in (b"{", b"[]", b"[1]", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"a": ' * 50_000, b"1" * 5000):
            with self.subTest(body[:10]):
                answer = self.post_leads(body).json()
                self.assertEqual(answer["waiting_count"], 1)
                self.assertTrue(answer["problems"][0]["what"])
        strange = '{"id": "\\u0000\\ud800", "name": "So\\u0000lange", "phone": "0644556677", "x": NaN, "y": 1e999}'
        self.assertEqual(self.post_leads(strange.encode()).json()["created_count"], 1)

    def test_10_1_consent_is_a_decision_once_it_is_known_whose(self):
        customer = self.make_customer("Solange Vayssade", email="solange@customer.test")
        consents = self.env["dealership.consent"]
        self.post_leads({"id": "C-1", "email": "solange@customer.test", "consents": [CONSENT]})
        said = consents.search([("partner_id", "=", customer.id)])
        self.assertEqual((said.granted, said.origin, said.source), (True, "form", "Web Site"))
        self.assertEqual((said.wording, said.evidence), (CONSENT["wording"], "C-1"))
        self.post_leads({"id": "C-2", "name": "Émile", "email": "emile@new.test", "consents": [CONSENT]})
        lead = self.find_lead(email_from="emile@new.test")
        self.assertFalse(lead.partner_id)
        self.assertTrue(lead.received_consents)
        lead.with_user(self.user_sales)._handle_partner_assignment(create_missing=True)
        self.assertEqual(consents.search([("partner_id", "=", lead.partner_id.id)]).evidence, "C-2")
        self.assertFalse(lead.received_consents)

    def test_10_1_a_key_for_adf_opens_nothing_else(self):
        self.source.key_ids.may_post_leads = False
        self.assertEqual(self.post_leads({"id": 1}).status_code, 403)
        self.assertEqual(self.post("adf", self.get_sample("01")).status_code, 200)

    def test_10_1_the_examples_of_the_docs_do_what_they_say(self):
        """Each ``curl`` of the page, as it stands there."""
        examples = read_examples("leads-in.md", self.secret)
        self.assertEqual(len(examples), 2)
        for path, headers, body in examples:
            with self.subTest(path):
                content = self.get_sample("01") if body == "@lead.xml" else body.encode()
                answer = self.url_open(path, data=content, headers=headers)
                self.assertEqual((answer.status_code, answer.json()["created_count"]), (200, 1))

    def test_10_1_the_description_names_every_field_that_is_read(self):
        from ...engine.intake import lead_json

        text = (DOCS / "leads-in.yaml").read_text()
        names = {*lead_json.PERSON, *lead_json.VEHICLE, *NO_COUNTS, *lead_json.TYPES}
        names |= set(re.findall(r'data, "(\w+)"', Path(lead_json.__file__).read_text()))
        self.assertFalse({name for name in names if not re.search(rf"\b{name}\b", text)})
