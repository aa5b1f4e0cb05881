from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, SAMPLES, IntakeCommon

NINE = datetime(2026, 11, 30, 8, 12)
WHO = ("Solange Vayssade", "solange.vayssade@example.com", "06 44 55 66 77")
EMILE = ("Émile Calmels", "emile.calmels@example.com", "06 22 33 44 55")
ZOE = ("Zoé Crépin", *WHO[1:])
# What each sample says, by reading it: name, address, number of each of its prospects.
PEOPLE = {
    "12": [(*WHO[:2], False)],
    "13": [(WHO[0], False, "0644556677")],
    "14": [("Solange Marie Vayssade III", WHO[1], False)],
    "15": [(*WHO[:2], False)],
    "16": [(*WHO[:2], False)],
    "18": [("Zoé Njøl Lacaze", *WHO[1:])],
    "19": [ZOE],
    "20": [ZOE],
    "21": [ZOE],
    "22": [ZOE],
    "23": [ZOE],
    "24": [("Cœline Crépin", *WHO[1:])],
    "25": [("Solange Vayssade & Fils", *WHO[1:])],
    "26": [WHO, EMILE],
    "27": [WHO, EMILE],
    "33": [("SOLANGE VAYSSADE", *WHO[1:])],
    "38": [(False, False, "05 65 11 22 33")],
    "39": [(WHO[0], False, False)],
    "43": [(*WHO[:2], False)],
    "44": [(*WHO[:2], "0644556677")],
}
# When it was asked, naive UTC; others of the samples say 09:12 in Rodez.
MOMENTS = {
    "05": datetime(2026, 11, 29, 23, 30, 20),
    "06": datetime(2026, 11, 30, 7, 47, 50),
    "07": datetime(2026, 11, 30, 8, 5),
    "08": datetime(2026, 11, 29, 17, 26),
    **dict.fromkeys(("09", "10", "11", "31", "38", "43", "44"), False),
}
TO_READ = {"37", "39", "45"}
NO_ADF = {"90", "91", "92", "93"}
WITHOUT_BRAND = {"31", "38", "43", "44"}


@tagged("post_install", "-at_install")
class TestAdfSamples(IntakeCommon):
    """Documents as they really come: each makes the leads that a person would make of it, and none is lost."""

    def test_10_1_every_sample_makes_its_leads(self):
        samples = sorted(SAMPLES.iterdir())
        self.assertGreaterEqual(len(samples), 40)
        for path in samples:
            number = path.name[:2]
            with self.subTest(path.name):
                leads = self.receive(path.read_bytes())
                if number in NO_ADF:
                    self.check_unread(leads, path)
                    continue
                found = [(lead.contact_name, lead.email_from, lead.phone) for lead in leads]
                self.assertEqual(found, PEOPLE.get(number, [WHO]))
                self.assertEqual(set(leads.mapped("requested_at")), {MOMENTS.get(number, NINE)})
                self.assertEqual(set(leads.mapped("is_to_read")), {number in TO_READ})
                brand = self.brand_peugeot.browse() if number in WITHOUT_BRAND else self.brand_peugeot
                self.assertEqual(leads.brand_id, brand)
                self.assertEqual(leads.team_id, self.team_a)
                self.assertEqual({lead.original_id.raw for lead in leads}, {path.read_bytes()})

    def check_unread(self, leads, path):
        self.assertEqual(len(leads), 1)
        self.assertTrue(leads.is_to_read)
        self.assertTrue(leads.to_read_reason)
        self.assertEqual(leads.original_id.raw, path.read_bytes())
        self.assertEqual((leads.team_id, leads.company_id), (self.team_a, self.company_a))

    def test_10_1_what_is_sent_again_is_known(self):
        for path in sorted(SAMPLES.iterdir()):
            with self.subTest(path.name):
                leads = self.receive(path.read_bytes())
                self.assertEqual(self.receive(path.read_bytes()), leads)


