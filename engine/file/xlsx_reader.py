"""XLSX files, read row by row; formulas give the value that was stored with them and are never evaluated.

An XLSX file is a ZIP archive of XML. Before openpyxl sees it, :func:`_inspect_archive` walks through every part with an
XML parser that builds nothing, and refuses what would make openpyxl spend memory or time without end. What that parser
cannot read to its end is never opened: openpyxl's own parser is more forgiving, and would read what nobody looked at.
"""

import io
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from odoo.tools.translate import LazyTranslate

from .csv_reader import clean_value
from .errors import TableFileError

_lt = LazyTranslate(__name__, default_lang="en_US")

MAX_PARTS = 2_000
MAX_UNPACKED = 400 * 1024 * 1024  # bytes of all parts together
MAX_PART = 50 * 1024 * 1024  # bytes of a part that is not a sheet: openpyxl reads it as a whole
MAX_RATIO = 200  # Excel's own files reach 20
MIN_RATIO_BYTES = 5 * 1024 * 1024  # small parts may well consist of one repeated tag
MAX_SHEET_ROWS = 1_048_576  # Excel's own limit
MAX_CELLS = 5_000_000
MAX_KEPT_ELEMENTS = 2_000_000  # those openpyxl does not free while reading
MAX_WIDE_CELLS = 10_000  # cells beyond column ZZ
CHUNK = 256 * 1024
# What must be XML: pictures and settings of printers need not be.
_XML_ENDINGS = (".xml", ".rels")

# What openpyxl raises on files that are broken or forged.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Sheet:
    """A sheet that people see, with how many rows, and cells with something in them, it has."""

    title: str
    rows: int
    values: int


class Workbook:
    """An inspected file, opened once.

    :raise TableFileError: it is dangerous, damaged or has nothing to see
    """

    def __init__(self, content):
        inspected = _inspect_archive(content)
        with _broken_told(), _without_warnings():
            opened = _open_workbook(content, inspected)
            self._sheets = {sheet.title: sheet for sheet in opened.worksheets if sheet.sheet_state == "visible"}
            counts = [(title, inspected[sheet._worksheet_path]) for title, sheet in self._sheets.items()]
            self.sheets = [Sheet(title, part.rows, part.values) for title, part in counts]
        if not self._sheets:
            raise _broken_file()

    def get_sheet(self, title=""):
        """Return the ``Sheet`` of that name, the first one without a name."""
        wanted = next((sheet for sheet in self.sheets if sheet.title == title or not title), None)
        if wanted is None:
            raise TableFileError(
                _lt(
                    "The file has no sheet “%(name)s”. It has: %(names)s.",
                    name=title,
                    names=", ".join(sheet.title for sheet in self.sheets),
                )
            )
        return wanted

    def read_sheet(self, title=""):
        """Yield (number, values) of each row of the sheet that is not blank."""
        sheet = self._sheets[self.get_sheet(title).title]
        with _broken_told():
            sheet.reset_dimensions()  # they may be wrong, and would pad each row
            for number, cells in enumerate(_read_quietly(sheet.iter_rows(values_only=True)), start=1):
                values = [clean_value(_to_text(cell)) for cell in cells]
                while values and not values[-1]:
                    values.pop()
                if values:
                    yield number, values


@contextmanager
def _broken_told():
    try:
        yield
    except _BROKEN as error:
        raise _broken_file() from error


def _open_workbook(content, inspected):
    """Open the file as ``openpyxl.load_workbook`` does, as if nothing were in it but the parts that were inspected.

    Any part can be declared to be a sheet or the styles, whatever its name: pictures cannot be told by theirs.
    """
    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    known = reader.archive.NameToInfo
    for name in known.keys() - inspected.keys():
        del known[name]
    reader.read()
    return reader.wb


def _read_quietly(rows):
    """Yield the rows; the filter of warnings is global, hence never left in place while others work."""
    while True:
        with _without_warnings():
            chunk = list(islice(rows, 500))
        if not chunk:
            return
        yield from chunk


@contextmanager
def _without_warnings():
    """Hide what openpyxl says of styles, validations and dates that it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _to_text(value):
    """Return a cell as a person would write it down: 612345678, not 612345678.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


# -- inspection -----------------------------------------------------------------------------------------


def _inspect_archive(content):
    """Refuse what is dangerous or broken; return the ``_Inspector`` of each part that could be inspected to its end.

    Python's zipfile never unpacks more of a part than its directory announces, so that the sizes can be checked first.

    :rtype: dict
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            inspected = [(part.filename, _inspect_part(archive, part)) for part in parts]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _broken_file() from error
    # A name can occur twice.
    unread = {name for name, inspector in inspected if inspector is None}
    if any(name.lower().endswith(_XML_ENDINGS) for name in unread):
        raise _broken_file()
    return {name: inspector for name, inspector in inspected if name not in unread}


def _check_sizes(parts):
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_large()
    for part in parts:
        packed = max(part.compress_size, 1)
        if part.file_size > MIN_RATIO_BYTES and part.file_size / packed > MAX_RATIO:
            raise _too_large()
        if part.file_size > MAX_PART and not part.filename.startswith("xl/worksheets/"):
            raise _too_large()


def _inspect_part(archive, part):
    """Return the ``_Inspector`` of a part, None for what is no XML, or not to its end."""
    inspector = _Inspector()
    with archive.open(part) as stream:
        try:
            while chunk := stream.read(CHUNK):
                inspector.parser.Parse(chunk, False)
            inspector.parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):  # no XML, an encoding that Python does not know, or misuses
            return None
    return inspector


class _Inspector:
    """Counts the elements of one XML part; refuses entities, which only attacks have in such files."""

    def __init__(self):
        self.rows = 0
        self.cells = 0
        self.values = 0
        self.kept = 0
        self.wide = 0
        self.freed = 0  # depth within an element that openpyxl frees once read
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _start(self, name, attributes):
        if self.freed:
            self.freed += 1
            self._count_cell(name, attributes)
            return
        self.kept += 1
        name = name.rpartition(":")[2]
        if name == "row":
            self._count_row(attributes)
        if name in ("row", "si"):
            self.freed = 1
        if self.kept > MAX_KEPT_ELEMENTS:
            raise _too_large()

    def _end(self, _name):
        self.freed = max(0, self.freed - 1)

    def _count_row(self, attributes):
        self.rows += 1
        number = attributes.get("r", "1")
        if self.rows > MAX_SHEET_ROWS or not (number.isdecimal() and int(number) <= MAX_SHEET_ROWS):
            raise _too_large()

    def _count_cell(self, name, attributes):
        name = name.rpartition(":")[2]
        self.values += name in ("v", "is")
        if name != "c":
            return
        self.cells += 1
        self.wide += len(attributes.get("r", "").rstrip("0123456789")) > 2
        if self.cells > MAX_CELLS or self.wide > MAX_WIDE_CELLS:
            raise _too_large()

    def _refuse_doctype(self, *_args):
        raise TableFileError(
            _lt("The file contains definitions that no spreadsheet needs: an attack, perhaps. Save it anew from Excel.")
        )


def _broken_file():
    return TableFileError(_lt("The Excel file is damaged. Open it in Excel and save it anew as .xlsx, or as CSV."))


def _too_large():
    return TableFileError(
        _lt(
            "The Excel file is small but unpacks to far more than 200,000 rows need; it is not opened."
            " Save the rows alone as CSV."
        )
    )
