"""What one file says of one record several times, and not always the same: the last of it holds.

A system that writes one row per line of work tells the status of an order in each of them. Were they taken in one after
the other, each load of the file would write the first once more, and then the last.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import groupby

from .field import CHANGED_AT, KEY

# By which a row is known, and when it was said: no news of the record.
_NO_NEWS = frozenset({KEY, CHANGED_AT})


class Superseded(NamedTuple):
    """What of a row, or of a part of it, is said anew.

    :ivar frozenset names: of its values
    :ivar int by: number of the last row about the same record
    """

    names: frozenset
    by: int

    def covers(self, values):
        """Return whether nothing is left of some values."""
        return _get_news(values) <= self.names


class _Saying(NamedTuple):
    key: str
    said_at: object
    number: int
    names: frozenset
    content: int


class FileSayings:
    """Everything that the rows of a file say of records with a key.

    Which is the last is told by when it was said, and where that doesn't tell by its place in the file.
    """

    def __init__(self):
        self._sayings = defaultdict(list)
        self._names = {}

    def add(self, part, key, said_at, number, values):
        """Note what a row says.

        :param str part: of the row, "" for the record itself
        :param str key: by which the source knows the record
        :param datetime said_at: naive UTC
        :param int number: of the row
        :param dict values: name → value
        """
        news = _get_news(values)
        names = self._names.setdefault(news, news)  # the same in all rows, as a rule: kept once
        content = hash(repr([(name, value) for name, value in values.items() if name in names]))
        self._sayings[part].append(_Saying(key, said_at, number, names, content))

    def find_superseded(self):
        """Return {part: {number of the row: ``Superseded``}} of what the last row about a record doesn't repeat."""
        return {part: self._find_of(sayings) for part, sayings in self._sayings.items()}

    def _find_of(self, sayings):
        found = {}
        sayings.sort(key=lambda saying: (saying.said_at, saying.number))
        for _key, group in groupby(sayings, key=lambda saying: saying.key):
            *earlier, last = group
            later = last.names
            for saying in reversed(earlier):
                names = saying.names & later
                if names and saying.content != last.content:
                    found[saying.number] = Superseded(names, last.number)
                later |= saying.names
        return found


def _get_news(values):
    return frozenset(values) - _NO_NEWS


def to_plain(superseded):
    """Return what ``find_superseded`` has found as JSON keeps it; never empty: so it is told from what is not known."""
    return {
        "parts": {
            part: [[number, each.by, sorted(each.names)] for number, each in found.items()]
            for part, found in superseded.items()
            if found
        }
    }


def from_plain(plain):
    """Return {part: {number of the row: ``Superseded``}} of what ``to_plain`` has made."""
    return {
        part: {number: Superseded(frozenset(names), by) for number, by, names in found}
        for part, found in plain["parts"].items()
    }
