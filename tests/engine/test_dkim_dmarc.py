import base64

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from odoo.tests import BaseCase, tagged

from ...engine.sending_domain import dmarc
from ...engine.sending_domain.dkim import KeyProblem, read_key
from .dns_table import make_ask


def make_key(bits, form=PublicFormat.SubjectPublicKeyInfo):
    """Return the p= of a new RSA key."""
    key = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, form)).decode()


def make_policies(**records):
    """Return an ``ask`` for policies of domains (dots as underscores)."""
    return make_ask({f"_dmarc.{name.replace('_', '.')}": {"TXT": [text]} for name, text in records.items()})


@tagged("post_install", "-at_install")
class TestDkim(BaseCase):
    """Keys in DNS, made by another library (14, number 11)."""

    def test_14_11_keys(self):
        rsa_key = make_key(2048)
        edwards = base64.b64encode(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
        for record, bits, is_testing in (
            (f"v=DKIM1; k=rsa; p={rsa_key}", 2048, False),
            (f"p={rsa_key}", 2048, False),
            (f"k=rsa; t=s; p={rsa_key[:100]} {rsa_key[100:]};", 2048, False),
            (f"v=DKIM1; t=y:s; p={rsa_key}", 2048, True),
            (f"v=DKIM1; h=sha1:sha256; s=email; n=note; p={rsa_key}", 2048, False),
            (f"v=DKIM1; p={make_key(1024, PublicFormat.PKCS1)}", 1024, False),
            (f"v=DKIM1; k=ed25519; p={edwards}", 0, False),
        ):
            key = read_key(record)
            self.assertEqual((key.bits, key.is_testing), (bits, is_testing), record)

    def test_14_11_what_is_no_key(self):
        rsa_key = make_key(1024)
        for record, code in (
            ("v=DKIM1; p=", "revoked"),
            ("v=DKIM1; k=rsa; p=;", "revoked"),
            ("v=DKIM1; k=rsa", "syntax"),
            (f"v=DKIM2; p={rsa_key}", "syntax"),
            (f"p={rsa_key}; v=DKIM1", "syntax"),
            (f"v=DKIM1; p={rsa_key}; p={rsa_key}", "syntax"),
            (f"v=DKIM1; k=dsa; p={rsa_key}", "syntax"),
            (f"v=DKIM1; k=ed25519; p={rsa_key}", "syntax"),
            (f"v=DKIM1; p={rsa_key[:-20]}", "syntax"),
            ("v=DKIM1; p=not base 64!", "syntax"),
            ("v=DKIM1; p=é", "syntax"),
            ("v=spf1 -all", "syntax"),
            ("", "syntax"),
            (f"v=DKIM1; h=sha1; p={rsa_key}", "old_hash"),
            (f"v=DKIM1; s=tlsrpt; p={rsa_key}", "other_use"),
        ):
            with self.assertRaises(KeyProblem, msg=record) as caught:
                read_key(record)
            self.assertEqual(caught.exception.args[0], code, record)


@tagged("post_install", "-at_install")
class TestDmarc(BaseCase):
    """Policies and organisational domains by RFC 9989 (14, number 11)."""

    def test_14_11_the_way_up(self):
        """The example of section 4.10."""
        asked = []

        def ask(name, _kind):
            asked.append(name)
            return make_ask({})(name, "TXT")

        dmarc.walk(ask, "a.b.c.d.e.f.g.h.i.j.mail.example.com")
        self.assertEqual(
            asked,
            [
                "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com",
                "_dmarc.g.h.i.j.mail.example.com",
                "_dmarc.h.i.j.mail.example.com",
                "_dmarc.i.j.mail.example.com",
                "_dmarc.j.mail.example.com",
                "_dmarc.mail.example.com",
                "_dmarc.example.com",
                "_dmarc.com",
            ],
        )

    def test_14_11_organisations(self):
        """The examples of section 4.10.2, and two that have nothing to go by."""
        for records, domain, organisation in (
            ({"mail_example_com": "p=none", "example_com": "p=none"}, "a.mail.example.com", "example.com"),
            ({"mail_example_com": "p=none; psd=n"}, "a.mail.example.com", "mail.example.com"),
            ({"com": "p=none; psd=y"}, "a.mail.example.com", "example.com"),
            ({"example_com": "p=none; psd=y"}, "mail.example.com", "mail.example.com"),
            ({"example_com": "p=none; psd=y"}, "example.com", "example.com"),
            ({"example_com": "p=none", "com": "p=none; psd=y"}, "example.com", "example.com"),
            ({}, "mail.example.com", "mail.example.com"),
            ({"example_com": "sp=none"}, "mail.example.com", "mail.example.com"),
        ):
            ask = make_policies(**{name: f"v=DMARC1; {text}" for name, text in records.items()})
            self.assertEqual(dmarc.walk(ask, domain).organisation, organisation, records)

    def test_14_11_which_policy_holds(self):
        for records, domain, expected in (
            ({"example_com": "v=DMARC1; p=reject"}, "example.com", ("example.com", "reject")),
            ({"example_com": "v=DMARC1;p=reject;"}, "mail.example.com", ("example.com", "reject")),
            ({"example_com": "v=DMARC1; p=reject; sp=none"}, "mail.example.com", ("example.com", "none")),
            ({"example_com": "v=DMARC1; p=reject; sp=none"}, "example.com", ("example.com", "reject")),
            ({"com": "v=DMARC1; p=quarantine; psd=y"}, "example.com", ("com", "quarantine")),
            ({"example_com": "v=DMARC1; rua=mailto:d@example.com"}, "example.com", ("example.com", "none")),
            ({"example_com": "v = DMARC1 ; p = Reject"}, "example.com", ("example.com", "reject")),
            ({"example_com": "v=DMARC1; oops; p=reject"}, "example.com", ("example.com", "reject")),
            ({"example_com": "v=DMARC1; p=maybe"}, "example.com", None),
            ({"example_com": "v=dmarc1; p=reject"}, "example.com", None),
            ({"example_com": "v=DMARC10; p=reject"}, "example.com", None),
            ({"example_com": "p=reject; v=DMARC1"}, "example.com", None),
            ({}, "example.com", None),
        ):
            policy = dmarc.walk(make_policies(**records), domain).policy
            self.assertEqual(policy and (policy.domain, policy.get_policy_for(domain)), expected, records)

    def test_14_11_several_are_none(self):
        ask = make_ask({"_dmarc.example.com": {"TXT": ["v=DMARC1; p=none", "v=DMARC1; p=reject", "other"]}})
        found = dmarc.walk(ask, "example.com")
        self.assertEqual((found.policy, found.several[0]), (None, "example.com"))

    def test_14_11_alignment(self):
        """The examples of sections 4.4.1 and 4.4.2."""
        ask = make_policies(example_com="v=DMARC1; p=none", example_net="v=DMARC1; p=none")
        for one, other, relaxed, strict in (
            ("example.com", "example.com", True, True),
            ("example.com", "news.example.com", True, False),
            ("child.example.com", "example.com", True, False),
            ("example.net", "child.example.com", False, False),
        ):
            walks = [dmarc.walk(ask, domain) for domain in (one, other)]
            self.assertEqual(dmarc.are_aligned(*walks, strict=False), relaxed)
            self.assertEqual(dmarc.are_aligned(*walks, strict=True), strict)
