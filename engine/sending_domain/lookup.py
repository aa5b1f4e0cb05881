import re
import time
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.name
import dns.rcode
import dns.resolver

from .names import can_exist

FOUND = "found"
EMPTY = "empty"
ABSENT = "absent"
FAILED = "failed"

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Answer:
    """What DNS said to one question.

    :ivar status: ``FOUND``; ``EMPTY``: there is the name, but no such record; ``ABSENT``: there is no such name
        (NXDOMAIN); ``FAILED``: it could not be asked
    :ivar records: of TXT one string each; of A, AAAA addresses; of PTR names; of MX pairs of preference and name
    :ivar why: of ``FAILED``, in a word: "timeout", "SERVFAIL"
    """

    status: str
    records: tuple = ()
    why: str = ""

    @property
    def is_void(self):
        return self.status in (EMPTY, ABSENT)


class Lookup:
    """Asks DNS: ``lookup(name, type)``. Each question once, all together within some seconds.

    By the resolver that the operating system uses. Another one is a matter of tests: who could name one from outside
    would have this server talk to machines of their choice.

    :param resolver: a ``dns.resolver.Resolver``
    :param float seconds: after which nothing is asked any more, and every further answer is a ``FAILED`` "timeout"
    :param float patience: seconds for one question
    """

    def __init__(self, resolver=None, seconds=20.0, patience=4.0):
        self._resolver = resolver
        self._deadline = time.monotonic() + seconds
        self._patience = patience
        self._answers = {}

    def __call__(self, name, kind):
        key = (name.rstrip(".").lower(), kind)
        if key not in self._answers:
            self._answers[key] = self._ask(*key)
        return self._answers[key]

    def _ask(self, name, kind):
        if not can_exist(name):
            return Answer(ABSENT)
        left = self._deadline - time.monotonic()
        if left <= 0:
            return Answer(FAILED, why="timeout")
        try:
            return self._read(kind, self._resolve(name, kind, min(left, self._patience)))
        except dns.resolver.NXDOMAIN:
            return Answer(ABSENT)
        except dns.exception.DNSException as error:
            return Answer(FAILED, why=_get_reason(error))

    def _resolve(self, name, kind, seconds):
        if self._resolver is None:
            self._resolver = dns.resolver.Resolver()
            # Keys are long: else each would be asked for twice, the second time by TCP.
            self._resolver.use_edns(0, 0, 1232)
        return self._resolver.resolve(
            dns.name.from_text(f"{name}."), kind, lifetime=seconds, raise_on_no_answer=False, search=False
        )

    @staticmethod
    def _read(kind, answer):
        if answer.rrset is None:
            return Answer(EMPTY)
        return Answer(FOUND, tuple(_READERS[kind](record) for record in answer.rrset))


def _get_reason(error):
    """Return why DNS could not be asked, in a word that an administrator can look for."""
    if isinstance(error, dns.exception.Timeout):
        return "timeout"
    answers = [entry[-1] for entry in getattr(error, "kwargs", {}).get("errors", ())]
    codes = [dns.rcode.to_text(answer.rcode()) for answer in answers if answer is not None]
    return codes[0] if codes else type(error).__name__


def _read_text(record):
    # Strings of one record are one text (RFC 7208, 3.3). Bytes stay apart from each other: what is not ASCII is for
    # the standards to judge, and what can't be stored is no part of any of them.
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", b"".join(record.strings).decode("latin-1"))


def _read_name(name):
    return name.to_text(omit_final_dot=True).lower() if name != dns.name.root else ""


_READERS = {
    "TXT": _read_text,
    "A": lambda record: record.address,
    "AAAA": lambda record: record.address,
    "MX": lambda record: (record.preference, _read_name(record.exchange)),
    "PTR": lambda record: _read_name(record.target),
}
