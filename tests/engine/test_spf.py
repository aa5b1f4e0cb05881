from odoo.tests import BaseCase, tagged

from ...engine.sending_domain.spf import check_host
from ...engine.sending_domain.spf_record import SpfSyntaxError, parse
from .dns_table import make_ask

# The zone of RFC 7208, appendix A.
ZONE = {
    "example.com": {
        "MX": [(10, "mail-a.example.com"), (20, "mail-b.example.com")],
        "A": ["192.0.2.10", "192.0.2.11"],
    },
    "amy.example.com": {"A": ["192.0.2.65"]},
    "bob.example.com": {"A": ["192.0.2.66"]},
    "mail-a.example.com": {"A": ["192.0.2.129"]},
    "mail-b.example.com": {"A": ["192.0.2.130"]},
    "example.org": {"MX": [(10, "mail-c.example.org")]},
    "mail-c.example.org": {"A": ["192.0.2.140"]},
    "10.2.0.192.in-addr.arpa": {"PTR": ["example.com"]},
    "65.2.0.192.in-addr.arpa": {"PTR": ["amy.example.com"]},
    "140.2.0.192.in-addr.arpa": {"PTR": ["mail-c.example.org"]},
    "4.0.0.10.in-addr.arpa": {"PTR": ["bob.example.com"]},
    # A.4: a black list as a domain of permitted senders
    "mary.mobile-users._spf.example.com": {"A": ["127.0.0.2"]},
    "15.15.168.192.joel.remote-users._spf.example.com": {"A": ["127.0.0.2"]},
}
# Record of example.com, what it says of some addresses. "!": fail.
EXAMPLES = """
v=spf1 +all                                   192.0.2.10 192.0.2.129 198.51.100.1 2001:db8::1
v=spf1 a -all                                 192.0.2.10 192.0.2.11 !192.0.2.65
v=spf1 a:example.org -all                     !192.0.2.10 !192.0.2.140
v=spf1 mx -all                                192.0.2.129 192.0.2.130 !192.0.2.10
v=spf1 mx:example.org -all                    192.0.2.140 !192.0.2.129
v=spf1 mx mx:example.org -all                 192.0.2.129 192.0.2.130 192.0.2.140 !192.0.2.10
v=spf1 mx/30 mx:example.org/30 -all           192.0.2.131 192.0.2.143 !192.0.2.132 !192.0.2.144
v=spf1 ptr -all                               192.0.2.10 192.0.2.65 !192.0.2.140 !10.0.0.4
v=spf1 ip4:192.0.2.128/28 -all                192.0.2.129 192.0.2.143 !192.0.2.65 !192.0.2.144
v=spf1 exists:%{l}.mobile-users._spf.%{d} -all                192.0.2.10
v=spf1 exists:%{ir}.%{l}.remote-users._spf.%{d} -all          !192.0.2.10
v=spf1 ip6:2001:db8::/32 -all                 2001:db8:1::2 !2001:db9::1 !192.0.2.1
"""


def evaluate(zone, address="192.0.2.1", domain="a.test", **options):
    return check_host(make_ask(zone), address, domain, **options)


def texts(**records):
    """Return a zone: domain (its dots as underscores) → TXT."""
    return {
        name.replace("_", "."): {"TXT": [text] if isinstance(text, str) else text} for name, text in records.items()
    }


