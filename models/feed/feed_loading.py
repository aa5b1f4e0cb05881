from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from psycopg2.errors import DataError, IntegrityError

from odoo.exceptions import UserError

from ...engine.feed.field import KEY
from ...engine.feed.merge import is_empty, mark
from ...engine.feed.reading import Fault
from ...engine.feed.source_key import get_alias
from ...engine.feed.superseded import FileSayings
from ...engine.one_line import describe_error
from ...engine.source.outcomes import REFUSED, UNCHANGED, UPDATED, WAITING
from .piece_intake import PieceIntake, Said

CHUNK_ROWS = 1_000
# What the rules of the database and of the models say of a row that the profile could read.
_BROKEN_RULES = (UserError, IntegrityError, DataError)


class Difference(NamedTuple):
    """A value that a row has changed, as JSON keeps it."""

    row: int
    model: str
    name: str
    field: str
    before: object
    after: object


@dataclass
class ChunkResult:
    """What became of some rows.

    :ivar Counter outcomes: outcome → number of rows
    :ivar list refused: ``(FeedRow, Fault)``
    :ivar list waiting: ``(FeedRow, kind, key)`` of what each waits for
    :ivar list remarks: ``(FeedRow, Fault)`` of values that were left out
    :ivar list superseded: ``(FeedRow, number of the row)`` that says it anew
    :ivar list differences: of ``Difference``
    """

    outcomes: Counter = field(default_factory=Counter)
    refused: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    superseded: list = field(default_factory=list)
    differences: list = field(default_factory=list)

    def cut(self, most_differences):
        """Keep no more than so many differences; return itself."""
        del self.differences[most_differences:]
        return self

    def add(self, other):
        self.outcomes += other.outcomes
        for name in ("refused", "waiting", "remarks", "superseded", "differences"):
            getattr(self, name).extend(getattr(other, name))


