from odoo import fields, models

from .message_batch import RECORD_KINDS


class DealershipMessage(models.Model):
    """Pictures in an e-mail, and files that go with it: the same for all, or made for each record."""

    _inherit = "dealership.message"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        "dealership_message_attachment_rel",
        "message_id",
        "attachment_id",
        string="Attachments",
        copy=True,
        help="Everybody gets these files with the e-mail.",
    )
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Attached Document",
        domain=lambda self: [("report_type", "=", "qweb-pdf"), ("model", "in", list(RECORD_KINDS))],
        ondelete="set null",
        help="A PDF of the record that the message is about, made for each customer: an invoice, a repair order.",
    )

    def _get_body_html(self):
        """Return the rich text with whole addresses: pictures and links of ours must work in any mail program.

        The editor gives each picture an access token of its own, so that it can be seen without logging in.
        """
        return str(self.env["mail.render.mixin"]._replace_local_links(self.body_html or ""))

    def _get_attachments(self, delivery):
        """Return the files that one customer gets.

        :param delivery: ``dealership.delivery``, as superuser
        :rtype: ``ir.attachment``
        :raise UserError: when a document can't be made: the message is held back and says so
        """
        self.ensure_one()
        attachments = self.attachment_ids
        if self.report_id and self.report_id.model == delivery.res_model:
            attachments += self._make_document(delivery)
        return attachments

    def _make_document(self, delivery):
        """Return the report as a file of the record that the delivery is about, made anew."""
        record = self.env[delivery.res_model].browse(delivery.res_id)
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(self.report_id.report_name, record.ids)
        name = f"{record.display_name}.pdf".replace("/", "-")
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
