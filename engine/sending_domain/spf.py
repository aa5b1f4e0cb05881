import ipaddress
from dataclasses import dataclass, field

from .lookup import FAILED
from .names import can_exist
from .spf_macros import expand
from .spf_record import SpfSyntaxError, is_spf, parse

NONE = "none"
PASS = "pass"  # noqa: S105 (a result of RFC 7208, no password)
NEUTRAL = "neutral"
SOFTFAIL = "softfail"
FAIL = "fail"
TEMPERROR = "temperror"
PERMERROR = "permerror"

MAX_LOOKUPS = 10
MAX_VOIDS = 2
MAX_NAMES = 10

_RESULTS = {"+": PASS, "-": FAIL, "~": SOFTFAIL, "?": NEUTRAL}


@dataclass
class Evaluation:
    """What came of a ``check_host()``.

    :ivar why: of errors, the code of what is wrong and what it is about
    :ivar lookups: terms that had DNS asked
    :ivar voids: how often it had nothing to say to them
    :ivar records: those read, by domain, in the order of reading
    :ivar terms: those looked at, with the domain whose record has them
    """

    result: str = NONE
    why: tuple = ()
    lookups: int = 0
    voids: int = 0
    records: dict = field(default_factory=dict)
    terms: list = field(default_factory=list)


class _Error(Exception):
    """The evaluation ends here: result, code, what it is about."""


def check_host(ask, address, domain, sender=None, helo="unknown"):
    """Return the ``Evaluation`` of one address for one domain (RFC 7208, section 4).

    :param ask: ``(name, type) -> Answer``
    :param address: that of the server that hands over; None for one that nothing but "all" fits: all is then looked
        at that any could make a receiver look at
    :param str sender: the envelope's address
    """
    checker = _Checker(ask, address, sender or f"postmaster@{domain}", helo)
    evaluation = checker.evaluation
    try:
        if can_exist(domain) and "." in domain.rstrip("."):
            evaluation.result = checker.check(domain)
    except _Error as error:
        evaluation.result, *why = error.args
        evaluation.why = tuple(why)
    return evaluation


