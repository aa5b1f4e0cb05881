import io
from unittest.mock import patch

from pypdf import PdfWriter


def make_pdf(pages=1, title=None):
    """Return a PDF of blank pages."""
    file, writer = io.BytesIO(), PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if title:
        writer.add_metadata({"/Title": title})
    writer.write(file)
    return file.getvalue()


class BlankPages:
    """The program that makes PDFs isn't everywhere: each document has a blank page for each body that Odoo made.

    ``printed`` are the bodies, ``bands`` headers and footers.
    """

    def setUp(self):
        super().setUp()
        self.printed, self.bands = [], []
        reports = type(self.env["ir.actions.report"])
        self.printer = patch.object(reports, "_run_wkhtmltopdf", self.print_blank)
        self.startPatcher(self.printer)
        self.startPatcher(patch.object(reports, "get_wkhtmltopdf_state", lambda _self: "ok"))
        self.env = self.env(context={**self.env.context, "force_report_rendering": True})

    def print_blank(self, bodies, header=None, footer=None, **_options):
        self.bands += filter(None, (header, footer))
        self.printed += [str(body) for body in bodies]
        return make_pdf(len(bodies))
