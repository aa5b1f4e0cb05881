"""CSV files as Excel, LibreOffice and old dealer systems write them: any encoding, any separator."""

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes

from odoo.tools.translate import LazyTranslate

from .errors import TableFileError

_lt = LazyTranslate(__name__, default_lang="en_US")

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 50
SAMPLE_LINES = 1_000
MAX_VALUE = 100_000  # characters of what cannot be one value any more
MAX_ROW = 1_000_000  # characters of a row, which is taken to pieces as a whole: 200 columns of 5,000
# The share of characters that no text contains: random bytes have about 12 %.
MAX_CONTROL_SHARE = 0.05

# As ``charset-normalizer`` calls them: as we do. Latin-1 is a part of that of Windows.
_OLD_ENCODINGS = {"cp1252": "cp1252", "iso8859_15": "iso8859-15", "mac_roman": "mac-roman", "cp850": "cp850"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = {code for code in range(32) if chr(code) not in "\t\r\n"} | {127}
# PostgreSQL cannot store NUL, nor halves of characters, which JSON can name; and nobody can see the others, nor a mark
# of the byte order within a text.
_UNSEEN = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_CONTROLS)) + "\ufeff\ud800-\udfff]")
# A value written so that spreadsheets do not take it for a formula, by our own export for instance.
_FORMULA_STARTS = ("'=", "'+", "'-", "'@")


def find_encoding(content):
    """Return the encoding: by its mark, else UTF-8 if that fits without fault, else the likeliest of old programs."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    encoding = _find_unmarked_utf_16(content[:SAMPLE_BYTES])
    if not encoding:
        encoding = "utf-8" if _can_decode(content, "utf-8") else _guess_encoding(content)
    _check_text(content[:SAMPLE_BYTES].decode(encoding, errors="replace"))
    return encoding


def _guess_encoding(content):
    """Return the likeliest of the encodings that programs of the West use, by the lines that tell.

    ``charset-normalizer``, which comes with requests, and hence with Odoo: of French files in five encodings, one row
    to a thousand, in capitals or not, it told all but that of a single row in capitals once it was given these to
    choose from; chardet, which Odoo's import uses, and which cannot be told what to choose from, half of them.
    """
    telling = (line for line in content.splitlines() if not line.isascii())
    sample = b"\n".join(islice(telling, SAMPLE_LINES))[:SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=list(_OLD_ENCODINGS)).best()
    return _OLD_ENCODINGS[best.encoding] if best else "cp1252"


def _find_unmarked_utf_16(sample):
    """Every second byte of western text in UTF-16 is NUL."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.6 * half and not sample[::2].count(0):
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.6 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _can_decode(content, encoding):
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_text(sample):
    controls = sum(ord(character) in _CONTROLS for character in sample)
    if controls > max(1, MAX_CONTROL_SHARE * len(sample)):
        raise TableFileError(_lt("This is not a text file. Choose a CSV or XLSX file."))


def find_separator(content, encoding):
    """Return the separator that cuts the most rows into the same number of columns."""
    sample = content[:SAMPLE_BYTES].decode(encoding, errors="replace")
    first, _newline, _rest = sample.partition("\n")
    announced = first.strip("\ufeff\r ").lower()
    if announced.startswith("sep=") and announced[4:] in SEPARATORS:
        return announced[4:]
    return max(SEPARATORS, key=lambda separator: _rate_separator(sample, separator))


def _rate_separator(sample, separator):
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if any(row))
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return (count / sum(widths.values()), width) if width > 1 else (0, 0)


def read_csv(content, file_format):
    """Yield (number, values) of each row that is not blank; ends of rows that are empty are cut."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding=file_format.encoding, errors="replace", newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=file_format.separator)
    while (values := _next_row(reader, lines.row)) is not None:
        number = lines.end_row()
        values = [clean_value(value) for value in values]
        while values and not values[-1]:
            values.pop()
        if values and not (number == 1 and values[0].lower().startswith("sep=") and len(values) == 1):
            yield number, values


class _Lines:
    """Gives Python's reader the lines of a file, and no row that would fill the memory: nothing else limits them.

    :ivar row: how many rows are behind
    """

    def __init__(self, text):
        self.row = 0
        self._text = text
        self._left = MAX_ROW

    def __iter__(self):
        return self

    def __next__(self):
        line = self._text.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise TableFileError(
                _lt(
                    "Row %s is longer than 200 columns of text can be. Check the separator and the quotation marks.",
                    self.row + 1,
                )
            )
        if not line:
            raise StopIteration
        return line

    def end_row(self):
        self.row += 1
        self._left = MAX_ROW
        return self.row


def _next_row(reader, number):
    try:
        values = next(reader, None)
    except csv.Error as error:
        raise _broken_after(number) from error
    # Odoo lifts the limit of Python's csv module for the whole process.
    if values and max(map(len, values)) > MAX_VALUE:
        raise _broken_after(number)
    return values


def _broken_after(number):
    return TableFileError(
        _lt(
            "The file breaks after row %(number)s: a quotation mark was opened there and never closed."
            " Correct the row, or choose another separator.",
            number=number,
        )
    )


def clean_value(value):
    """Return the value without what cannot be seen or stored."""
    value = _UNSEEN.sub("", value).strip()
    return value[1:] if value.startswith(_FORMULA_STARTS) else value


def has_open_quote(content):
    """Whether the quotation marks do not pair: one of them may have swallowed several rows."""
    return content.count(b'"') % 2 == 1
