"""Whether SPF lets the outgoing servers send for a domain of the envelope."""

import ipaddress
from contextlib import suppress

from .findings import Finding, all_of
from .lookup import FAILED
from .names import read_domain
from .providers import get_include
from .spf import NONE, PASS, PERMERROR, TEMPERROR, check_host

# Addresses that nobody outside sees (RFC 1918, RFC 6598, RFC 4193, and those of the machine and the link).
_INNER = [
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]


def check_spf(ask, domain, hosts):
    """Return the findings, and whether SPF passes: True, False, None where that can't be told.

    :param ask: ``(name, type) -> Answer``
    :param hosts: names or addresses of the servers
    """
    survey = check_host(ask, None, domain)
    servers = [_Server(ask, host) for host in hosts]
    if survey.result == NONE:
        return [Finding("spf_missing", {"domain": domain}, publish=(domain, _write_record(servers)))], False
    if survey.result in (PERMERROR, TEMPERROR):
        return [_judge_error(survey, domain)], False if survey.result == PERMERROR else None
    record = survey.records[domain]
    verdicts = [_judge_server(ask, server, domain, survey) for server in servers]
    findings = [*_judge_record(survey, domain), *(finding for finding, _passes in verdicts)]
    if not findings or all(finding.code == "spf_permitted" for finding in findings):
        values = {"domain": domain, "lookups": survey.lookups}
        findings.insert(0, Finding("spf_good", values, record))
    return findings, all_of(passes for _finding, passes in verdicts)


class _Server:
    """An outgoing server, by where its name leads."""

    def __init__(self, ask, host):
        self.host = host
        self.include = get_include(host)
        self.failure = ""
        self.addresses = self._find_addresses(ask)

    def _find_addresses(self, ask):
        with suppress(ValueError):
            return [ipaddress.ip_address(self.host)]
        # "localhost" and the like are names within the house.
        answers = [ask(self.host, kind) for kind in ("A", "AAAA")] if read_domain(self.host) else []
        self.failure = next((answer.why for answer in answers if answer.status == FAILED), "")
        return [ipaddress.ip_address(address) for answer in answers for address in answer.records]

    @property
    def is_within(self):
        """Whether it hands on from a network of its own: those who receive see another address."""
        if not self.addresses:
            return not read_domain(self.host)
        return any(_is_inner(address) for address in self.addresses)

    @property
    def terms(self):
        """What permits it, as terms of a record."""
        if self.include:
            return [f"include:{self.include}"]
        return [f"ip{address.version}:{address}" for address in self.addresses if not _is_inner(address)]


def _is_inner(address):
    return any(address.version == network.version and address in network for network in _INNER)


def _write_record(servers):
    terms = [term for server in servers for term in server.terms]
    return " ".join(["v=spf1", *dict.fromkeys(terms or ["mx"]), "~all"])


def _add_terms(record, terms):
    """Return a record that permits more, where the first of its terms stand."""
    version, _space, rest = record.partition(" ")
    return " ".join(filter(None, [version, *terms, rest.strip()]))


def _judge_error(survey, domain):
    code, place, about = survey.why
    found = about if code == "several" else survey.records.get(place, "")
    return Finding(f"spf_{code}", {"domain": domain, "place": place, "about": about}, found)


def _judge_record(survey, domain):
    record = survey.records[domain]
    ends = {term.name: term.qualifier for place, term in survey.terms if place == domain}
    if ends.get("all") == "+":
        yield Finding("spf_open", {"domain": domain}, record, (domain, record.replace("+all", "~all")))
    elif ends.get("all") == "?" or not {"all", "redirect"} & set(ends):
        yield Finding("spf_neutral", {"domain": domain}, record)
    if any(term.name == "ptr" for _place, term in survey.terms):
        yield Finding("spf_ptr", {"domain": domain}, record)


def _judge_server(ask, server, domain, survey):
    """Return the finding, and whether SPF passes."""
    record = survey.records[domain]
    values = {"domain": domain, "host": server.host}
    if server.include and server.include in survey.records:
        return Finding("spf_permitted", {**values, "by": f"include:{server.include}"}, record), True
    if server.is_within:
        return Finding("spf_relay", values, record), None
    if not server.addresses:
        code = "spf_host_unreachable" if server.failure else "spf_host_absent"
        return Finding(code, {**values, "about": server.failure}), None
    return _judge_addresses(ask, server, values, record)


def _judge_addresses(ask, server, values, record):
    domain = values["domain"]
    results = {address: check_host(ask, str(address), domain).result for address in server.addresses}
    if TEMPERROR in results.values():
        return Finding("spf_unreachable", {**values, "place": domain, "about": "timeout"}, record), None
    refused = [address for address, result in results.items() if result != PASS]
    if not refused:
        return Finding("spf_permitted", {**values, "by": ", ".join(map(str, server.addresses))}, record), True
    terms = server.terms if server.include else [f"ip{address.version}:{address}" for address in refused]
    publish = (domain, _add_terms(record, terms))
    told = {**values, "addresses": ", ".join(map(str, refused)), "result": results[refused[0]]}
    if len(refused) < len(results):
        return Finding("spf_partly", told, record, publish), None
    return Finding("spf_provider" if server.include else "spf_refused", told, record, publish), False
