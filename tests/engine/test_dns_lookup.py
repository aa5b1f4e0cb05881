import time

from odoo.tests import BaseCase, tagged

from ...engine.sending_domain.lookup import ABSENT, EMPTY, FAILED, FOUND, Lookup
from ...engine.sending_domain.names import read_domain, read_selector
from .dns_server import DnsServer

LONG_KEY = "v=DKIM1; k=rsa; p=" + "A" * 736
ZONE = {
    "causse.test": {
        "TXT": ['"v=spf1 mx -all"', '"caf\\195\\169"', '"two " "strings"', '"a\\000b"'],
        "MX": ["20 second.causse.test.", "10 First.Causse.test."],
        "A": ["192.0.2.1", "192.0.2.2"],
        "AAAA": ["2001:db8::1"],
    },
    "null.test": {"MX": ["0 ."]},
    "empty.test": {"A": ["192.0.2.9"]},
    "key.test": {"TXT": [" ".join(f'"{LONG_KEY[start : start + 250]}"' for start in range(0, len(LONG_KEY), 250))]},
    "alias.test": {"CNAME": ["key.test."]},
    "lost.test": {"CNAME": ["nowhere.test."]},
    "broken.test": "SERVFAIL",
    "closed.test": "REFUSED",
    "silent.test": "silence",
    "odd.test": "nonsense",
    "1.2.0.192.in-addr.arpa": {"PTR": ["Mail.Causse.Test."]},
}


@tagged("post_install", "-at_install")
class TestDnsLookup(BaseCase):
    """DNS is asked of a real server, on this machine (14, number 11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = DnsServer(ZONE)
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        super().setUp()
        self.lookup = Lookup(self.server.make_resolver(), seconds=5.0, patience=1.0)

    def test_14_11_records_are_read(self):
        for kind, records in (
            ("TXT", {"v=spf1 mx -all", "cafÃ©", "two strings", "a\ufffdb"}),
            ("A", {"192.0.2.1", "192.0.2.2"}),
            ("AAAA", {"2001:db8::1"}),
            ("MX", {(10, "first.causse.test"), (20, "second.causse.test")}),
        ):
            answer = self.lookup("Causse.test.", kind)
            self.assertEqual((answer.status, set(answer.records)), (FOUND, records))
        self.assertEqual(self.lookup("null.test", "MX").records, ((0, ""),))
        self.assertEqual(self.lookup("1.2.0.192.in-addr.arpa", "PTR").records, ("mail.causse.test",))

    def test_14_11_long_records_and_aliases(self):
        """A key of 4096 bits fits no UDP packet of old; selectors are often aliases of the provider's."""
        self.assertEqual(self.lookup("key.test", "TXT").records, (LONG_KEY,))
        self.assertEqual(self.lookup("alias.test", "TXT").records, (LONG_KEY,))

    def test_14_11_what_went_wrong_is_told_apart(self):
        for name, status, why in (
            ("nowhere.test", ABSENT, ""),
            ("lost.test", ABSENT, ""),
            ("empty.test", EMPTY, ""),
            ("broken.test", FAILED, "SERVFAIL"),
            ("closed.test", FAILED, "REFUSED"),
            ("silent.test", FAILED, "timeout"),
            (f"{'a' * 64}.test", ABSENT, ""),
            ("a..test", ABSENT, ""),
            (f"{'a.' * 130}test", ABSENT, ""),
        ):
            answer = self.lookup(name, "TXT")
            self.assertEqual((answer.status, answer.why, answer.records), (status, why, ()), name)
        self.assertEqual(self.lookup("odd.test", "TXT").status, FAILED, "what can't be read is no answer")

    def test_14_11_everything_ends_in_time(self):
        lookup = Lookup(self.server.make_resolver(), seconds=0.6, patience=0.4)
        began = time.monotonic()
        answers = [lookup(f"{number}.silent.test", "A") for number in range(50)]
        answers += [lookup("silent.test", kind) for kind in ("A", "AAAA", "TXT", "MX", "PTR")]
        self.assertLess(time.monotonic() - began, 3)
        self.assertEqual(answers[-1].why, "timeout")
        count = len(self.server.questions)
        self.assertEqual(lookup("causse.test", "A").why, "timeout", "the time is up")
        self.assertEqual(len(self.server.questions), count)

    def test_14_11_each_question_is_asked_once(self):
        self.server.questions.clear()
        for name in ("empty.test", "EMPTY.test", "empty.test."):
            self.lookup(name, "A")
        self.assertEqual(self.server.questions, [("empty.test", "A")])

    def test_14_11_what_a_domain_is(self):
        for text, domain in (
            ("Causse.test", "causse.test"),
            (" causse.test. ", "causse.test"),
            ("garage-müller.fr", "xn--garage-mller-klb.fr"),
            ("xn--garage-mller-klb.fr", "xn--garage-mller-klb.fr"),
            ("straße.de", "xn--strae-oqa.de"),
            ("localhost", ""),
            ("192.0.2.1", ""),
            ("[192.0.2.1]", ""),
            ("2001:db8::1", ""),
            ("-a.test", ""),
            ("a_b.test", ""),
            ("a..test", ""),
            ("a b.test", ""),
            ("a.test\nb.test", ""),
            ("a/b.test", ""),
            (f"{'a' * 64}.test", ""),
            (f"{'ab.' * 90}test", ""),
            ("", ""),
            (None, ""),
            ("\ud800.test", ""),
        ):
            self.assertEqual(read_domain(text), domain, text)

    def test_14_11_what_a_selector_is(self):
        for text, selector in (
            ("S1", "s1"),
            ("2024.mail", "2024.mail"),
            ("my_key", "my_key"),
            ("a b", ""),
            ("a;b", ""),
            ("..", ""),
            ("", ""),
        ):
            self.assertEqual(read_selector(text), selector, text)
