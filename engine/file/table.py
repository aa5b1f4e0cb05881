"""A file that holds a table, CSV or XLSX, as rows of texts.

Files come from anywhere: nothing in them is trusted or evaluated. Every limit is checked before the memory or the
time that it protects is spent.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from odoo.tools.translate import LazyTranslate

from .csv_reader import find_encoding, find_separator, has_open_quote, read_csv
from .errors import TableFileError
from .xlsx_reader import Workbook

_lt = LazyTranslate(__name__, default_lang="en_US")

CSV = "csv"
XLSX = "xlsx"

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 5_000  # characters of one value
MAX_SHEETS = 20  # in which a table is looked for
SAMPLE_ROWS = 50  # by which a sheet is judged
HEAD_ROWS = 20  # among which the table begins

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# What people choose by mistake; other binary files are told by their control characters.
FOREIGN_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"PK\x05\x06")


@dataclass(frozen=True)
class FileFormat:
    """How a file is written, and where in it the table is.

    :ivar str encoding: of a CSV file, as is ``separator``
    :ivar str sheet: of an XLSX file, the first one when empty
    :ivar int skipped: how many rows of the file stand above the table: titles, dates, blank ones
    """

    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    skipped: int = 0


@dataclass(frozen=True)
class Row:
    """One row that is not blank. ``number`` is its place in the file, the first is 1.

    ``problem`` is empty, or the reason (``LazyGettext``) why the values cannot be trusted.
    """

    number: int
    values: tuple
    problem: object = ""


def detect_format(content, encoding="", separator="", rate=None):
    """Return the ``FileFormat`` of the bytes; an encoding or separator given is taken as it is.

    :param rate: callable(first rows of a table) → a number, how well it suits; of several sheets the best is taken, the
        first of those alike. Without it, and where none suits, the one with the most values.
    :raise TableFileError: for what is no table at all
    """
    _check_content(content)
    if content.startswith(ZIP_MAGIC):
        return _detect_sheet(Workbook(content), rate)
    encoding = encoding or find_encoding(content)
    file_format = FileFormat(CSV, encoding, separator or find_separator(content, encoding))
    return replace(file_format, skipped=_count_skipped(read_csv(content, file_format)))


def _detect_sheet(workbook, rate):
    """Return the ``FileFormat`` of the sheet that holds the table."""
    formats = []
    for sheet in workbook.sheets[:MAX_SHEETS]:
        rows = list(islice(workbook.read_sheet(sheet.title), SAMPLE_ROWS))
        skipped = _count_skipped(rows)
        suits = rate([values for number, values in rows if number > skipped]) if rate else 0
        formats.append(
            ((suits, sheet.values if not suits else 0), FileFormat(XLSX, sheet=sheet.title, skipped=skipped))
        )
    return max(formats, key=lambda rated: rated[0])[1]


def _count_skipped(rows):
    """Return the number of the last row above the table.

    The rows of a table are filled as far as each other, or half as far; above them stand titles, most often alone.
    A row of the table itself with little in it, which is found by a number in it, is none.
    """
    sample = list(islice(rows, HEAD_ROWS))
    filled = [(number, sum(map(bool, values)), values) for number, values in sample]
    most = max((count for _number, count, _values in filled), default=0)
    above = takewhile(lambda row: _is_above(row[1], row[2], most), filled)
    return max((number for number, _count, _values in above), default=0)


def _is_above(count, values, most):
    return (count == 1 < most or 2 * count < most) and not any(map(_is_datum, values))


def _is_datum(value):
    """Whether a value would not stand in a title: an address, or a number that is no date."""
    return "@" in value or len(re.sub(r"\D", "", value)) > 8


def _check_content(content):
    if not content.strip(b"\0 \t\r\n"):
        raise TableFileError(_lt("The file is empty. Choose a file with rows."))
    if len(content) > MAX_BYTES:
        raise TableFileError(_lt("The file is larger than 50 MB. Split it, or leave out columns that are not needed."))
    if content.startswith(OLE_MAGIC):
        raise TableFileError(
            _lt(
                "This is an Excel file of the old kind (.xls), or one with a password."
                " Open it in Excel and save it as “Excel workbook (.xlsx)” without a password."
            )
        )
    if content.startswith(FOREIGN_MAGIC):
        raise TableFileError(_lt("This is not a table. Choose a CSV or XLSX file."))


def read_rows(content, file_format, has_header=True):
    """Yield each ``Row`` of the table that is not blank, the header as well. None may have more values than the header.

    :raise TableFileError: where the file breaks, or a limit is passed
    """
    source = _read_file(content, file_format)
    doubtful = "\n" if file_format.kind == CSV and has_open_quote(content) else None
    width = 0 if has_header else MAX_COLUMNS
    for count, (number, values) in enumerate(source):
        if count >= MAX_ROWS:
            raise TableFileError(_lt("The file has more than 200,000 rows. Split it and import the parts."))
        if len(values) > MAX_COLUMNS:
            raise TableFileError(
                _lt("Row %s has more than 200 columns. Check the separator, or remove columns.", number)
            )
        width = width or len(values)
        yield Row(number, tuple(value[:MAX_CELL] for value in values), _find_problem(values, width, doubtful))


def _read_file(content, file_format):
    """Yield (number, values) of the rows of the table."""
    if file_format.kind == XLSX:
        rows = Workbook(content).read_sheet(file_format.sheet)
    else:
        rows = read_csv(content, file_format)
    return (row for row in rows if row[0] > file_format.skipped)


def _find_problem(values, width, doubtful):
    if len(values) > width:
        return _lt(
            "%(count)s values where the first row has %(width)s: there may be a separator inside a value.",
            count=len(values),
            width=width,
        )
    if any(len(value) > MAX_CELL or (doubtful and doubtful in value) for value in values):
        return _lt("A value goes on and on: a quotation mark may not be closed.")
    return ""


def count_rows(content, file_format):
    """Return how many rows the table has, the header included, without keeping them; blank ones may be among them."""
    if file_format.kind == XLSX:
        return max(0, Workbook(content).get_sheet(file_format.sheet).rows - file_format.skipped)
    return sum(1 for _row in _read_file(content, file_format))


def list_sheets(content, file_format):
    """Return the names of the sheets of an XLSX file that people see."""
    return [sheet.title for sheet in Workbook(content).sheets] if file_format.kind == XLSX else []
