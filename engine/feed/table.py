"""A file of a DMS as a table of texts: CSV, XLSX, or JSON as a list of objects."""

import json
import re
from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from ..file.csv_reader import clean_value
from ..file.errors import TableFileError
from ..file.table import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, detect_format, read_rows
from ..plain_words import plain_words

_lt = LazyTranslate(__name__, default_lang="en_US")

_TOTAL = re.compile(r"(sous )?(total|totaux)\b")
_FIGURE = re.compile(r"[-+(]?[\d\s'’.,\u00a0\u202f]*\d[\d\s'’.,\u00a0\u202f]*[)-]?\s*(€|eur|euros?)?", re.IGNORECASE)
# Objects within objects: {"vehicle": {"vin": …}} is the column “vehicle.vin”.
MAX_DEPTH = 4
_JSON_STARTS = (b"[", b"{")


class Line(NamedTuple):
    """A row below the header.

    :ivar int number: its place in the file; the header of a table is 1, the first object of a JSON list too
    :ivar dict cells: header → text, empty ones too; not of what an object of a JSON list leaves out
    :ivar problem: ``LazyGettext``, why it can't be trusted, or empty
    """

    number: int
    cells: dict
    problem: object = ""


def read_headers(content):
    """Return the headers of the columns, in their order.

    :param bytes content: of the file
    :raise TableFileError: it is no table
    """
    if _is_json(content):
        headers = dict.fromkeys(header for item in _load_json(content) for header in _flatten(item))
        return list(headers)
    first = next(read_rows(content, detect_format(content)), None)
    return _name_apart(first.values) if first else []


def read_lines(content):
    """Yield each ``Line`` below the header, without rows of totals.

    :param bytes content: of the file
    :raise TableFileError: it is no table, or breaks
    """
    if _is_json(content):
        for number, item in enumerate(_load_json(content), start=1):
            yield Line(number, _flatten(item))
        return
    headers = None
    for row in read_rows(content, detect_format(content)):
        if headers is None:
            headers = _name_apart(row.values)
            continue
        # What is empty at the end of a row was cut.
        if _is_total(row.values, headers):
            continue
        values = [*row.values, *[""] * (len(headers) - len(row.values))]
        cells = {header: value for header, value in zip(headers, values, strict=False) if header}
        yield Line(row.number, cells, row.problem)


def _name_apart(headers):
    """Return headers of which none is there twice: of two dates the second is “Date (2)”, to be read or not.

    >>> _name_apart(["Date", "Date", ""])
    ['Date', 'Date (2)', '']
    """
    named = []
    for header in headers:
        number, name = 1, header
        while name and name in named:
            number += 1
            name = f"{header} ({number})"
        named.append(name)
    return named


def _is_total(values, headers):
    """Return whether a row adds up those above it: it begins with the word, and has nothing else but figures.

    Of a record more is told than that, so most of such a row is empty.
    """
    filled = [value for value in values if value]
    if len(filled) < 2 or 2 * len(filled) > len(headers) + 1:
        return False
    words = " ".join(plain_words(filled[0]))
    return bool(_TOTAL.match(words)) and all(len(value) < 50 and _FIGURE.fullmatch(value) for value in filled[1:])


def count_lines(content):
    """Return how many rows there are below the header.

    :raise TableFileError: it is no table, or breaks
    """
    return sum(1 for _line in read_lines(content))


def _is_json(content):
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_STARTS)


def _load_json(content):
    """Return the objects of a list, or of the one list that an object has."""
    if len(content) > MAX_BYTES:
        raise TableFileError(_lt("The file is larger than 50 MB. Split it, or leave out columns that are not needed."))
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableFileError(_lt("This is not JSON: %s", str(error))) from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(lists) == 1 else [data]
    if not all(isinstance(item, dict) for item in data):
        raise TableFileError(_lt("A list of objects is expected, each with the values of one record."))
    if len(data) > MAX_ROWS:
        raise TableFileError(_lt("The file has more than 200,000 objects. Split it and load the parts."))
    return data


def _flatten(item, prefix="", depth=1):
    """Return {path: text} of an object; what goes deeper than people write is no value."""
    cells = {}
    for name, value in item.items():
        path = f"{prefix}{clean_value(name)}"
        if isinstance(value, dict) and depth < MAX_DEPTH:
            cells |= _flatten(value, f"{path}.", depth + 1)
        elif not isinstance(value, (dict, list)):
            text = _to_text(value)
            if len(cells) < MAX_COLUMNS:
                cells[path] = text[:MAX_CELL]
    return cells


def _to_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 17.0: the number of a customer is the same however a program has it
    return clean_value(str(value))
