from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMoveSend(models.AbstractModel):
    """The document is the source's: what we know of it is no invoice to be sent, by e-mail or as e-invoice."""

    _inherit = "account.move.send"

    @api.model
    def _get_move_constraints(self, move):
        constraints = super()._get_move_constraints(move)
        if move._is_loaded():
            constraints["loaded"] = self.env._(
                "%s was loaded from the system that has issued it: it is printed and sent there.", move.display_name
            )
        return constraints


class IrActionsReport(models.Model):
    """No second document with the number of the first."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        if docids and self._is_invoice_report(report):
            loaded = self.env["account.move"].browse(docids).filtered(lambda move: move._is_loaded())
            if loaded:
                raise UserError(
                    self.env._(
                        "%s was loaded from the system that has issued it: it is printed and sent there.",
                        loaded[0].display_name,
                    )
                )
        return super()._get_rendering_context(report, docids, data)


class AccountInvoiceReport(models.Model):
    """Turnover is analysed where it is booked."""

    _inherit = "account.invoice.report"

    @api.model
    def _where(self):
        return SQL(
            """%s AND NOT EXISTS (SELECT FROM account_journal kept
                                   WHERE kept.id = line.journal_id AND kept.dealership_source_id IS NOT NULL)""",
            super()._where(),
        )


class AccountPaymentRegister(models.TransientModel):
    """A payment noted here of a loaded invoice is noted where its source's are; the money is booked elsewhere."""

    _inherit = "account.payment.register"

    @api.model
    def _get_batch_available_journals(self, batch_result):
        journals = super()._get_batch_available_journals(batch_result)
        source = batch_result["lines"].journal_id.sudo().dealership_source_id  # sudo: whose they are, no more
        if source:
            return self.env["account.journal"].sudo()._get_of_source(source[0], "bank")
        return journals.filtered(lambda journal: not journal.sudo().dealership_source_id)
