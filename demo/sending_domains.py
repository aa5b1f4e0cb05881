"""What DNS would say of the demo dealership's domains, which do not exist."""

import base64

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..engine.sending_domain.lookup import ABSENT, EMPTY, FOUND, Answer

CAUSSE = "causse-automobiles.example.com"
TARN = "tarn-motors.example.com"


def check_domains(env):
    """Check the domains of the demo companies: one nearly in order, one that nobody has looked after."""
    domains = env["dealership.sending.domain"].sudo()
    domains._refresh(env.ref("crm_dealership.demo_company_causse") | env.ref("crm_dealership.demo_company_albi"))
    found = domains.search([("name", "in", (CAUSSE, TARN))])
    found.filtered(lambda domain: domain.name == CAUSSE).dkim_selectors = "selector1"
    found._check(_make_ask())


def _make_ask():
    zone = _make_zone()

    def ask(name, kind):
        if name not in zone:
            return Answer(ABSENT)
        records = zone[name].get(kind, ())
        return Answer(FOUND if records else EMPTY, tuple(records))

    return ask


def _make_zone():
    return {
        CAUSSE: {"TXT": ["v=spf1 include:spf.provider.example.com ~all"], "MX": [(10, "mx.provider.example.com")]},
        "spf.provider.example.com": {"TXT": ["v=spf1 ip4:192.0.2.0/24 ~all"]},
        "mx.provider.example.com": {"A": ["192.0.2.25"]},
        f"selector1._domainkey.{CAUSSE}": {"TXT": [f"v=DKIM1; k=rsa; p={_make_key()}"]},
        f"_dmarc.{CAUSSE}": {"TXT": [f"v=DMARC1; p=none; rua=mailto:dmarc@{CAUSSE}"]},
        TARN: {"TXT": ["v=spf1 mx ~all", "v=spf1 include:spf.provider.example.com ~all"]},
    }


def _make_key():
    key = rsa.generate_private_key(65537, 2048).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
