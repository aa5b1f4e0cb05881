from odoo import models


class DealershipMessage(models.Model):
    """The invoices that a reminder is about go along with it."""

    _inherit = "dealership.message"

    def _get_attachments(self, delivery):
        attachments = super()._get_attachments(delivery)
        if not delivery.step_id.attach_invoices:
            return attachments
        together = delivery + delivery.gathered_ids
        moves = self.env["account.move"].browse(dict.fromkeys(together.mapped("res_id")))
        return attachments + self._get_invoice_documents(moves)

    def _get_invoice_documents(self, moves):
        """Return the PDF of each invoice, the one that was sent where there is one.

        Of invoices that were issued elsewhere there is none here.

        :raise UserError: when a document can't be made
        """
        # The legal document of an invoice is made once, by Odoo, and kept. Debian's wkhtmltopdf takes one at a time.
        for move in moves.filtered(lambda move: not move.invoice_pdf_report_id and not move._is_loaded()):
            self.env["account.move.send"]._generate_and_send_invoices(move, sending_methods=[])
        return moves.invoice_pdf_report_id
