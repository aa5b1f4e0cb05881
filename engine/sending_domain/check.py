from . import dmarc
from .check_alignment import Way, check_alignment
from .check_dkim import check_dkim
from .check_dmarc import check_dmarc
from .check_mx import check_mx
from .check_spf import check_spf
from .findings import Finding, all_of


def check_domain(ask, question):
    """Return all that is to be said of a domain, a list of ``Finding``s.

    :param ask: ``(name, type) -> Answer``
    :param Question question:
    """
    domain, signing_domain = question.domain, question.signing_domain or question.domain
    found = dmarc.walk(ask, domain)
    spf = {envelope: check_spf(ask, envelope, hosts) for envelope, hosts in question.hosts.items()}
    dkim, has_key = check_dkim(ask, signing_domain, question.selectors)
    policy, has_policy = check_dmarc(found)
    envelopes = [Way(dmarc.walk(ask, envelope), passes) for envelope, (_findings, passes) in spf.items()]
    aligned, passes = check_alignment(found, envelopes, Way(dmarc.walk(ask, signing_domain), has_key))
    return [
        *(finding for findings, _passes in spf.values() for finding in findings),
        *dkim,
        *policy,
        *aligned,
        *(finding for reply_domain in question.reply_domains for finding in check_mx(ask, reply_domain)),
        _check_rules(domain, [way.passes for way in envelopes], has_key, has_policy, passes),
    ]


def _check_rules(domain, spf, has_key, has_policy, passes):
    """Judge what the large mailbox providers ask of those who write thousands a day: SPF, DKIM, DMARC, alignment."""
    parts = {"SPF": all_of(spf), "DKIM": has_key, "DMARC": has_policy and passes}
    missing = [name for name, passed in parts.items() if passed is False]
    if missing:
        return Finding("rules_unmet", {"domain": domain, "missing": ", ".join(missing)})
    return Finding("rules_met" if all(parts.values()) else "rules_unknown", {"domain": domain})