@tagged("post_install", "-at_install")
class TestSpf(BaseCase):
    """``check_host()`` of RFC 7208 (14, number 11)."""

    def test_14_11_examples_of_the_standard(self):
        for line in EXAMPLES.strip().splitlines():
            record, *addresses = [part for part in line.split("  ") if part]
            for address in " ".join(addresses).split():
                ask = make_ask({**ZONE, "example.com": {**ZONE["example.com"], "TXT": [record]}})
                result = check_host(ask, address.strip("!"), "example.com", sender="mary@example.com").result
                self.assertEqual(result, "fail" if address.startswith("!") else "pass", f"{record} {address}")

    def test_14_11_results(self):
        other = {"b.test": {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]}}
        for record, result in (
            ("v=spf1 -all", "fail"),
            ("v=spf1 ~all", "softfail"),
            ("v=spf1 ?all", "neutral"),
            ("v=spf1", "neutral"),
            ("v=spf1 ", "neutral"),
            ("v=spf10 -all", "none"),
            ("V=SPF1 ALL", "pass"),
            ("v=spf2 all", "none"),
            ("v=spf1 include:b.test -all", "pass"),
            ("v=spf1 -include:b.test all", "fail"),
            ("v=spf1 redirect=b.test", "pass"),
            ("v=spf1 redirect=b.test -all", "fail"),
            ("v=spf1 moo=b.test all", "pass"),
            ("v=spf1 include:nowhere.test all", "permerror"),
            ("v=spf1 redirect=nowhere.test", "permerror"),
            ("v=spf1 a:silent.test all", "temperror"),
            ("v=spf1 include:silent.test all", "temperror"),
        ):
            zone = {**texts(a_test=record), **other, "silent.test": "timeout"}
            self.assertEqual(evaluate(zone).result, result, record)
        self.assertEqual(evaluate({"a.test": "timeout"}).result, "temperror")
        self.assertEqual(evaluate({}).result, "none")
        self.assertEqual(evaluate({}, domain="localhost").result, "none")
        self.assertEqual(evaluate(texts(a_test=["v=spf1 a -all", "v=spf1 mx -all"])).why[0], "several")
        self.assertEqual(evaluate(texts(a_test=["v=spf1 all", "google-site-verification=1"])).result, "pass")

    def test_14_11_what_no_grammar_knows(self):
        for terms in (
            "all:b.test",
            "all/8",
            "include",
            "include:",
            "a:b",
            "a/33",
            "a/08",
            "a//129",
            "a:b.test/",
            "mx:b..4",
            "ip4:1.2.3",
            "ip4:1.2.3.4/33",
            "ip4:1.2.3.4\n",
            "ip4",
            "ip6:1.2.3.4",
            "ip6:2001:db8::/129",
            "exists",
            "exists:%{c}.b.test",
            "exists:%{d0}.b.test",
            "exists:%{x}.b.test",
            "exists:%(d).b.test",
            "a:caf\u00e9.test",
            "redirect=",
            "redirect=b.test redirect=c.test",
            "exp=b.test exp=b.test",
            "-redirect=b.test",
            "moo",
            "moo:b.test",
            '"v=spf1',
            "-",
            "a;",
        ):
            with self.assertRaises(SpfSyntaxError, msg=terms):
                parse(f"v=spf1 {terms}")
        evaluation = evaluate(texts(a_test="v=spf1 all ip4:oops"))
        self.assertEqual((evaluation.result, evaluation.why), ("permerror", ("syntax", "a.test", "ip4:oops")))

    def test_14_11_ten_lookups(self):
        """Each include is one; what comes after "all" is none."""
        for count, result in ((10, "pass"), (11, "permerror")):
            zone = texts(a_test=" ".join(["v=spf1", *(f"include:n{number}.test" for number in range(count)), "all"]))
            zone |= {f"n{number}.test": {"TXT": ["v=spf1 -all"]} for number in range(count)}
            evaluation = evaluate(zone)
            self.assertEqual((evaluation.result, evaluation.lookups), (result, count))
        self.assertEqual(evaluate(texts(a_test="v=spf1 include:a.test all")).why[0], "lookups", "a circle ends")
        zone = texts(a_test=" ".join(["v=spf1", "ip4:192.0.2.0/24", *["a"] * 11])) | {}
        self.assertEqual(evaluate(zone).result, "pass", "as far as is looked")
        self.assertEqual(evaluate(zone, None).why[0], "voids", "what any address would make one look at")

    def test_14_11_two_voids(self):
        for count, result in ((2, "pass"), (3, "permerror")):
            names = " ".join(f"a:void{number}.test" for number in range(count))
            self.assertEqual(evaluate(texts(a_test=f"v=spf1 {names} all")).result, result)

    def test_14_11_ten_servers_of_mx(self):
        for count, result in ((10, "pass"), (11, "permerror")):
            zone = texts(a_test="v=spf1 mx all")
            zone["a.test"]["MX"] = [(10, f"mx{number}.test") for number in range(count)]
            zone |= {f"mx{number}.test": {"A": ["198.51.100.1"]} for number in range(count)}
            self.assertEqual(evaluate(zone).result, result)

    def test_14_11_macros(self):
        """RFC 7208, section 7.4."""
        for macro, name in (
            ("%{s}", "strong-bad@email.example.com"),
            ("%{o}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l}", "strong-bad"),
            ("%{l-}", "strong.bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
            ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ):
            zone = {"email.example.com": {"TXT": [f"v=spf1 exists:{macro}.z.test -all"]}}
            zone[f"{name}.z.test"] = {"A": ["127.0.0.2"]}
            result = check_host(make_ask(zone), "192.0.2.3", "email.example.com", "strong-bad@email.example.com").result
            self.assertEqual(result, "pass", macro)
        zone = {"email.example.com": {"TXT": ["v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"]}}
        zone[f"1.0.b.c.{'0.' * 20}8.b.d.0.1.0.0.2.ip6._spf.example.com"] = {"A": ["127.0.0.2"]}
        self.assertEqual(evaluate(zone, "2001:db8::cb01", "email.example.com").result, "pass")
