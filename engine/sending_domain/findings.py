from dataclasses import dataclass, field

OK = "ok"
REMARK = "remark"
UNKNOWN = "unknown"
PROBLEM = "problem"

# What a domain as a whole is like: the worst of its findings, in this order.
STATES = (OK, REMARK, UNKNOWN, PROBLEM)


@dataclass(frozen=True)
class Finding:
    """One thing that a check found. What it is like, how it is said and by which standard: ``words.KINDS[code]``.

    :ivar values: what its words name
    :ivar found: the record, as it stands in DNS
    :ivar publish: name and text of the record that should stand there; empty when nothing has to change
    """

    code: str
    values: dict = field(default_factory=dict)
    found: str = ""
    publish: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True)
class Question:
    """What is asked about a domain that stands behind the @ in From.

    :ivar hosts: the outgoing servers' names, by the domain of the envelope's sender that they are given
    :ivar reply_domains: where answers come in
    :ivar selectors: of DKIM, as somebody entered them
    :ivar signing_domain: in whose name the provider signs; empty: in the domain's own
    """

    domain: str
    hosts: dict[str, tuple[str, ...]]
    reply_domains: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    signing_domain: str = ""


def get_worst(states):
    """Return the worst of some states, ``OK`` for none."""
    return max(states, key=STATES.index, default=OK)


def all_of(verdicts):
    """Return whether all are True; None where that can't be told, also of none."""
    verdicts = list(verdicts)
    return False if False in verdicts else None if None in verdicts or not verdicts else True


def any_of(verdicts):
    """Return whether one is True; None where that can't be told."""
    verdicts = list(verdicts)
    return True if True in verdicts else None if None in verdicts else False
