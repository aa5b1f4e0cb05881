"""Whether answers can come in."""

from .findings import Finding
from .lookup import FAILED, FOUND


def check_mx(ask, domain):
    """Return the findings.

    :param ask: ``(name, type) -> Answer``
    """
    answer = ask(domain, "MX")
    if answer.status == FAILED:
        return [Finding("mx_unreachable", {"domain": domain, "about": answer.why})]
    if answer.status != FOUND:
        return [_judge_implicit(ask, domain)]
    hosts = [host for _preference, host in sorted(answer.records)]
    found = "\n".join(f"{preference} {host or '.'}" for preference, host in sorted(answer.records))
    if not any(hosts):
        return [Finding("mx_null", {"domain": domain}, found)]
    reachable = [_has_address(ask, host) for host in hosts if host]
    values = {"domain": domain, "hosts": ", ".join(filter(None, hosts))}
    if any(reachable):
        return [Finding("mx_good", values, found)]
    return [Finding("mx_unreachable" if None in reachable else "mx_dead", {**values, "about": "timeout"}, found)]


def _judge_implicit(ask, domain):
    """Without an MX record the domain's own address is where e-mails go to (RFC 5321, section 5.1)."""
    code = {True: "mx_implicit", False: "mx_missing", None: "mx_unreachable"}[_has_address(ask, domain)]
    return Finding(code, {"domain": domain, "about": "timeout"})


def _has_address(ask, host):
    """Return whether a host has an address; None where that could not be asked."""
    answers = [ask(host, kind) for kind in ("A", "AAAA")]
    if any(answer.status == FOUND for answer in answers):
        return True
    return None if any(answer.status == FAILED for answer in answers) else False
