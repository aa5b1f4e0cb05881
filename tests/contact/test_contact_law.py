import doctest
from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_dealership.engine.contact import law
from odoo.addons.crm_dealership.engine.contact.law import (
    CONSENT,
    COUNTRY,
    EVERYWHERE,
    OPT_IN,
    OPT_OUT,
    OWN,
    STATE,
    ContactLaw,
    LawRule,
    get_law,
)

from ..common import DealershipCommon

BEFORE, SINCE = datetime(2026, 8, 10, 12, 0), datetime(2026, 8, 11, 12, 0)


@tagged("post_install", "-at_install")
class TestLaw(DealershipCommon):
    """Which of several rules holds."""

    def get_need(self, *rules, channel="phone", kind="consumer", day=date(2026, 9, 1)):
        return get_law(rules, channel, "marketing", kind, day).need

    def make_rule(self, number, level, need=OPT_IN, **vals):
        return LawRule(number, CONSENT, level, values=(("need", need),), **vals)

    def test_13_doctests(self):
        self.assertFalse(doctest.testmod(law).failed)

    def test_13_without_a_rule_nothing_is_asked(self):
        self.assertEqual(get_law([], "email", "marketing", "consumer", date(2026, 9, 1)), ContactLaw())

    def test_13_the_nearest_holds(self):
        levels = [EVERYWHERE, COUNTRY, STATE, OWN]
        for number, level in enumerate(levels[1:], 1):
            nearer, further = self.make_rule(1, level), self.make_rule(2, levels[number - 1], OPT_OUT, channel="phone")
            self.assertEqual(self.get_need(nearer, further), OPT_IN)

    def test_13_the_more_exact_holds_then_the_later(self):
        general, exact = self.make_rule(9, COUNTRY, OPT_OUT), self.make_rule(1, COUNTRY, customer_kind="consumer")
        self.assertEqual(self.get_need(general, exact), OPT_IN)
        self.assertEqual(self.get_need(general, exact, kind="public"), OPT_OUT)
        old = self.make_rule(9, COUNTRY, OPT_OUT, in_force_from=date(2020, 1, 1))
        new = self.make_rule(1, COUNTRY, in_force_from=date(2026, 9, 1))
        self.assertEqual(self.get_need(old, new), OPT_IN)
        self.assertEqual(self.get_need(old, new, day=date(2026, 8, 31)), OPT_OUT)

    def test_13_what_is_not_verified_is_off(self):
        doubtful = self.make_rule(9, COUNTRY, verified=False)
        self.assertEqual(self.get_need(self.make_rule(1, EVERYWHERE, OPT_OUT), doubtful), OPT_OUT)


