"""A manufacturer's list of recalled vehicles, whatever else stands in its rows, as their identification numbers."""

import re

from odoo.tools.translate import LazyTranslate

from ..customer.birthday import read_day
from ..file.errors import RowProblem, TableFileError
from ..file.table import detect_format, read_rows
from ..letters import normalise_letters
from ..plain_words import plain_words
from ..vehicle.vin import VIN

_lt = LazyTranslate(__name__, default_lang="en_US")

NO_NUMBER = _lt("No vehicle identification number.")
_REPAIRED_ON = re.compile(
    r"(date )?(de |d )?(realisation|reparation|execution|intervention|passage)( le)?"
    r"|(repare|realise|fait|effectue)e? le"
    r"|(date )?(repaired|done|completed|closed|repair|completion)( on| date)?"
)


def is_vin(text):
    """Return whether letters and digits are a vehicle identification number, by their form.

    >>> is_vin("VF3CCHMZ6JT000001"), is_vin("VF3CCHMZ6JTOOOOO1"), is_vin("JT000001")
    (True, False, False)
    """
    return bool(VIN.fullmatch(text)) and any(map(str.isdigit, text))


def read_vins(content, today):
    """Return {vehicle identification number: day of its repair, or None}, and the ``RowProblem`` of each other row.

    The numbers are found by their form, in any column, with or without a header.

    :param bytes content: of a file of CSV or XLSX, or numbers one below the other
    :param date today: nothing has been repaired later
    :raise TableFileError: the file is no table, or no row has such a number
    """
    file_format = detect_format(content)
    rows = list(read_rows(content, file_format, has_header=False))
    columns = _find_columns(rows[0].values) if rows and not _find_vins(rows[0].values) else ()
    vins, problems = {}, []
    for row in rows:
        found = _find_vins(row.values)
        repaired_on, problem = _read_repair(row, columns, today) if found else (None, _find_reason(row, rows[0]))
        # Named twice, once as repaired: it is.
        vins |= {vin: repaired_on or vins.get(vin) for vin in found}
        problems += [problem] if problem else []
    if not vins:
        raise TableFileError(
            _lt("No vehicle identification number is in it: 17 letters and digits, without I, O and Q, one per row.")
        )
    return vins, problems


def _find_vins(values):
    return [vin for vin in map(normalise_letters, values) if is_vin(vin)]


def _find_columns(header):
    """Return the places of the columns that say when a vehicle was repaired."""
    return [place for place, name in enumerate(header) if _REPAIRED_ON.fullmatch(" ".join(plain_words(name)))]


def _read_repair(row, columns, today):
    """Return when the vehicle of a row was repaired, and the problem of what is no day in the past."""
    written = next((row.values[place] for place in columns if place < len(row.values) and row.values[place]), "")
    day = read_day(written)
    if day and day > today:
        return None, RowProblem(row.number, written, _lt("A day to come: taken as not repaired yet."))
    return day, RowProblem(
        row.number, written, _lt("No day: taken as not repaired yet.")
    ) if written and not day else None


def _find_reason(row, first):
    """Return the problem of a row without a number; None of the header."""
    if row is first and not any(map(_is_like_a_number, row.values)):
        return None
    return RowProblem(row.number, " ".join(filter(None, row.values))[:80], NO_NUMBER)


def _is_like_a_number(value):
    """Whether a value may be meant as one, with a slip of the pen: no header has so many letters and digits."""
    written = normalise_letters(value)
    return len(written) > 7 and sum(map(str.isdigit, written)) > 2