class _Checker:
    def __init__(self, ask, address, sender, helo):
        self.evaluation = Evaluation()
        self._ask = ask
        self._address = _read_address(address)
        local, _at, domain = sender.rpartition("@")
        self._sender = (local or "postmaster", domain)
        self._helo = helo

    # -- records ----------------------------------------------------------------------------------------

    def check(self, domain):
        record = self._read_record(domain)
        if record is None:
            return NONE
        for term in record.mechanisms:
            self.evaluation.terms.append((domain, term))
            if _MATCHERS[term.name](self, term, domain):
                return _RESULTS[term.qualifier]
        if record.redirect:
            return self._redirect(record.redirect, domain)
        return NEUTRAL

    def _read_record(self, domain):
        answer = self._ask(domain, "TXT")
        if answer.status == FAILED:
            raise _Error(TEMPERROR, "unreachable", domain, answer.why)
        records = [text for text in answer.records if is_spf(text)]
        if len(records) > 1:
            raise _Error(PERMERROR, "several", domain, "\n".join(records))
        if not records:
            return None
        self.evaluation.records[domain] = records[0]
        try:
            return parse(records[0])
        except SpfSyntaxError as error:
            raise _Error(PERMERROR, "syntax", domain, str(error)) from error

    def _redirect(self, term, domain):
        self.evaluation.terms.append((domain, term))
        self._count_lookup(domain)
        target = self._expand(term, domain)
        result = self.check(target) if can_exist(target) else NONE
        if result == NONE:
            raise _Error(PERMERROR, "missing_include", domain, target)
        return result

    # -- mechanisms -------------------------------------------------------------------------------------

    def _match_all(self, _term, _domain):
        return True

    def _match_include(self, term, domain):
        self._count_lookup(domain)
        target = self._expand(term, domain)
        result = self.check(target) if can_exist(target) else NONE
        if result == NONE:
            raise _Error(PERMERROR, "missing_include", domain, target)
        return result == PASS

    def _match_network(self, term, _domain):
        return self._is_within(term.network)

    def _match_a(self, term, domain):
        self._count_lookup(domain)
        return self._lies_at(self._expand(term, domain), term, domain)

    def _match_mx(self, term, domain):
        self._count_lookup(domain)
        target = self._expand(term, domain)
        exchanges = self._query(target, "MX", domain)
        if len(exchanges) > MAX_NAMES:
            raise _Error(PERMERROR, "exchanges", domain, target)
        return any(self._lies_at(exchange, term, domain) for _preference, exchange in sorted(exchanges) if exchange)

    def _match_ptr(self, term, domain):
        self._count_lookup(domain)
        target = self._expand(term, domain).lower()
        names = (name.lower() for name in self._get_names())
        return any(name == target or name.endswith(f".{target}") for name in names)

    def _match_exists(self, term, domain):
        self._count_lookup(domain)
        return bool(self._query(self._expand(term, domain), "A", domain))

    # -- DNS --------------------------------------------------------------------------------------------

    def _query(self, name, kind, domain):
        answer = self._ask(name, kind)
        if answer.status == FAILED:
            raise _Error(TEMPERROR, "unreachable", name, answer.why)
        if answer.is_void:
            self.evaluation.voids += 1
            if self.evaluation.voids > MAX_VOIDS:
                raise _Error(PERMERROR, "voids", domain, name)
        return answer.records

    def _count_lookup(self, domain):
        self.evaluation.lookups += 1
        if self.evaluation.lookups > MAX_LOOKUPS:
            raise _Error(PERMERROR, "lookups", domain, str(MAX_LOOKUPS))

    def _lies_at(self, name, term, domain):
        version = self._address.version if self._address else 4
        length = term.lengths[version == 6]
        found = self._query(name, "A" if version == 4 else "AAAA", domain)
        return any(self._is_within(ipaddress.ip_network(f"{one}/{length}", strict=False)) for one in found)

    def _is_within(self, network):
        return self._address is not None and self._address.version == network.version and self._address in network

    def _get_names(self):
        """Return the names of the address that lead back to it: the first ten, errors passed over (5.5)."""
        if self._address is None:
            return []
        answer = self._ask(self._address.reverse_pointer, "PTR")
        kind = "A" if self._address.version == 4 else "AAAA"
        return [name for name in answer.records[:MAX_NAMES] if str(self._address) in self._ask(name, kind).records]

    # -- macros -----------------------------------------------------------------------------------------

    def _expand(self, term, domain):
        return expand(term.domain, lambda letter: self._get_value(letter, domain)) if term.domain else domain

    def _get_value(self, letter, domain):
        local, sender_domain = self._sender
        values = {"s": f"{local}@{sender_domain}", "l": local, "o": sender_domain, "d": domain, "h": self._helo}
        if letter == "p":
            return self._choose_name(domain)
        return values[letter] if letter in values else self._get_address_value(letter)

    def _get_address_value(self, letter):
        address = self._address or ipaddress.IPv4Address(0)
        if letter == "v":
            return "in-addr" if address.version == 4 else "ip6"
        return str(address) if address.version == 4 else ".".join(address.exploded.replace(":", ""))

    def _choose_name(self, domain):
        names = self._get_names()
        own = [name for name in names if name == domain] or [name for name in names if name.endswith(f".{domain}")]
        return (own or names or ["unknown"])[0]


_MATCHERS = {
    "all": _Checker._match_all,
    "include": _Checker._match_include,
    "a": _Checker._match_a,
    "mx": _Checker._match_mx,
    "ptr": _Checker._match_ptr,
    "ip4": _Checker._match_network,
    "ip6": _Checker._match_network,
    "exists": _Checker._match_exists,
}


def _read_address(address):
    if address is None:
        return None
    address = ipaddress.ip_address(address)
    # The same machine, however its address is written.
    return getattr(address, "ipv4_mapped", None) or address
