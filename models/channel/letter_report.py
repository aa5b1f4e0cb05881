from odoo import api, models

from ..client.inner_context import get_inner, with_inner

LETTER_TEMPLATE = "crm_dealership.letter"
# What is printed like a letter: with its own few styles, in text that can be searched and copied.
LIKE_LETTERS = (LETTER_TEMPLATE, "crm_dealership.personal_file")


class IrActionsReport(models.Model):
    """What is kept of a record is found by its readers only. Letters are made by the thousand: nothing is loaded, or
    waited for, that they have no use for.

    Odoo's reports fetch style sheets and scripts from its own server, for the header and the footer as well, and wait a
    second for the scripts. A letter brings its few styles along and has no scripts.
    """

    _inherit = "ir.actions.report"

    @api.private
    def retrieve_attachment(self, record):
        """Find what is kept of a record for who may read it: Odoo looks as superuser, and reads what the name needs."""
        record.check_access("read")
        return super().retrieve_attachment(record)

    def _get_layout(self):
        return self.env.ref("crm_dealership.letter_page") if self._is_letter() else super()._get_layout()

    def _prepare_html(self, html, report_model=False):
        prepared = super()._prepare_html(html, report_model=report_model)
        if not self._is_letter():
            return prepared
        bodies, record_ids, _header, _footer, paperformat_args = prepared
        return bodies, record_ids, None, None, paperformat_args

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        letter = bool(report_ref) and self._get_report(report_ref)._is_letter()
        reports = with_inner(self, dealership_letter=letter)
        return super(IrActionsReport, reports)._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)

    def _build_wkhtmltopdf_args(self, *args, **options):
        command = super()._build_wkhtmltopdf_args(*args, **options)
        if get_inner(self.env, "dealership_letter"):
            command[command.index("--javascript-delay") + 1] = "0"
        return command

    def _is_letter(self):
        return self.report_name in LIKE_LETTERS
