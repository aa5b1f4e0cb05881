"""What a source says of whether its customers may be written to, and of what kind they are."""

from datetime import datetime

from odoo.tests import tagged

from .test_feed import LATER, NOW, FeedCommon
from .test_superseded_rows import LAST

HEADER = "Code client;Nom;Prénom;Email;Type client;Consentement e-mail;Accepte SMS;Refus courrier\n"
PEOPLE = (
    HEADER
    + "C1;Vidal;Zoé;zoe@vidal.test;Particulier;OUI;NON;\n"
    + "C2;Mairie de Rodez;;mairie@rodez.test;Collectivité;01/02/2025;;O\n"
    + "C3;Roux;Anne;anne@roux.test;Pro;0;1;N\n"
)


@tagged("post_install", "-at_install")
class TestCustomerConsents(FeedCommon):
    def setUp(self):
        super().setUp()
        self.feed = self.make_feed(PEOPLE, "people.csv")

    def load_people(self, content=PEOPLE, now=NOW, **options):
        load = self.load(self.feed, content, now, filename="people.csv", **options)
        self.assertEqual(load.row_ids.mapped("message"), [])
        return load

    def get_people(self):
        found = self.env["res.partner"].search(
            [("company_id", "=", self.company_a.id), ("ref", "in", ["C1", "C2", "C3"])]
        )
        return {partner.ref: partner for partner in found}

    def get_state(self, ref, channel):
        partner = self.get_people()[ref]
        consents = self.env["dealership.consent"]
        return consents._get_state(partner, "marketing", channel, company=self.company_a)[partner.id]

    def get_states(self):
        channels = ("email", "sms", "phone", "letter")
        return {ref: [self.get_state(ref, channel) for channel in channels] for ref in sorted(self.get_people())}

    def get_lines(self):
        return self.env["dealership.consent"].search([("partner_id", "in", [p.id for p in self.get_people().values()])])

    def test_15_columns_are_guessed(self):
        meanings = {column.header: column.meaning for column in self.feed.column_ids}
        self.assertEqual(meanings["Consentement e-mail"], "customer.consent_email")
        self.assertEqual(meanings["Accepte SMS"], "customer.consent_sms")
        self.assertEqual(meanings["Refus courrier"], "customer.refusal_letter")
        self.assertEqual(meanings["Type client"], "customer.customer_kind")
        self.assertEqual(meanings["Email"], "customer.email")

    def test_15_what_is_said_holds_and_says_where_it_comes_from(self):
        load = self.load_people()
        # No refusal of letters is no consent.
        self.assertEqual(
            self.get_states(),
            {"C1": [True, False, None, None], "C2": [True, None, None, False], "C3": [False, True, None, None]},
        )
        lines = self.get_lines()
        self.assertEqual(set(lines.mapped("origin")), {"feed"})
        self.assertFalse(any(lines.mapped("evidence")), "no proof: it lifts no refusal")
        for words in (self.feed.name, "people.csv", str(load.id)):
            self.assertIn(words, lines[0].source)
        dated = lines.filtered(lambda line: line.partner_id.ref == "C2" and line.channel == "email")
        self.assertEqual(dated.decided_at, datetime(2025, 1, 31, 23))
        self.assertEqual((lines - dated).mapped("decided_at"), [NOW] * 5)

    def test_15_said_once_more_it_is_no_news(self):
        self.load_people()
        lines = self.get_lines()
        self.assertCounts(self.load_people(now=LATER), unchanged=3)
        self.assertEqual(self.get_lines(), lines)
        load = self.load_people(PEOPLE.replace("OUI;NON", "NON;NON"), LAST)
        self.assertCounts(load, updated=1, unchanged=2)
        self.assertEqual((len(self.get_lines() - lines), self.get_state("C1", "email")), (1, False))

    def test_15_what_customers_told_us_is_never_undone(self):
        self.load_people()
        zoe = self.get_people()["C1"]
        consents = self.env["dealership.consent"]
        consents._record(zoe, "marketing", "email", False, "STOP", LATER, self.company_a, origin="page")
        self.load_people(PEOPLE.replace("OUI;NON", "NON;NON"), LAST)
        self.load_people(PEOPLE, datetime(2026, 11, 25))
        self.assertIs(self.get_state("C1", "email"), False)

    def test_15_a_no_of_the_source_is_not_lifted_by_an_older_yes(self):
        self.load_people()
        self.assertIs(self.get_state("C3", "email"), False)
        self.load_people(PEOPLE.replace("Pro;0;1", "Pro;03/03/2024;1"), LATER)
        self.assertIs(self.get_state("C3", "email"), False)
        self.load_people(PEOPLE.replace("Pro;0;1", "Pro;1;1"), LAST)
        self.assertIs(self.get_state("C3", "email"), True)

    def test_15_what_is_tried_decides_nothing(self):
        before = self.env["dealership.consent"].search_count([])
        self.load_people(dry_run=True)
        self.assertEqual(self.env["dealership.consent"].search_count([]), before)

    def test_15_what_kind_they_are(self):
        self.load_people()
        people = self.get_people()
        self.assertEqual(
            [(people[ref].customer_kind, people[ref].is_company) for ref in ("C1", "C2", "C3")],
            [("consumer", False), ("public", True), ("professional", False)],
        )
        people["C3"].customer_kind = "consumer"
        self.load_people(now=LATER)
        self.assertEqual(people["C3"].customer_kind, "consumer")

    def test_15_a_word_that_decides_nothing_is_left_out(self):
        load = self.load(self.feed, PEOPLE.replace("OUI;NON", "peut-être;NON"), filename="people.csv")
        self.assertCounts(load, created=3)
        self.assertEqual(load.remark_ids.value, "peut-être")
