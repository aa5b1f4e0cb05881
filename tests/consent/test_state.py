from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DealershipCommon
from ..ledger.common import NOW

# What was said, in the order of its dates → what it comes to. "+" yes, "-" no; by the customer ("c"), or by an import
# or feed without proof ("i") or with it ("p").
CASES = {
    "": None,
    "+c": True,
    "-c": False,
    "+c -c": False,
    "-c +c": True,
    "+i": True,
    "-i": False,
    "-i +i": True,
    "-c +i": False,
    "-c +p": True,
    "+p -c": False,
    "-c +p -c": False,
    "+c -i": False,
    "+c -i +i": True,
    "-c -i +i": False,
    "-c +i +c": True,
    "-c +p -i": False,
    "-c +p -i +i": True,
}


@tagged("post_install", "-at_install")
class TestConsentState(DealershipCommon):
    """What the lines come to, by one rule, whatever the order in which they arrive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.states = cls.env["dealership.consent.state"]
        cls.customer = cls.make_customer(company_id=False, team_id=False)
        cls.group = cls.env["res.company"]

    def say(self, granted, days=0, partner=None, **options):
        partner = partner or self.customer
        return self.consents._record(
            partner, "marketing", "email", granted, "test", NOW + timedelta(days=days), **options
        )

    def ask(self, partner=None, **options):
        partner = partner or self.customer
        return self.consents._get_state(partner, "marketing", "email", **options)[partner.id]

    def test_13_table(self):
        for case, expected in CASES.items():
            for backwards in (False, True):
                with self.subTest(case=case, backwards=backwards):
                    customer = self.make_customer()
                    lines = list(enumerate(case.split()))
                    for day, (sign, who) in reversed(lines) if backwards else lines:
                        origin = "counter" if who == "c" else "feed"
                        proof = "contract 12" if who == "p" else None
                        self.say(sign == "+", day, customer, origin=origin, evidence=proof)
                    self.assertIs(self.ask(customer), expected)
                    self.assertIs(self.ask(customer, at=NOW + timedelta(days=99)), expected)

    def test_13_state_of_any_day(self):
        self.say(True)
        self.say(False, 10)
        self.assertIs(self.ask(at=NOW - timedelta(seconds=1)), None)
        self.assertIs(self.ask(at=NOW), True)
        self.assertIs(self.ask(at=NOW + timedelta(days=9)), True)
        self.assertIs(self.ask(at=NOW + timedelta(days=10)), False)
        self.assertIs(self.ask(), False)

    def test_13_a_decision_is_one_of_a_company(self):
        self.say(False)
        self.assertIs(self.ask(), False)
        self.assertIs(self.ask(company=self.company_b), None)
        self.assertIs(self.ask(company=self.group), None)

    def test_13_a_decision_of_the_whole_group_holds_for_each_company_and_for_new_ones(self):
        self.say(False, company=self.group)
        self.say(True, 1, company=self.company_b)
        new = self.env["res.company"].create({"name": "New Motors"})
        expected = {self.company_a: False, self.company_b: True, new: False, self.group: False}
        self.assertEqual({company: self.ask(company=company) for company in expected}, expected)
        self.say(False, 2, company=self.group)
        self.assertIs(self.ask(company=self.company_b), False)

    def test_13_topics(self):
        tyres, news = self.env["dealership.topic"].create([{"name": "Tyres"}, {"name": "News"}])
        self.say(True)
        self.say(False, 1, topic=tyres)
        self.assertEqual([self.ask(topic=topic) for topic in (None, tyres, news)], [True, False, True])
        self.assertEqual(self.ask(topic=tyres, at=NOW), True)
        self.say(False, 2)
        self.say(True, 3, topic=news)
        self.assertEqual([self.ask(topic=topic) for topic in (None, tyres, news)], [False, False, True])

    def test_13_last_refusal(self):
        for day, granted in enumerate((False, True, False, True)):
            self.say(granted, day)
        state = self.customer.consent_state_ids
        self.assertEqual((state.granted, state.refused_at), (True, NOW + timedelta(days=2)))
        self.assertEqual(state.consent_id, self.customer.consent_ids[0])

    def test_13_nobody_writes_what_it_comes_to(self):
        """But the writer of the log."""
        self.say(False)
        state = self.customer.consent_state_ids
        row = {"company_id": self.company_b.id, "purpose": "marketing", "channel": "email", "granted": True}
        row |= {"decided_at": NOW, "consent_id": state.consent_id.id}
        acts = {
            "write": lambda: state.sudo().write({"granted": True}),
            "unlink": lambda: state.sudo().unlink(),
            "create": lambda: self.states.sudo().create({"partner_id": self.customer.id, **row}),
        }
        for command in ((0, 0, row), (1, state.id, {"granted": True}), (2, state.id), (3, state.id), (5,)):
            acts[str(command)] = lambda command=command: self.customer.sudo().write({"consent_state_ids": [command]})
        for name, act in acts.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "new decision"), self.env.cr.savepoint():
                act()
        self.assertEqual(self.customer.consent_state_ids.mapped("granted"), [False])

    def test_13_merged_customers_keep_every_line(self):
        other = self.make_customer("J. Bonnet", company_id=False, team_id=False)
        self.say(True, 0)
        self.say(False, 1, other)
        self.say(True, -1, other)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + other).ids, self.customer)
        self.assertFalse(other.exists())
        self.assertEqual(self.customer.consent_ids.mapped("granted"), [False, True, True])
        self.assertEqual(self.customer.consent_state_ids.mapped("granted"), [False])

    def test_13_merged_customers_of_whom_both_have_decided(self):
        other = self.make_customer("J. Bonnet", company_id=False, team_id=False)
        self.say(False, 0)
        self.say(True, 1, other)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + other).ids, other)
        self.assertEqual(other.consent_state_ids.mapped("granted"), [True])
        self.assertEqual(len(other.consent_ids), 2)

    def test_13_merged_into_an_address_of_another_customer(self):
        owner = self.make_customer("Garage Bonnet", is_company=True, company_id=False, team_id=False)
        address = self.make_customer("Workshop", parent_id=owner.id, type="delivery", company_id=False, team_id=False)
        self.say(False)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + address).ids, address)
        self.assertFalse(self.customer.exists())
        self.assertIs(self.ask(owner), False)
        self.assertIs(self.ask(address), False)
        self.assertFalse(address.consent_ids)

    def test_13_an_address_decides_for_its_customer_also_once_it_is_one(self):
        contact = self.make_customer("Manager", parent_id=self.customer.id, type="contact")
        self.say(True)
        self.say(False, 1, contact)
        self.assertIs(self.ask(), True)
        contact.type = "other"
        self.assertIs(self.ask(), False)
        self.assertIs(self.ask(contact), False)
        self.assertFalse(contact.consent_state_ids)
        self.say(True, 2, contact)
        self.assertEqual(len(self.customer.consent_ids), 3)

    def test_13_deleting_a_customer_loses_no_line(self):
        lines = self.say(True) + self.say(False, 1)
        states = self.customer.consent_state_ids
        email = self.customer.email_normalized
        self.customer.unlink()
        self.assertEqual(lines.mapped("granted"), [True, False])
        self.assertFalse(lines.partner_id)
        self.assertTrue(all(line.email_hash and line.phone_hash and email not in line.email_hash for line in lines))
        self.assertFalse(states.exists())

    def test_13_stop_is_said_to_the_company_that_sent(self):
        """STOP and the unsubscribe link of one company leave another one's messages as they were."""
        reply = self.env["dealership.reply"]._receive_sms(
            self.company_b, "sms 1", self.customer.phone_sanitized, "+33600000000", "STOP"
        )
        self.assertEqual(reply.kind, "stop")
        states = self.consents._get_state(self.customer, "marketing", "sms", company=self.company_b)
        self.assertEqual(states, {self.customer.id: False})
        self.assertEqual(self.consents._get_state(self.customer, "marketing", "sms"), {self.customer.id: None})
        self.assertEqual(set(self.customer.consent_ids.mapped("origin")), {"keyword"})

    def test_13_targetings_ask_what_was_said_to_their_company(self):
        """Whichever company the reader has chosen."""
        self.say(False, company=self.company_b)
        refused = {"attribute": "customer.consent_marketing_email", "operator": "is", "value": "refused"}
        own, other = (
            self.make_targeting("customer", [refused], team_id=team.id, company_id=team.company_id.id)
            for team in (self.team_a, self.team_foreign)
        )
        for company in (self.company_a, self.company_b):
            companies = company + (self.company_a + self.company_b - company)
            both = (own + other).with_user(self.user_administrator)
            both = both.with_context(allowed_company_ids=companies.ids)
            with self.subTest(company=company.name):
                self.assertNotIn(self.customer, both[0]._search_subjects())
                self.assertIn(self.customer, both[1]._search_subjects())
                counts = [
                    both.preview_rule("customer", {"match": "all", "rules": [refused]}, team.id)["count"]
                    for team in (self.team_a, self.team_foreign)
                ]
                self.assertEqual(counts[1] - counts[0], 1)
