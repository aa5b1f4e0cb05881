"""A row of a file, as the profile of its feed reads it."""

from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

from . import field as types
from . import notation as written
from .notation import Unreadable

_lt = LazyTranslate(__name__, default_lang="en_US")

MOST_REMEMBERED = 50_000
_DAYS = frozenset({types.DATE, types.MOMENT})
READERS = {
    types.TEXT: written.read_text,
    types.NUMBER: written.read_number,
    types.NAME: written.read_name,
    types.EMAIL: written.read_email,
    types.PHONE: written.read_name,
    types.VIN: written.read_vin,
    types.PLATE: written.read_plate,
    types.INTEGER: written.read_integer,
    types.AMOUNT: written.read_amount,
    types.DATE: written.read_date,
    types.MOMENT: written.read_moment,
    types.FLAG: written.read_flag,
    types.CONSENT: written.read_consent,
    types.CHOICE: written.read_name,
    types.SITE: written.read_name,
    types.STAFF: written.read_name,
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row.

    :ivar str column: the header
    :ivar message: ``LazyGettext``
    """

    column: str
    value: str
    message: object


@dataclass
class FeedRow:
    """What a row says.

    :ivar dict parts: part of the record ("" for itself, ``customer``, ``vehicle``) → {name: value}
    :ivar list faults: why it can't be taken over; empty when it can
    :ivar list remarks: the ``Fault`` of what is left out of it
    :ivar dict superseded: part → ``Superseded``, where a later row of the file says anew what this one says
    """

    number: int
    cells: dict
    parts: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    superseded: dict = field(default_factory=dict)

    def get_superseded_names(self, part):
        """Return the names of the values of a part that a later row says anew."""
        return self.superseded[part].names if part in self.superseded else frozenset()


class RowReader:
    """Reads rows by the columns of a profile.

    :ivar set unknown_codes: ``(FeedField, code)`` of which the profile says nothing

    :param columns: list of (header, ``FeedField``)
    :param Notation notation:
    :param codes: callable (``FeedField``, code) → what the profile says that it means, None where it says nothing;
        raises ``Unreadable`` where it could be several
    """

    def __init__(self, columns, notation, codes):
        self.columns = columns
        self.notation = notation
        self.codes = codes
        # A source writes the same days, names and codes again and again, and others that never come again.
        self._read = {}
        self.unknown_codes = set()

    def read_line(self, line):
        """Return the ``FeedRow`` of a ``Line``."""
        row = FeedRow(line.number, line.cells)
        if line.problem:
            row.faults.append(Fault("", "", line.problem))
            return row
        for header, feed_field in self.columns:
            if header not in line.cells and not feed_field.required:
                continue  # nothing is said of it: an empty cell says that there is none
            text = line.cells.get(header, "")
            part, _dot, _name = feed_field.path.rpartition(".")
            value, fault = self._read_cell(text, header, feed_field)
            if fault:
                (row.remarks if part or feed_field.is_dispensable else row.faults).append(fault)
                continue  # left out: what cannot be read empties nothing
            values = row.parts.setdefault(part, {})
            values[feed_field.name] = value
            if feed_field.code_name:
                values[feed_field.code_name] = text or None
        return row

    def _read_cell(self, text, header, feed_field):
        """Return (value, ``Fault`` or None)."""
        if not text:
            return None, self._miss(header) if feed_field.required else None
        key = feed_field.path, text
        if key not in self._read:
            if len(self._read) >= MOST_REMEMBERED:
                self._read.clear()
            self._read[key] = self._convert(text, header, feed_field)
        return self._read[key]

    def _miss(self, header):
        return Fault(header, "", _lt("Nothing there: a value is needed."))

    def _convert(self, text, header, feed_field):
        if feed_field.type in _DAYS and not text.strip("0-/.: T"):
            return None, self._miss(header) if feed_field.required else None  # 00/00/0000: there is none
        try:
            value = READERS[feed_field.type](text, self.notation)
            if feed_field.type not in types.CODES:
                return value, None
            meaning = self.codes(feed_field, value)
        except Unreadable as error:
            return None, Fault(header, text, _lt("Not readable: %s is expected.", error.expected))
        if meaning is None:
            self.unknown_codes.add((feed_field, value))
            return None, Fault(header, text, _lt("Unknown code: say in the profile what it means."))
        return meaning, None
