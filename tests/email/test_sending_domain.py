from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from ...engine.sending_domain.findings import STATES
from ...engine.sending_domain.lookup import Lookup
from ...engine.sending_domain.words import KINDS
from ...models.email import dealership_sending_domain
from ...models.email.sending_routes import find_routes
from ..engine.dns_server import DnsServer
from ..engine.test_dkim_dmarc import make_key
from ..ledger.common import DeliveryCommon
from .smtp_common import SmtpCommon

KEY = make_key(2048)


def _quote(text):
    """Return a TXT record as zone files have it: its strings are short."""
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


def make_zone():
    """Return a domain that has all that it needs, and a server that sends for it."""
    return {
        "aveyron.test": {"TXT": ['"v=spf1 ip4:198.51.100.7 -all"'], "MX": ["10 mx.aveyron.test."]},
        "mx.aveyron.test": {"A": ["198.51.100.8"]},
        "smtp.aveyron.test": {"A": ["198.51.100.7"]},
        "s1._domainkey.aveyron.test": {"TXT": [_quote(f"v=DKIM1; k=rsa; p={KEY}")]},
        "_dmarc.aveyron.test": {"TXT": ['"v=DMARC1; p=reject; rua=mailto:d@aveyron.test"']},
    }


@tagged("post_install", "-at_install")
class TestSendingDomain(DeliveryCommon):
    """Whether receivers can tell our e-mails from forged ones, by a DNS server on this machine (14, number 11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = DnsServer({})
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.env["ir.mail_server"].search([]).active = False
        cls.mail_server = cls.make_mail_server("smtp.aveyron.test")
        cls.alias_domain = cls.env["mail.alias.domain"].create({"name": "aveyron.test", "default_from": "info"})
        cls.company_a.alias_domain_id = cls.alias_domain
        cls.company_a.email = "contact@aveyron.test"
        cls.staff = cls.env.ref("crm_dealership.group_dealership_user").all_user_ids & cls.company_a.user_ids
        cls.staff.partner_id.write({"email": "someone@aveyron.test"})
        cls.domains = cls.env["dealership.sending.domain"]

    @classmethod
    def make_mail_server(cls, host, **vals):
        return cls.env["ir.mail_server"].create({"name": host, "smtp_host": host, **vals})

    def setUp(self):
        super().setUp()
        self.server.zone = make_zone()
        self.startPatcher(patch.object(dealership_sending_domain, "Lookup", self.make_lookup))

    def make_lookup(self, **options):
        return Lookup(self.server.make_resolver(), **{"patience": 0.5, "seconds": 4, **options})

    def get_domain(self, name="aveyron.test"):
        self.domains._refresh(self.company_a)
        return self.domains.search([("company_id", "=", self.company_a.id), ("name", "=", name)])

    def check(self, **vals):
        """Return the codes of what a check of aveyron.test finds, those of what is in order left out."""
        domain = self.get_domain()
        domain.write({"dkim_selectors": "s1", **vals})
        domain.action_check()
        codes = [finding["code"] for finding in domain.findings]
        self.assertEqual(domain.state != "ok", any(KINDS[code].state != "ok" for code in codes))
        return {code for code in codes if KINDS[code].state != "ok"}

    def set_text(self, name, *texts):
        self.server.zone.setdefault(name, {})["TXT"] = [_quote(text) for text in texts]

    # -- the whole ------------------------------------------------------------------------------------

    def test_14_11_all_in_order(self):
        self.assertEqual(self.check(), set())
        domain = self.get_domain()
        self.assertEqual((domain.state, domain.hosts, domain.envelopes), ("ok", "smtp.aveyron.test", "aveyron.test"))
        for said in ("DMARC passes in both ways", "RFC 7208", "v=spf1 ip4:198.51.100.7 -all", "In Order"):
            self.assertIn(said, domain.report)

    def test_14_11_nothing_published(self):
        self.server.zone = {}
        self.assertEqual(
            self.check(), {"spf_missing", "dkim_missing", "dmarc_missing", "aligned_none", "mx_missing", "rules_unmet"}
        )
        report = self.get_domain().report
        self.assertIn("v=DMARC1; p=none; rua=mailto:dmarc@aveyron.test", report, "ready to be copied")
        self.assertIn("v=spf1 mx ~all", report)

    def test_14_11_nobody_answers(self):
        for failure in ("SERVFAIL", "silence"):
            self.server.zone = dict.fromkeys(
                (*make_zone(), "_dmarc.test", "s1._domainkey.aveyron.test"),
                failure,
            )
            codes = self.check()
            self.assertEqual({KINDS[code].state for code in codes}, {"unknown"}, codes)
            self.assertEqual(self.get_domain().state, "unknown")

    def test_14_11_a_check_ends_in_time(self):
        self.server.zone = dict.fromkeys((*make_zone(), "_dmarc.test"), "silence")
        domain = self.get_domain()
        with patch.object(dealership_sending_domain, "Lookup", lambda: self.make_lookup(seconds=1)):
            began = fields.Datetime.now()
            domain.action_check()
        self.assertLess(fields.Datetime.now() - began, timedelta(seconds=5))
        self.assertEqual(domain.state, "unknown")

    def test_14_11_what_is_published_does_no_harm(self):
        """Anybody can publish anything: it is shown as text."""
        self.set_text("aveyron.test", "v=spf1 <script>alert(1)</script> %(domain)s %s -all")
        self.assertIn("spf_syntax", self.check())
        report = self.get_domain().report
        self.assertNotIn("<script", report)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", report)

    # -- SPF ------------------------------------------------------------------------------------------

    def test_14_11_spf(self):
        for texts, code in (
            (("v=spf1 mx -all", "v=spf1 a -all"), "spf_several"),
            (("v=spf1 ip4:oops -all",), "spf_syntax"),
            (("v=spf1 include:nowhere.test -all",), "spf_missing_include"),
            (("v=spf1 +all",), "spf_open"),
            (("v=spf1 ip4:198.51.100.7 ?all",), "spf_neutral"),
            (("v=spf1 ip4:198.51.100.7",), "spf_neutral"),
            (("v=spf1 ip4:198.51.100.7 ptr -all",), "spf_ptr"),
            (("v=spf1 ip4:203.0.113.1 -all",), "spf_refused"),
            (("v=spf1 ip4:198.51.100.7 a:v1.test a:v2.test a:v3.test -all",), "spf_voids"),
            (("v=spf1 ip4:198.51.100.7 " + "mx " * 11 + "-all",), "spf_lookups"),
        ):
            self.set_text("aveyron.test", *texts)
            self.assertIn(code, self.check(), texts)

    def test_14_11_spf_that_would_permit_the_server(self):
        self.set_text("aveyron.test", "v=spf1 mx -all")
        self.check()
        self.assertIn("v=spf1 ip4:198.51.100.7 mx -all", self.get_domain().report)
        self.server.zone["smtp.aveyron.test"]["AAAA"] = ["2001:db8::7"]
        self.set_text("aveyron.test", "v=spf1 ip4:198.51.100.7 -all")
        self.assertEqual(self.check(), {"spf_partly", "rules_unknown"})

    def test_14_11_a_server_of_the_house(self):
        """Nobody outside sees its address, so nothing is said against it."""
        for host in ("localhost", "127.0.0.1", "192.168.1.20", "fd00::1", "mail.inside.test"):
            self.server.zone["mail.inside.test"] = {"A": ["10.1.2.3"]}
            self.mail_server.smtp_host = host
            self.assertEqual(self.check(), {"spf_relay", "rules_unknown"}, host)
        self.mail_server.smtp_host = "gone.aveyron.test"
        self.assertIn("spf_host_absent", self.check())

    def test_14_11_a_provider_sends_from_elsewhere(self):
        self.mail_server.smtp_host = "smtp.office365.com"
        self.server.zone["smtp.office365.com"] = {"A": ["203.0.113.99"]}
        self.assertIn("spf_provider", self.check())
        self.assertIn("v=spf1 include:spf.protection.outlook.com ip4:198.51.100.7 -all", self.get_domain().report)
        self.set_text("aveyron.test", "v=spf1 include:spf.protection.outlook.com -all")
        self.set_text("spf.protection.outlook.com", "v=spf1 ip4:192.0.2.0/24 -all")
        self.assertEqual(self.check(), set())

    # -- DKIM -----------------------------------------------------------------------------------------

    def test_14_11_dkim(self):
        name = "s1._domainkey.aveyron.test"
        short, weak = make_key(1024), make_key(1536)
        for texts, code in (
            (("v=DKIM1; p=",), "dkim_revoked"),
            (("v=DKIM1; p=oops",), "dkim_syntax"),
            (("v=DKIM1; t=y; p=", "v=DKIM1; p="), "dkim_several"),
            ((f"v=DKIM1; t=y; p={short}",), "dkim_testing"),
            ((f"v=DKIM1; p={short}",), "dkim_weak"),
            ((f"v=DKIM1; p={weak}",), "dkim_weak"),
            ((f"v=DKIM1; h=sha1; p={short}",), "dkim_old_hash"),
            ((f"v=DKIM1; s=other; p={short}",), "dkim_other_use"),
        ):
            self.set_text(name, *texts)
            self.assertIn(code, self.check(), texts)
        self.server.zone[name] = {"CNAME": ["s1.provider.test."]}
        self.assertIn("dkim_missing", self.check(), "an alias that leads nowhere")
        self.set_text("s1.provider.test", f"v=DKIM1; p={KEY}")
        self.assertEqual(self.check(), set())

    def test_14_11_selectors_are_guessed_and_called_a_guess(self):
        self.assertEqual(self.check(dkim_selectors=False), {"dkim_guess", "aligned_spf", "rules_unknown"})
        self.assertIn("There are keys for: s1.", self.get_domain().report)
        del self.server.zone["s1._domainkey.aveyron.test"]
        self.assertIn("dkim_selector", self.check(dkim_selectors=False))

    def test_14_11_several_selectors(self):
        self.assertIn("dkim_missing", self.check(dkim_selectors="s1, s2"))

    # -- DMARC and alignment --------------------------------------------------------------------------

    def test_14_11_dmarc(self):
        reports = "rua=mailto:d@aveyron.test"
        for text, code in (
            (f"v=DMARC1; p=none; {reports}", "dmarc_none"),
            ("v=DMARC1; p=reject", "dmarc_reports"),
            (f"v=DMARC1; p=reject; pct=20; {reports}", "dmarc_share"),
            (f"v=DMARC1; p=reject; t=y; {reports}", "dmarc_testing"),
            (f"v=DMARC1; p=reject; oops; {reports}", "dmarc_part"),
            ("v=DMARC1; p=maybe", "dmarc_syntax"),
            ("v=DMARC2; p=reject", "dmarc_missing"),
        ):
            self.set_text("_dmarc.aveyron.test", text)
            self.assertIn(code, self.check(), text)
        self.set_text("_dmarc.aveyron.test", "v=DMARC1; p=reject", "v=DMARC1; p=none")
        self.assertIn("dmarc_several", self.check())

    def test_14_11_the_two_ways_of_dmarc(self):
        self.set_text("aveyron.test", "v=spf1 -all")
        self.assertEqual(self.check(), {"spf_refused", "rules_unmet"}, "DKIM is enough for DMARC")
        self.assertIn("DMARC passes by DKIM", self.get_domain().report)
        del self.server.zone["s1._domainkey.aveyron.test"]
        self.assertIn("aligned_none", self.check())
        self.server.zone["aveyron.test"] = make_zone()["aveyron.test"]
        self.assertIn("aligned_spf", self.check())

    def test_14_11_signed_in_the_name_of_another(self):
        self.set_text("s1._domainkey.provider.test", f"v=DKIM1; p={KEY}")
        self.assertEqual(self.check(signing_domain="provider.test"), {"aligned_signature", "aligned_spf"})
        self.set_text("s1._domainkey.news.aveyron.test", f"v=DKIM1; p={KEY}")
        self.assertEqual(self.check(signing_domain="News.Aveyron.test"), set(), "of the same organisation")
        self.set_text("_dmarc.aveyron.test", "v=DMARC1; p=reject; adkim=s; rua=mailto:d@aveyron.test")
        self.assertEqual(self.check(), {"aligned_signature", "aligned_spf"}, "a strict one asks for the same")

    def test_14_11_an_envelope_of_another_domain(self):
        self.alias_domain.write({"name": "bounces.test", "default_from": "info@aveyron.test"})
        self.server.zone["bounces.test"] = {"TXT": ['"v=spf1 ip4:198.51.100.7 -all"'], "MX": ["0 ."]}
        self.assertEqual(self.check(), {"aligned_envelope", "mx_null"})

    # -- answers --------------------------------------------------------------------------------------

    def test_14_11_mx(self):
        for records, code in (
            ({"MX": ["0 ."]}, "mx_null"),
            ({"MX": ["10 gone.aveyron.test."]}, "mx_dead"),
            ({}, "mx_missing"),
            ({"A": ["198.51.100.9"]}, "mx_implicit"),
        ):
            self.server.zone["aveyron.test"] = {"TXT": make_zone()["aveyron.test"]["TXT"], **records}
            self.assertEqual(self.check(), {code})

    # -- which domains --------------------------------------------------------------------------------

    def test_14_11_domains_are_those_in_use(self):
        self.user_sales.partner_id.email = "sandrine@rodez.test"
        self.get_domain()
        self.assertEqual(self.domains.search([("company_id", "=", self.company_a.id)]).mapped("name"), ["aveyron.test"])
        self.mail_server.from_filter = "aveyron.test, rodez.test"
        self.get_domain()
        found = self.domains.search([("company_id", "=", self.company_a.id)])
        self.assertEqual(set(found.mapped("name")), {"aveyron.test", "rodez.test"})
        rodez = found.filtered(lambda domain: domain.name == "rodez.test")
        rodez.dkim_selectors = "mine"
        self.user_sales.active = False
        self.get_domain()
        self.assertFalse(rodez.active)
        self.user_sales.active = True
        self.assertEqual(self.get_domain("rodez.test").dkim_selectors, "mine")
        self.assertFalse(self.domains.search([("company_id", "=", self.company_b.id)]))

    def test_14_11_through_a_server_that_is_chosen(self):
        other = self.make_mail_server("other.test")
        [routes] = find_routes(self.company_a, ["sandrine@rodez.test"], other).values()
        self.assertEqual({(one.domain, one.host) for one in routes}, {("rodez.test", "other.test")})
        self.assertEqual(find_routes(self.company_a, [False, "", "nonsense", "a@[127.0.0.1]"], other), {})
        self.make_scenario(self.targeting, mail_server_id=other.id)
        self.user_sales.partner_id.email = "sandrine@rodez.test"
        self.assertEqual(self.get_domain("rodez.test").hosts, "other.test")

    # -- before a scenario is active ------------------------------------------------------------------

    def test_14_11_the_dialogue_of_a_card_says_it_before_one_agrees(self):
        card = self.env.ref("crm_dealership.scenario_model_delivery_anniversary")
        wizard = (
            self.env["dealership.scenario.configure"]
            .with_user(self.user_director)
            .create(
                {"model_id": card.id, "company_id": self.company_a.id, "team_id": self.team_a.id, "signatory": "team"}
            )
        )
        wizard.env.flush_all()  # it was saved before: what is looked at is rolled back
        wizard.action_review()
        self.assertIn("Nobody has checked lately whether receivers take e-mails from aveyron.test", wizard.promise)
        self.check()
        wizard.action_review()
        self.assertNotIn("aveyron.test", wizard.promise)

    def test_14_11_a_scenario_says_that_nobody_has_checked(self):
        scenario = self.make_scenario(self.targeting, state="draft", signatory="team", user_id=self.user_director.id)
        told = scenario.with_user(self.user_director)
        self.assertIn("Nobody has checked lately", told.domain_warning)
        self.assertIn("aveyron.test", told.domain_warning)
        self.assertFalse(scenario.with_user(self.user_sales).domain_warning, "who can do nothing about it")
        self.check()
        told.invalidate_recordset()
        self.assertFalse(told.domain_warning)
        with freeze_time(fields.Datetime.now() + timedelta(days=100)):
            told.invalidate_recordset()
            self.assertIn("Nobody has checked lately", told.domain_warning)
        self.server.zone = {}
        self.check()
        told.invalidate_recordset()
        self.assertEqual(
            told.domain_warning, "Receivers may refuse what is sent from aveyron.test: its settings have problems."
        )
        self.assertIn(told.domain_warning, told._get_approval_lines())
        action = told.action_view_sending_domains()
        self.assertEqual(action["res_id"], self.get_domain().id)
        count = len(self.server.questions)
        told.action_activate()
        self.assertEqual(scenario.state, "active", "it can be gone on from")
        self.assertEqual(len(self.server.questions), count, "activating asks nobody")
        self.assertFalse(told.domain_warning)

    def test_14_11_only_of_e_mails(self):
        message = self.make_message(channel="sms", subject=False, body_html=False, body_text="Hello")
        scenario = self.make_scenario(self.targeting, [{"channel": "sms"}], message=message, state="draft")
        self.assertFalse(scenario.domain_warning)

    # -- who ------------------------------------------------------------------------------------------

    @users("test_director", "test_administrator")
    def test_14_11_who_reads_may_check(self):
        action = self.domains.with_user(self.env.user)._open_page()
        self.assertEqual(action["res_model"], "dealership.sending.domain")
        domain = self.get_domain().with_env(self.env)
        domain.action_check()
        self.assertIn("SPF", domain.report)
        self.assertEqual(domain.hosts, "smtp.aveyron.test", "not for them to read otherwise")
        with self.assertRaises(AccessError):
            domain.state = "ok"

    @users("test_sales", "test_foreign")
    def test_14_11_who_may_not(self):
        domain = self.get_domain().with_user(self.env.user)
        for act in (domain.action_check, lambda: domain.report, self.domains.with_user(self.env.user)._open_page):
            with self.assertRaises(AccessError):
                act()

    def test_14_11_what_is_entered_is_a_name(self):
        domain = self.get_domain().with_user(self.user_administrator)
        domain.write({"dkim_selectors": " S1 ,2024.mail,", "signing_domain": "garage-müller.fr"})
        for vals in ({"dkim_selectors": "s1, a b"}, {"dkim_selectors": "s1;x"}, {"signing_domain": "127.0.0.1"}):
            with self.assertRaises(ValidationError):
                domain.write(vals)
        with self.assertRaises(AccessError):
            domain.with_user(self.user_director).dkim_selectors = "s2"

    def test_14_11_each_reads_in_their_language(self):
        self.check()
        french = self.get_domain().with_context(lang="fr_FR")
        self.assertIn("DMARC réussit des deux façons", french.report)
        for code, kind in KINDS.items():
            self.assertTrue(kind.state in STATES and kind.source and french.env._(kind.said) != str(kind.said), code)


@tagged("post_install", "-at_install")
class TestSendingRoutes(SmtpCommon):
    """The routes that are checked are those that e-mails take (14, number 11)."""

    def test_14_11_from_and_envelope_are_those_of_the_e_mail(self):
        self.user_sales.partner_id.email = "sandrine@rodez.test"
        for bounce_alias, from_filter, domain in (
            ("retour", False, "aveyron.test"),
            ("retour", "info@aveyron.test", "aveyron.test"),
            ("retour", "rodez.test", "rodez.test"),
            ("retour", "sandrine@rodez.test", "rodez.test"),
            ("retour", "aveyron.test, rodez.test", "rodez.test"),
            (False, "rodez.test", "rodez.test"),
            (False, False, "aveyron.test"),
        ):
            self.server.from_filter = from_filter
            self.company_a.alias_domain_id = bounce_alias and self.domain
            self.sink.messages.clear()
            self.deliver()
            envelope, _recipients, _content = self.sink.messages[-1]
            [sender] = self.receive()["From"].addresses
            found = find_routes(self.company_a, ["sandrine@rodez.test"])
            case = f"{bounce_alias} {from_filter}"
            self.assertEqual({sender.domain: {envelope.rpartition("@")[2]}}, _get_envelopes(found), case)
            if bounce_alias:
                self.assertEqual(sender.domain, domain, case)


def _get_envelopes(routes):
    return {domain: {route.envelope for route in found} for domain, found in routes.items()}
