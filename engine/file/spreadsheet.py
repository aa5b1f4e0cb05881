"""Tables for Excel and LibreOffice that hold what customers typed, and are safe to open."""

import csv
import io
import tempfile

import xlsxwriter

PIECE = 64 * 1024  # bytes
# A cell that starts so may be run as a formula, whatever the program was told about its type.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(value):
    """Return the text of a value, with a ``'`` before what a spreadsheet would take for a formula."""
    text = "" if value is None or value is False else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(rows):
    """Yield the file in pieces: UTF-8 with its mark and semicolons, as Excel opens it in Europe by a double click."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    buffer.write("\ufeff")
    for row in rows:
        writer.writerow([neutralise(value) for value in row])
        if buffer.tell() > PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(rows, file, sheet_name):
    """Write all the rows as texts to an open binary file; memory doesn't grow with them."""
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = workbook.add_worksheet(sheet_name[:31])
    bold = workbook.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, neutralise(value), None if number else bold)
    workbook.close()


def open_xlsx(rows, sheet_name):
    """Write the sheet to a temporary file, and return an iterator that gives it away piece by piece."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by _read_pieces
    write_xlsx(rows, file, sheet_name)
    file.seek(0)
    return _read_pieces(file)


def _read_pieces(file):
    with file:
        while piece := file.read(PIECE):
            yield piece