@tagged("post_install", "-at_install")
class TestContactLaw(DealershipCommon):
    """The law of a company: its country's, and what it decided instead."""

    @classmethod
    def lift_law(cls, companies):
        """Here it holds."""

    def get_need(self, kind="consumer", at=SINCE, channel="phone", purpose="marketing"):
        return self.company_a._get_contact_law(channel, purpose, kind, at).need

    def test_13_in_force_from(self):
        self.assertEqual([self.get_need(at=moment) for moment in (BEFORE, SINCE)], ["opt_out", "opt_in"])

    def test_13_a_company_decides_otherwise_at_once(self):
        self.assertEqual(self.get_need(), "opt_in")
        rule = self.decide_rule(self.company_a, "consent", channel="phone", need="opt_out")
        self.assertEqual(self.get_need(), "opt_out")
        rule.need = "soft_opt_in"
        self.assertEqual(self.get_need(), "soft_opt_in")
        rule.unlink()
        self.assertEqual(self.get_need(), "opt_in")
        self.assertEqual(self.company_b._get_contact_law("phone", "marketing", "consumer", SINCE).need, "opt_in")

    def test_13_a_purchase_that_was_taken_back_is_none(self):
        """By credit notes of the invoice, paid or not, in one or in several, or by those reconciled with it."""
        for credited, reason in (((), None), ((50,), None), ((250,), "no_consent"), ((200, 50), "no_consent")):
            customer, invoice = self.make_buyer()
            for amount in credited:
                self.make_invoice(customer, amount, move_type="out_refund", reversed_entry_id=invoice.id)
            with self.subTest(credited=credited):
                self.assertEqual(self.judge(customer), reason)
        customer, invoice = self.make_buyer()
        draft = self.make_invoice(customer, posted=False, move_type="out_refund", reversed_entry_id=invoice.id)
        self.assertIsNone(self.judge(customer), draft.state)
        self.make_invoice(customer, 30)
        draft.action_post()
        self.assertIsNone(self.judge(customer), "bought something else, too")
        customer, invoice = self.make_buyer()
        credit = self.make_invoice(customer, move_type="out_refund")
        lines = (invoice | credit).line_ids
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self.assertEqual((invoice.payment_state, credit.reversed_entry_id.id), ("reversed", False))
        self.assertEqual(self.judge(customer), "no_consent")

    def make_buyer(self):
        customer = self.make_customer("Buyer", email="buyer@test.test")
        return customer, self.make_invoice(customer)

    def judge(self, customer):
        """Return why a company may not send marketing e-mails to a customer."""
        people = SQL("SELECT %s AS partner_id, TRUE AS within", customer.id)
        query = self.env["dealership.contact.rules"]._get_reasons(people, "marketing", "email", self.company_a)
        [(_customer, reason)] = self.env.execute_query(query)
        return reason

    def test_13_proof_is_said_and_copied(self):
        rule = self.env.ref("crm_dealership.contact_rule_fr_phone_consent")
        self.assertTrue(self.company_a._get_contact_law("phone", "marketing", "consumer", SINCE).proof)
        self.assertFalse(self.company_a._get_contact_law("email", "marketing", "consumer", SINCE).proof)
        self.assertIn("proved", rule.summary)
        vals = rule.with_company(self.company_a)._prepare_own_vals()
        own = rule.create({**vals, "note": "We ask at the counter", "proof": False})
        self.assertTrue(vals["proof"])
        self.assertFalse(self.company_a._get_contact_law("phone", "marketing", "consumer", SINCE).proof)
        self.assertNotIn("proved", own.summary)

    def test_13_hours_of_ones_own_at_once(self):
        rule = self.decide_rule(self.company_a, "hours", channel="email", hour_ids=[(0, 0, {"weekday": "2"})])
        self.assertEqual(self.company_a._get_contact_law("email", "marketing", "public").hours, ((2, 9.0, 18.0),))
        rule.hour_ids.closes = 12
        self.assertEqual(self.company_a._get_contact_law("email", "marketing", "public").hours, ((2, 9.0, 12.0),))
        rule.hour_ids.unlink()
        self.assertIsNone(self.company_a._get_contact_law("email", "marketing", "public").hours)

    def test_13_another_country(self):
        self.company_a.country_id = self.env.ref("base.lu")
        self.assertEqual(self.get_need(channel="email"), "opt_in")

    def test_13_kept_and_measured(self):
        french = self.company_a._get_contact_law("email", "marketing", "consumer")
        self.assertEqual((french.kept_years, french.measuring), (3, "opt_in"))

    # -- the page ----------------------------------------------------------------------------------------

    @users("test_sales")
    def test_13_the_page_shows_what_holds_and_why(self):
        rules = self.env["dealership.contact.rule"].search([("concerns_us", "=", True)])
        self.assertEqual(set(rules.country_id.mapped("code")), {"FR"})
        self.assertTrue(all(rules.mapped("source")))
        phone = rules.filtered(lambda rule: rule.channel == "phone" and rule.customer_kind == "consumer")
        self.assertEqual(phone.filtered(lambda rule: rule.status == "unverified").mapped("kind"), ["validity"])
        self.assertIn("Off: not verified", phone.filtered(lambda rule: rule.kind == "validity").reason)
        self.assertEqual(
            dict(zip(phone.mapped("kind"), phone.mapped("summary"), strict=True)),
            {
                "attempts": "At most 4 within 30 days",
                "consent": "A “yes” that can be proved; not needed within a running contract, for what belongs to its "
                "object",
                "holidays": "Not on those of the whole country",
                "hours": "Monday – Friday 10:00–13:00, 14:00–20:00 (where the customer is); "
                "at other times with express consent to them",
                "silence": "60 full days without another attempt",
                "validity": "A “yes” holds for 12 months, then it has to be asked for anew",
            },
        )

    @users("test_director")
    def test_13_the_page_opens_on_what_holds_in_the_order_one_asks(self):
        """Consent first, whatever the alphabet says; nothing that another rule replaces."""
        self.decide_rule(self.company_a, "consent", channel="sms", need="opt_in")
        rules = self.env["dealership.contact.rule"].with_context(read_group_expand=True)
        groups = rules.web_read_group([("status", "=", "holds")], ["kind"], [])["groups"]
        self.assertEqual(
            [group["kind"] for group in groups],
            ["consent", "hours", "holidays", "attempts", "silence", "mention", "retention", "measuring"],
        )
        consent = rules.search([("status", "=", "holds"), ("kind", "=", "consent")])
        self.assertEqual(
            {(rule.channel, rule.audience, rule.summary) for rule in consent if rule.channel in ("phone", "letter")},
            {
                (
                    "phone",
                    "Consumer",
                    "A “yes” that can be proved; not needed within a running contract, for what belongs to its object",
                ),
                ("phone", "All others", "Nothing, as long as there is no “no”"),
                ("letter", "All", "Nothing, as long as there is no “no”"),
            },
        )
        replaced = rules.search([("status", "=", "replaced")])
        self.assertIn("fr_sms_consent_others", " ".join(replaced.get_external_id().values()))
        own = consent.filtered("company_id")
        self.assertEqual((own.audience, own.reason), ("All", own.note))
        self.assertEqual(own.display_name, "Consent – SMS")
        self.assertEqual((own.decided_by, (consent - own)[:1].decided_by), (self.company_a.name, "France"))
        self.assertTrue(replaced[:1].reason.startswith("Replaced by another – "))
        self.assertEqual(rules.default_get(["company_id"]), {"company_id": self.env.company.id}, "New is one's own")

    def test_13_days_apart_are_said_apart(self):
        hours = [("0", 9, 12), ("2", 9, 12), ("3", 9, 12), ("3", 14, 18)]
        lines = [(0, 0, {"weekday": day, "opens": opens, "closes": closes}) for day, opens, closes in hours]
        rule = self.decide_rule(self.company_a, "hours", channel="email", hour_ids=lines)
        self.assertEqual(
            rule.summary,
            "Monday 09:00–12:00; Wednesday 09:00–12:00; Thursday 09:00–12:00, 14:00–18:00 (where the point of sale is)",
        )

    def test_13_the_page_says_what_is_off(self):
        self.company_a.country_id = self.env.ref("base.lu")
        own = self.decide_rule(self.company_a, "consent", channel="sms", need="opt_in")
        later = self.decide_rule(
            self.company_a, "consent", channel="letter", need="opt_in", in_force_from=date(2999, 1, 1)
        )
        status = {
            rule: self.env.ref(f"crm_dealership.contact_rule_{rule}").status
            for rule in ("lu_email_consent", "lu_sms_consent", "lu_email_customers", "default_email_consent")
        }
        self.assertEqual(
            status,
            {
                "lu_email_consent": "holds",
                "lu_sms_consent": "replaced",
                "lu_email_customers": "unverified",
                "default_email_consent": "replaced",
            },
        )
        self.assertEqual([own.status, later.status], ["holds", "not_yet"])

    @users("test_administrator")
    def test_13_a_change_begins_with_what_holds_and_says_why(self):
        law = self.env.ref("crm_dealership.contact_rule_fr_phone_hours")
        action = law.with_company(self.company_a).action_change()
        rules = self.env[action["res_model"]].with_company(self.company_a).with_context(**action["context"])
        with Form(rules) as form:
            self.assertEqual((form.kind, form.channel, len(form.hour_ids)), ("hours", "phone", 10))
            form.note = "Nobody answers before eleven"
        self.assertEqual(form.record.company_id, self.company_a)
        self.assertEqual([law.with_company(self.company_a).status, form.record.status], ["replaced", "holds"])

    @users("test_director")
    def test_13_directors_change_nothing(self):
        with self.assertRaises(AccessError):
            self.env.ref("crm_dealership.contact_rule_fr_phone_hours").action_change()

    @users("test_administrator")
    def test_13_nobody_changes_the_law(self):
        law = self.env.ref("crm_dealership.contact_rule_fr_phone_attempts")
        for vals in ({"attempts": 9}, {"verified": False}, {"company_id": self.company_a.id, "country_id": False}):
            with self.subTest(vals), self.assertRaises(AccessError):
                law.write(vals)
        with self.assertRaises(AccessError):
            law.unlink()

    def test_13_what_is_ones_own_does_not_become_the_law(self):
        """By no change of whose it is, and by no line of hours moved to the law's."""
        law = self.env.ref("crm_dealership.contact_rule_fr_phone_hours")
        rule = self.decide_rule(self.company_a, "hours", channel="phone", hour_ids=[(0, 0, {"weekday": "6"})])
        own = rule.with_user(self.user_administrator).with_context(allowed_company_ids=self.company_a.ids)
        for records, vals in (
            (own, {"company_id": False, "country_id": self.env.ref("base.be").id, "source": "Mine"}),
            (own, {"company_id": self.company_b.id}),
            (own.hour_ids, {"rule_id": law.id}),
        ):
            with self.subTest(vals), self.assertRaises(AccessError), self.env.cr.savepoint():
                records.write(vals)
        self.assertEqual(len(law.hour_ids), 10)

    def test_13_a_decision_needs_its_reason(self):
        for note in (False, " "):
            with self.assertRaisesRegex(ValidationError, "why Groupe Aveyron decides otherwise"):
                self.decide_rule(self.company_a, "consent", note=note)

    @mute_logger("odoo.sql_db")
    def test_13_attempts_need_days(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.decide_rule(self.company_a, "attempts", attempts=3)
