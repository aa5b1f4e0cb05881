import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .tags import parse_tags

# RFC 8301: receivers take no shorter ones for valid; signers should have the longer.
SHORTEST_BITS = 1024
RECOMMENDED_BITS = 2048
# RFC 8463: such a key is 32 bytes, and as strong as an RSA key of some 3000 bits.
_ED25519_BYTES = 32

# What providers call their keys by themselves. A guess to help somebody fill in theirs, nothing more.
COMMON_SELECTORS = (
    "selector1",
    "selector2",
    "google",
    "default",
    "mail",
    "dkim",
    "s1",
    "s2",
    "k1",
    "k2",
    "smtp",
    "mailjet",
    "brevo1",
    "ovhmo-selector-1",
)


class KeyProblem(Exception):
    """A record that no signature can be checked by: the code of why, and the part of it."""


@dataclass(frozen=True)
class Key:
    """The public key of a selector.

    :ivar bits: of an RSA key, 0 for others
    :ivar is_testing: who signs asks to take signatures for none (RFC 6376, section 3.6.1, ``t=y``)
    """

    bits: int
    is_testing: bool


def get_key_name(selector, domain):
    return f"{selector}._domainkey.{domain}"


def read_key(text):
    """Return the ``Key`` of a TXT record (RFC 6376, section 3.6.1).

    :raise KeyProblem:
    """
    tags = _read_tags(text)
    data = re.sub(r"\s", "", tags["p"])
    if not data:
        raise KeyProblem("revoked", "p=")
    flags = _split(tags.get("t", ""))
    return Key(_measure(tags.get("k", "rsa").lower(), data), "y" in flags)


def _read_tags(text):
    tags, bad = parse_tags(text)
    if bad:
        raise KeyProblem("syntax", bad[0])
    if "v" in tags and (tags["v"] != "DKIM1" or next(iter(tags)) != "v"):
        raise KeyProblem("syntax", f"v={tags['v']}")
    if "p" not in tags:
        raise KeyProblem("syntax", "p=")
    if not {"*", "email"} & _split(tags.get("s", "*")):
        raise KeyProblem("other_use", f"s={tags['s']}")
    # RFC 8301: signatures by SHA-1 are none.
    if "sha256" not in _split(tags.get("h", "sha256")):
        raise KeyProblem("old_hash", f"h={tags['h']}")
    return tags


def _split(value):
    return {part.strip().lower() for part in value.split(":")}


def _measure(kind, data):
    try:
        key = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise KeyProblem("syntax", "p=") from error
    if kind == "rsa":
        return _measure_rsa(key)
    if kind != "ed25519":
        raise KeyProblem("syntax", f"k={kind}")
    if len(key) != _ED25519_BYTES:
        raise KeyProblem("syntax", "p=")
    return 0


def _measure_rsa(data):
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyProblem("syntax", "p=") from error
    if not isinstance(key, RSAPublicKey):
        raise KeyProblem("syntax", "k=rsa")
    return key.key_size
