"""The program Odoo makes PDFs with: letters, invoices."""

from .apt import DEBIAN_12, KEYRING
from .console import DevError, note
from .debian_program import DebianProgram

PROGRAM = DebianProgram(
    name="wkhtmltopdf",
    names=("wkhtmltopdf",),
    packages=("wkhtmltopdf", "fonts-dejavu-core", "fonts-liberation"),
    executable="usr/bin/wkhtmltopdf",
    sources=DEBIAN_12 if KEYRING.exists() else None,  # later Debians don't have it
)


def ensure():
    """Its path, or None where it can't be had: Odoo runs without, and says so when a PDF is wanted."""
    try:
        return PROGRAM.ensure()
    except DevError:
        note("- No wkhtmltopdf can be had here: letters and invoices won't become PDFs until you install one.")
        return None
