"""Whether a domain says what becomes of e-mails that are not its own."""

import re

from .dmarc import NO_POLICY, get_policy_name
from .findings import Finding


def check_dmarc(found):
    """Return the findings of a ``Walk``, and whether there is a policy: True, False, None where that can't be told."""
    policy = found.policy
    if policy is None:
        return [_judge_nothing(found)], None if found.failed else False
    values = {"domain": found.domain, "place": policy.domain, "policy": policy.get_policy_for(found.domain)}
    findings = [Finding(code, values, policy.text, publish) for code, publish in _find_remarks(found, policy)]
    if found.several and found.several[0] == found.domain:
        findings.insert(0, _judge_several(found))
    return findings or [Finding("dmarc_good", values, policy.text)], True


def _judge_nothing(found):
    if found.failed:
        place, why = found.failed
        return Finding("dmarc_unreachable", {"domain": found.domain, "place": place, "about": why})
    if found.several:
        return _judge_several(found)
    if found.broken:
        publish = (get_policy_name(found.broken.domain), _write_policy(found.broken.domain))
        values = {"domain": found.domain, "place": found.broken.domain}
        return Finding("dmarc_syntax", values, found.broken.text, publish)
    publish = (get_policy_name(found.domain), _write_policy(found.domain))
    return Finding("dmarc_missing", {"domain": found.domain}, publish=publish)


def _judge_several(found):
    place, records = found.several
    return Finding("dmarc_several", {"domain": found.domain, "place": place}, records)


def _find_remarks(found, policy):
    """Yield codes, each with the record to publish instead, if any."""
    name = get_policy_name(policy.domain)
    if policy.bad:
        yield "dmarc_part", ()
    if policy.get_policy_for(found.domain) == NO_POLICY:
        yield "dmarc_none", ()
    if policy.get("t") == "y":
        yield "dmarc_testing", ()
    if policy.get("pct").isdigit() and int(policy.get("pct")) < 100:
        yield "dmarc_share", (name, re.sub(r"\s*pct\s*=[^;]*;?", "", policy.text, flags=re.I).strip())
    if not policy.reports_to:
        yield "dmarc_reports", (name, f"{policy.text.rstrip('; ')}; rua=mailto:dmarc@{policy.domain}")


def _write_policy(domain):
    return f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