class FeedLoading:
    """Takes the rows of a file in, chunk by chunk; a row that fails is refused and stops no other.

    Each row is taken to pieces: the record itself, its customer, its vehicle. A row whose customer or vehicle the
    source only names by a key that has not come yet waits for it.

    :param feed: ``dealership.feed``, as superuser in its company
    :param FeedContext context:
    :param dict superseded: as ``find_superseded`` has found it in the whole file
    :ivar past: the same for history, by which rows are taken in that were refused before the feed went live; None where
        all is history
    """

    def __init__(self, feed, context, superseded=None):
        self.env = feed.env
        self.feed = feed
        self.context = context
        self.kind = feed._get_kind()
        self.reader = feed._get_reader()
        self.superseded = superseded or {}
        self.past = None

    def load(self, lines):
        """Take in an iterable of ``Line``; yield the ``ChunkResult`` of each chunk."""
        lines = iter(lines)
        while chunk := list(islice(lines, CHUNK_ROWS)):
            yield self._load_chunk([self._read_line(line) for line in chunk])

    def _read_line(self, line):
        row = self.reader.read_line(line)
        row.superseded = {part: found[row.number] for part, found in self.superseded.items() if row.number in found}
        return row

    def find_superseded(self, lines):
        """Return {part: {number of the row: ``Superseded``}} of what later rows of the same file say anew.

        Rows that can't be read say nothing.

        :param lines: every ``Line`` of the file
        """
        reader, sayings = self.feed._get_reader(), FileSayings()
        for line in lines:
            row = reader.read_line(line)
            if not row.faults:
                self._add_sayings(sayings, row)
        return sayings.find_superseded()

    def _add_sayings(self, sayings, row):
        said_at = self.context.get_said_at(row.parts.get("", {}))
        keys = {"": self.kind._get_row_key(row.parts)}
        for part, (kind, _link) in self.kind._feed_parts.items():
            keys[part] = self.env["dealership.feed.kind"]._get_kind(kind)._get_source_key(row.parts.get(part, {}))
        for part, key in keys.items():
            if key:
                sayings.add(part, key, said_at, row.number, row.parts[part])

    def get_unknown_codes(self):
        """Return the ``(meaning, code)`` that rows had, and of which the profile says nothing."""
        return sorted((self.feed._get_meaning(feed_field), code) for feed_field, code in self.reader.unknown_codes)

    def _load_chunk(self, rows):
        result = ChunkResult(remarks=[(row, fault) for row in rows for fault in row.remarks])
        for row in rows:
            if row.faults:
                self._refuse(result, row, row.faults[0])
        sound = [row for row in rows if not row.faults]
        result.superseded = [(row, row.superseded[""].by) for row in sound if self._is_superseded(row)]
        result.outcomes[UNCHANGED] += len(result.superseded)
        sound = [row for row in sound if not self._is_superseded(row)]
        past = self._find_past(sound)
        if past:
            result.add(self.past._take_in_surely([row for row in sound if row.number in past]))
        result.add(self._take_in_surely([row for row in sound if row.number not in past]))
        # However long the file, no more than one chunk is kept; and what was made at once Odoo reads when it needs it.
        self.env.invalidate_all()
        return result

    def _find_past(self, rows):
        """Return the numbers of rows that were refused when the past was loaded, and come once more: no news."""
        if not self.past:
            return set()
        keys = {row.number: self.kind._get_source_key(row.parts.get("", {})) for row in rows}
        past = self.env["dealership.feed.row"]._find_past(self.feed, filter(None, keys.values()))
        return {number for number, key in keys.items() if key in past}

    def _is_superseded(self, row):
        """Return whether a later row of the file says anew all that this one says of its record."""
        return "" in row.superseded and row.superseded[""].covers(row.parts[""])

    def _take_in_surely(self, rows):
        """Take rows in; where one of them breaks a rule of the database, find it by halves."""
        if not rows:
            return ChunkResult()
        try:
            with self.env.cr.savepoint():
                return self._take_in(rows)
        except _BROKEN_RULES as error:
            self.context.forget()
            result = ChunkResult()
            if len(rows) == 1:
                self._refuse(result, rows[0], Fault("", "", self._describe(error)))
                return result
            middle = len(rows) // 2
            result.add(self._take_in_surely(rows[:middle]))
            result.add(self._take_in_surely(rows[middle:]))
            return result

    def _describe(self, error):
        """Return the words of a rule that was broken."""
        if isinstance(error, IntegrityError):
            return self.env[self.kind._feed_model]._sql_error_to_message(error)
        return describe_error(error)

    def _refuse(self, result, row, fault):
        result.outcomes[REFUSED] += 1
        result.refused.append((row, fault))

    # -- pieces ---------------------------------------------------------------------------------------

    def _take_in(self, rows):
        """Take in the parts of rows, then the records themselves with the links to them."""
        result = ChunkResult()
        # Row number → {part: id}, and the numbers of rows of which a part was made or changed.
        found, touched = self._find_erased(rows), set()
        for part, (kind, _link) in self.kind._feed_parts.items():
            rows = self._take_in_part(rows, part, kind, found, touched, result)
        pieces = [{**row.parts.get("", {}), **self._get_links(found[row.number])} for row in rows]
        every = [
            Said(piece, found[row.number], row.get_superseded_names(""))
            for row, piece in zip(rows, pieces, strict=True)
        ]
        for row, taken in zip(rows, self._get_intake(self.kind).take_in(every), strict=True):
            if not taken.record_id:
                self._refuse(result, row, Fault("", "", taken.problem))
                continue
            follows = taken.outcome == UNCHANGED and row.number in touched
            result.outcomes[UPDATED if follows else taken.outcome] += 1
            self._note_differences(result, row, self.kind, taken)
        return result

    def _find_erased(self, rows):
        """Return {row number: {part: id}} of the customers of known records who have been erased.

        Where the source has no number for them, nothing is left to recognise them by: each repetition of a row would
        bring them back.
        """
        found = {row.number: {} for row in rows}
        links = {
            part: link
            for part, (kind, link) in self.kind._feed_parts.items()
            if kind == "customer" and part not in self.kind._feed_changing_parts
        }
        if links and self.env["dealership.erasure"]._has_any():
            for row, record in self._find_known(rows):
                nameless = [part for part in links if not row.parts.get(part, {}).get(KEY)]
                erased = {part: record[links[part]].id for part in nameless if record[links[part]].emptied_at}
                found[row.number] |= erased
        return found

    def _find_known(self, rows):
        """Return the rows about what the source has told of before, each with its record."""
        keys = [self.kind._get_source_key(row.parts.get("", {})) for row in rows]
        known = self.env["dealership.feed.record"]._recall(self.feed.source_id, self.kind, keys)
        ids = [known[key].res_id if key in known else 0 for key in keys]
        records = self.env[self.kind._feed_model].browse(filter(None, ids)).exists()
        there = set(records.ids)
        return [(row, records.browse(each)) for row, each in zip(rows, ids, strict=True) if each in there]

    def _note_differences(self, result, row, kind, taken):
        model = kind._feed_model
        name = self.env[model].browse(taken.record_id).display_name if taken.differences else ""
        result.differences += [Difference(row.number, model, name, *difference) for difference in taken.differences]

    def _get_intake(self, kind):
        return PieceIntake(kind, self.feed, self.context)

    def _get_links(self, found):
        return {self.kind._feed_parts[part][1]: record_id for part, record_id in found.items()}

    def _take_in_part(self, rows, part, kind, found, touched, result):
        """Take in one part of those rows that speak of it; return the rows that need not wait for it."""
        speaking = [
            row
            for row in rows
            if part not in found[row.number] and any(not is_empty(value) for value in row.parts.get(part, {}).values())
        ]
        intake = self._get_intake(self.env["dealership.feed.kind"]._get_kind(kind))
        every = [
            Said(
                row.parts[part],
                found[row.number],
                row.get_superseded_names(part),
                self._get_aliases(row, part, intake.kind),
            )
            for row in speaking
        ]
        waiting = set()
        for row, taken in zip(speaking, intake.take_in(every), strict=True):
            if taken.record_id:
                found[row.number][part] = taken.record_id
                if taken.outcome != UNCHANGED:
                    touched.add(row.number)
                self._note_differences(result, row, intake.kind, taken)
            elif key := row.parts[part].get(KEY):
                waiting.add(row.number)
                result.outcomes[WAITING] += 1
                result.waiting.append((row, kind, key))
        return [row for row in rows if row.number not in waiting]

    def _get_aliases(self, row, part, kind):
        """Return by what a part without a number is known where nothing else tells it."""
        called = kind._get_called(row.parts[part])
        of_record = self.kind._get_source_key(row.parts.get("", {}))
        return (get_alias(self.kind._get_key(), of_record, part, mark(called)),) if called and of_record else ()