@tagged("post_install", "-at_install")
class TestAdf(IntakeCommon):
    def test_10_1_a_lead_of_all_that_was_said(self):
        lead = self.receive(self.get_sample("29"))
        self.assertEqual(lead.name, "Peugeot (test) 208: Solange Vayssade")
        self.assertEqual(lead.business_attribute, "vo")
        self.assertEqual(lead.type, "lead")
        self.assertFalse(lead.user_id)
        for text in ("Renault (test) Clio", "98000 (km)", "bon état", "2021"):
            self.assertIn(text, lead.description)

    def test_10_1_nothing_that_is_said_is_dropped(self):
        lead = self.receive(self.get_sample("32"))
        for text in ("Automne", "87", "inconnu"):
            self.assertIn(text, lead.description)
        lead = self.receive(self.get_sample("42"))
        for text in ("05 65 99 99 99", "05 65 11 22 33", "sans objet"):
            self.assertIn(text, lead.description)
        self.assertIn("hier soir", self.receive(self.get_sample("10")).description)
        self.assertEqual(self.receive(self.get_sample("16")).partner_name, "Transports Vayssade")

    def test_10_1_what_strangers_write_is_no_markup(self):
        lead = self.receive(self.get_sample("25"))
        self.assertIn("&lt;b&gt;net&lt;/b&gt;", lead.description)

    def test_10_1_the_clock_starts_when_it_is_received(self):
        lead = self.receive(self.get_sample("05"))
        self.assertEqual(lead.lifetime_started_at, NOW)
        self.assertEqual(lead.requested_at, datetime(2026, 11, 29, 23, 30, 20))

    def test_10_1_a_resend_with_news_is_noted_on_the_lead(self):
        lead = self.receive(self.get_sample("01"))
        lead.phone = False
        again = self.get_sample("01").decode().replace('status="new"', 'status="resend"', 1)
        again = again.replace("<model>208", "<model>3008").replace("06 44 55 66 77", "06 77 66 55 44")
        self.assertEqual(self.receive(again.encode()), lead)
        self.assertEqual(lead.phone, "06 77 66 55 44", "which it lacked")
        self.assertEqual(lead.name, "Peugeot (test) 208: Solange Vayssade")
        self.assertIn("3008", lead.message_ids[0].body)
        self.assertEqual(lead.receipt_ids.received_count, 2)
        notes = len(lead.message_ids)
        self.receive(again.encode())
        self.assertEqual(len(lead.message_ids), notes, "nothing new")

    def test_10_1_a_number_for_everybody_is_no_number(self):
        first = self.receive(self.get_sample("01"))
        other = (
            self.get_sample("01")
            .decode()
            .replace("solange.vayssade@", "emile@")
            .replace("06 44 55 66 77", "0622334455")
        )
        second = self.receive(other.encode())
        self.assertNotEqual(second, first)
        self.assertEqual(self.receive(other.encode()), second)
        self.assertEqual(self.receive(self.get_sample("01")), first)

    def test_10_1_without_a_number_the_same_words_are_the_same(self):
        text = self.get_sample("11").decode().replace('<id sequence="1" source="Portail Auto">P-11</id>', "")
        lead = self.receive(text.encode())
        self.assertEqual(self.receive(text.encode()), lead)
        with freeze_time(datetime(2026, 12, 2, 9, 0)):
            self.assertNotEqual(self.adf._receive(text.encode(), self.team_a), lead, "asked again two days later")

    def test_10_1_each_point_of_sale_sees_what_it_is_sent(self):
        lead = self.receive(self.get_sample("01"))
        other = self.receive(self.get_sample("01"), self.team_b)
        foreign = self.receive(self.get_sample("01"), self.team_foreign)
        self.assertEqual((lead | other | foreign).mapped("team_id"), self.team_a | self.team_b | self.team_foreign)
        self.assertEqual(foreign.company_id, self.company_b)

    def test_10_1_known_customers_are_recognised_and_stay_as_they_are(self):
        customer = self.make_customer("Solange Vayssade", phone="+33 6 44 55 66 77", email="mine@customer.test")
        foreign = self.make_customer("Foreign", phone="+33 6 44 55 66 77", team_id=self.team_foreign.id)
        lead = self.receive(self.get_sample("01"))
        self.assertEqual(lead.partner_id, customer)
        self.assertEqual(lead.email_from, "solange.vayssade@example.com", "what was given")
        self.env.flush_all()
        self.assertEqual(customer.email, "mine@customer.test", "anybody can write her number into a form")
        self.assertEqual(foreign.email, "foreign@customer.test")

    def test_10_1_of_several_customers_a_person_chooses(self):
        one = self.make_customer("Jean Vayssade", phone="+33 6 44 55 66 77")
        two = self.make_customer("Paul Vayssade", phone="+33 6 44 55 66 77")
        lead = self.receive(self.get_sample("01"))
        self.assertFalse(lead.partner_id)
        notes = "".join(lead.message_ids.mapped("body"))
        self.assertIn(one.name, notes)
        self.assertIn(two.name, notes)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Solange Vayssade")]))

    def test_10_1_the_document_may_name_the_point_of_sale(self):
        content = self.get_sample("01").replace(
            b"<vendorname>Garage", f"<vendorname>{self.team_b.name.upper()}".encode()
        )
        with freeze_time(NOW):
            lead = self.adf.with_company(self.company_a)._receive(content)
        self.assertEqual(lead.team_id, self.team_b)

    def test_10_1_what_goes_wrong_in_an_addon_loses_nothing(self):
        def fail(*_args, **_kwargs):
            raise ZeroDivisionError

        content = self.get_sample("26")
        path = "odoo.addons.crm_dealership.models.intake.intake_values.DealershipIntake._get_lead_name"
        with patch(path, fail), mute_logger("odoo.addons.crm_dealership.models.intake.dealership_intake"):
            lead = self.receive(content)
        self.assertTrue(lead.is_to_read)
        self.assertEqual(lead.original_id.raw, content)
        self.assertEqual(len(self.receive(content)), 2, "once it is mended")

    def test_10_1_somebody_reads_it(self):
        lead = self.receive(self.get_sample("39")).with_user(self.user_sales)
        found = lead.search([("is_to_read", "=", True), ("id", "=", lead.id)])
        self.assertEqual(found, lead)
        self.assertIn("Solange", lead.original_text)
        self.assertTrue(lead.original_id.raw)
        lead.action_mark_read()
        self.assertFalse(lead.is_to_read)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            lead.with_user(self.user_sales_b).original_id.read(["raw"])

    def test_10_1_merged_leads_are_recognised_as_what_they_become(self):
        lead, other = self.receive(self.get_sample("01")), self.receive(self.get_sample("02"))
        merged = (lead | other).merge_opportunity()
        for sample in ("01", "02"):
            self.assertEqual(self.receive(self.get_sample(sample)), merged)
