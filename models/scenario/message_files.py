import logging
import re
from html import unescape
from urllib.parse import unquote

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.one_line import describe_error
from ...engine.scenario.template_check import PART_LABELS, MessageError

_logger = logging.getLogger(__name__)

MESSAGE = "dealership.message"
# How the editor, and people, write the address of a file of ours.
OWN_FILE = re.compile(r"/web/(?:image|content)(?:/ir\.attachment/|/|\?(?:[^\"'\s<>]*&)?id=)(\d+)")


def _is_for_texts(file):
    """Return whether a file is there for texts: it is no other record's, no value of a field, none of the system's."""
    if file.res_field or (file.type == "binary" and file.url):
        return False
    if not file.res_id or file.res_model == MESSAGE:
        return True
    model = file.env.get(file.res_model or "")
    return model is not None and model._transient and model._is_ours()


class DealershipMessage(models.Model):
    """Pictures in an e-mail, and files that go with it: the same for all, or made for each record."""

    _inherit = "dealership.message"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        "dealership_message_attachment_rel",
        "message_id",
        "attachment_id",
        string="Attachments",
        copy=False,
        help="Everybody gets these files with the e-mail.",
        ondelete="restrict",
    )
    picture_ids = fields.Many2many(
        "ir.attachment",
        "dealership_message_picture_rel",
        "message_id",
        "attachment_id",
        compute="_compute_picture_ids",
        compute_sudo=True,
        store=True,
        copy=False,
        ondelete="restrict",
        help="The pictures and files of its own that the text names, in whatever language.",
    )
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Attached Document",
        domain=lambda self: [("report_type", "=", "qweb-pdf"), ("model", "in", self._get_document_models())],
        ondelete="restrict",
        help="A PDF of the record that the message is about, made for each customer: an invoice, a repair order.",
    )

    @api.depends("body_html")
    def _compute_picture_ids(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for message in self:
            texts = (message.with_context(lang=code).body_html or "" for code in languages)
            named = {int(found) for text in texts for found in OWN_FILE.findall(unquote(unescape(str(text))))}
            files = self.env["ir.attachment"].browse(named).exists()
            readable = files.filtered(_is_for_texts).with_user(self.env.user)._filtered_access("read").sudo()
            # What it had before stays, whoever changes the text.
            message.picture_ids = readable | (files & message.picture_ids)

    @api.constrains("report_id")
    def _check_report(self):
        for message in self:
            report = message.report_id.sudo()  # sudo: what it prints decides, not who may read how
            if report and not (report.report_type == "qweb-pdf" and report.model in self._get_document_models()):
                raise ValidationError(
                    self.env._(
                        "%(message)s: “%(report)s” cannot be attached. It has to be a PDF of a record that messages "
                        "are about: a customer, a lead, an appointment, a vehicle, a repair order or an invoice.",
                        message=message.name,
                        report=report.name,
                    )
                )

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)
        self.modified([field_name])
        return result

    # -- CRUD -----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        for message in messages.sudo():
            message._take_in(message.attachment_ids.with_env(self.env))
        return messages

    def write(self, vals):
        # sudo: those that the user may not see are there already
        before = {message.id: message.attachment_ids for message in self.sudo()} if "attachment_ids" in vals else {}
        result = super().write(vals)
        for message in self.sudo().browse(before):
            message._take_in((message.attachment_ids - before[message.id]).with_env(self.env))
        return result

    def _take_in(self, files):
        """Make files part of the message, as superuser, who sends them: nobody adds what they may not read themselves.

        What they have uploaded for it becomes the message's, for others could not read it; of what is another record's,
        a colleague's or the system's, the message gets a copy: those go on doing with their own what they like.
        """
        files.check_access("read")
        files = files.sudo().filtered(lambda file: (file.res_model, file.res_id) != (self._name, self.id))
        user = self.env.user
        loose = files.filtered(lambda file: not file.res_id and _is_for_texts(file))
        uploaded = loose.filtered(lambda file: user._is_superuser() or file.create_uid == user)
        owner = {"res_model": self._name, "res_id": self.id}
        uploaded.write(owner)
        if others := files - uploaded:
            own = {**owner, "res_field": False, "public": False}
            copies = [file.copy({**own, "url": file.type == "url" and file.url}) for file in others]
            self.attachment_ids = [
                *(Command.unlink(file.id) for file in others),
                *(Command.link(copied.id) for copied in copies),
            ]

    def copy(self, default=None):
        """Copy the files as well: each goes with its message."""
        copies = super().copy(default)
        if "attachment_ids" not in (default or {}):
            # sudo: whoever reads a message may send its files
            for message, copied in zip(self.sudo(), copies.sudo(), strict=True):
                owner = {"res_model": self._name, "res_id": copied.id}
                copied.attachment_ids = [file.copy(owner).id for file in message.attachment_ids]
        return copies

    def _get_body_html(self):
        """Return the rich text with whole addresses: pictures and links of ours must work in any mail program.

        The editor gives each picture an access token of its own, so that it can be seen without logging in.

        :raise MessageError: for what Odoo cannot make whole, as “/../picture.png”
        """
        try:
            return str(self.env["mail.render.mixin"]._replace_local_links(self.body_html or ""))
        except ValueError as error:
            words = self.env._("An address of a picture or a link cannot be read: write it whole, as https://…")
            raise MessageError(words, self.env._(PART_LABELS["body"])) from error

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

    def _print_document(self, record):
        """Return the PDF of a record. Whatever is wrong with the document of one holds back the message of that one."""
        try:
            with self.env.cr.savepoint():
                content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(self.report_id.report_name, record.ids)
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:  # a template that people may change, over fields of whatever addon
            _logger.exception("The document %s of %s could not be made", self.report_id.report_name, record)
            raise UserError(
                self.env._(
                    "The document “%(document)s” of %(record)s could not be made: %(error)s. Correct the record or the "
                    "document and send the message again.",
                    document=self.report_id.name,
                    record=record.display_name,
                    error=describe_error(error),
                )
            ) from error
        return content

    @api.model
    def _get_document_models(self):
        """Return the models of which a PDF can go with a message: those of all that customers are written to about."""
        return list(self.env["dealership.catalogue"]._get_names_by_model())

    def _make_document(self, delivery):
        """Return the report as a file of the record that the delivery is about, made anew."""
        record = self.env[delivery.res_model].browse(delivery.res_id)
        content = self._print_document(record)
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
