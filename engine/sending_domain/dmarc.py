"""DMARC by RFC 9989, which has replaced RFC 7489: the organisational domain is found in DNS itself, by walking up the
tree, not in a list of public suffixes. Of what RFC 7489 had besides, ``pct`` is told where it stands there still.
"""

import re
from dataclasses import dataclass, field

from .lookup import FAILED
from .tags import parse_tags

NO_POLICY = "none"
POLICIES = (NO_POLICY, "quarantine", "reject")

# RFC 9989, section 4.10: what a walk may ask for, and where it goes on from a longer name.
_MAX_QUERIES = 8

_VERSION = re.compile(r"v\s*=\s*DMARC1\s*(;|\Z)")
_ADDRESS = re.compile(r"mailto:([^@,!\s]+@[^@,!\s]+)", re.I)


@dataclass(frozen=True)
class Policy:
    """The record of one domain.

    :ivar tags: name → value
    :ivar bad: the parts that receivers pass over
    """

    domain: str
    text: str
    tags: dict
    bad: tuple = ()

    @property
    def policy(self):
        policy = self.get("p")
        return policy if policy in POLICIES else NO_POLICY

    @property
    def reports_to(self):
        """The addresses that reports go to."""
        return _ADDRESS.findall(self.tags.get("rua", ""))

    @property
    def is_valid(self):
        """Whether receivers go by it: without a policy it still asks for reports (RFC 9989, section 4.10.1)."""
        return self.get("p") in POLICIES or bool(self.reports_to)

    def get(self, tag):
        return self.tags.get(tag, "").lower()

    def get_policy_for(self, domain):
        """Return the policy for the record's own domain, or for one below it (``sp``)."""
        below = self.get("sp")
        return below if domain != self.domain and below in POLICIES else self.policy


@dataclass
class Walk:
    """What was found on the way up from a domain.

    :ivar policies: those that receivers go by, the longest name first
    :ivar broken: the first that they don't go by
    :ivar several: the first domain whose records are more than one, which counts as none, and these; empty
    :ivar failed: the first name that could not be asked for, and why; empty
    """

    domain: str
    policies: list = field(default_factory=list)
    broken: Policy | None = None
    several: tuple = ()
    failed: tuple = ()

    @property
    def organisation(self):
        """The organisational domain: what lies below it is of one sender (RFC 9989, section 4.10.2)."""
        for policy in self.policies:
            if policy.get("psd") == "n":
                return policy.domain
            if policy.get("psd") == "y" and policy.domain != self.domain:
                return _go_below(policy.domain, self.domain)
        return self.policies[-1].domain if self.policies else self.domain

    @property
    def policy(self):
        """The ``Policy`` that receivers go by: the domain's own, else that of its organisation, else that of the public
        suffix; None (RFC 9989, section 4.10.1)."""
        named = {policy.domain: policy for policy in self.policies}
        suffix = [policy for policy in self.policies if policy.get("psd") == "y"]
        places = [named[place] for place in (self.domain, self.organisation) if place in named]
        return next(iter(places + suffix), None)


def walk(ask, domain):
    """Return the ``Walk`` from a domain up to the root.

    :param ask: ``(name, type) -> Answer``
    """
    found = Walk(domain)
    for name in _get_steps(domain):
        answer = ask(get_policy_name(name), "TXT")
        if answer.status == FAILED:
            found.failed = found.failed or (name, answer.why)
        _note(found, name, [text for text in answer.records if _VERSION.match(text)])
        if found.policies and found.policies[-1].get("psd") in ("y", "n"):
            break
    return found


def are_aligned(one, other, strict):
    """Return whether two domains, by the walks from them, are of the same sender (RFC 9989, section 4.4)."""
    return one.domain == other.domain or (not strict and one.organisation == other.organisation)


def get_policy_name(domain):
    return f"_dmarc.{domain}"


def _note(found, name, records):
    if len(records) > 1:
        found.several = found.several or (name, "\n".join(records))
    elif records:
        tags, bad = parse_tags(records[0])
        policy = Policy(name, records[0], tags, tuple(bad))
        if policy.is_valid:
            found.policies.append(policy)
        else:
            found.broken = found.broken or policy


def _get_steps(domain):
    labels = domain.split(".")
    if len(labels) > _MAX_QUERIES:
        return [domain, *_get_steps(".".join(labels[1 - _MAX_QUERIES :]))]
    return [".".join(labels[start:]) for start in range(len(labels))]


def _go_below(above, domain):
    """Return the part of a domain that is one label longer than one above it."""
    return ".".join(domain.split(".")[-above.count(".") - 2 :])
