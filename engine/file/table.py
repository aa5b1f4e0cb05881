"""A file that holds a table, CSV or XLSX, as rows of texts.

Files come from anywhere: nothing in them is trusted or evaluated. Every limit is checked before the memory or the
time that it protects is spent.
"""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

from .csv_reader import count_csv_rows, find_encoding, find_separator, has_open_quote, read_csv
from .errors import TableFileError
from .xlsx_reader import count_xlsx_rows, read_xlsx

_lt = LazyTranslate(__name__, default_lang="en_US")

CSV = "csv"
XLSX = "xlsx"

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 5_000  # characters of one value

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# What people choose by mistake; other binary files are told by their control characters.
FOREIGN_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"PK\x05\x06")


@dataclass(frozen=True)
class FileFormat:
    """How a file is written; ``encoding`` and ``separator`` are those of a CSV file."""

    kind: str
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class Row:
    """One row that is not blank. ``number`` is its place in the file, the first is 1.

    ``problem`` is empty, or the reason (``LazyGettext``) why the values cannot be trusted.
    """

    number: int
    values: tuple
    problem: object = ""


def detect_format(content, encoding="", separator=""):
    """Return the ``FileFormat`` of the bytes; an encoding or separator given is taken as it is.

    :raise TableFileError: for what is no table at all
    """
    _check_content(content)
    if content.startswith(ZIP_MAGIC):
        return FileFormat(XLSX)
    encoding = encoding or find_encoding(content)
    return FileFormat(CSV, encoding, separator or find_separator(content, encoding))


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
    """Yield each ``Row`` that is not blank, the header as well. No row may have more values than the header.

    :raise TableFileError: where the file breaks, or a limit is passed
    """
    source = read_xlsx(content) if file_format.kind == XLSX else read_csv(content, file_format)
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
    """Return how many rows the file has, the header included, without keeping them."""
    return count_xlsx_rows(content) if file_format.kind == XLSX else count_csv_rows(content, file_format)
