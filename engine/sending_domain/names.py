import re

import idna

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
# Names of records (selectors, "_dmarc") may have the underscore that those of hosts may not.
_RECORD_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\Z")
MAX_NAME = 253


def read_domain(text):
    """Return a domain as DNS has it ("garage-müller.fr" → "xn--garage-mller-klb.fr"), empty when it is none.

    :param str text: what somebody wrote, or the part of an address after the @
    """
    text = (text or "").strip().rstrip(".").lower()
    if not text.isascii():
        try:
            text = idna.encode(text, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return ""
    return text if _is_domain(text) else ""


def read_selector(text):
    """Return a DKIM selector, empty when it can't be one: "s1", "2024.mail"."""
    text = (text or "").strip().strip(".").lower()
    return text if _is_made_of(text, _RECORD_LABEL) else ""


def can_exist(name):
    """Return whether a name has a form that DNS can be asked for."""
    labels = name.rstrip(".").split(".")
    return len(name) <= MAX_NAME and all(0 < len(label) <= 63 for label in labels)


def _is_domain(text):
    labels = text.split(".")
    # An IP address is no domain: top-level domains are not numbers.
    return len(labels) > 1 and not labels[-1].isdigit() and _is_made_of(text, _LABEL)


def _is_made_of(text, label):
    return len(text) <= MAX_NAME and all(label.match(part) for part in text.split("."))
