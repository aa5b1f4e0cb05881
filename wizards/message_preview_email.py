from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, generate_tracking_message_id

from ..engine.email.addresses import BadAddress, get_envelope_address
from ..engine.email.mime import build_attachment, build_email
from ..engine.email.tracking import wrap_document
from ..engine.scenario.message import MessageProblem
from ..models.channel.sender import make_sender
from ..models.email.email_headers import prepare_headers
from ..models.email.email_unsubscribe import add_unsubscribe_link
from ..models.email.smtp_sessions import SmtpSessions


class MessagePreviewMixin(models.AbstractModel):
    """An e-mail as a test: from the sender, by the server and with the headers that the customer's would have."""

    _inherit = "dealership.message.preview.mixin"

    def _get_preview_company(self):
        """Return the company that writes."""
        return self.env.company

    def _get_preview_mail_server(self):
        """Return the outgoing server it is bound to; Odoo chooses when empty."""
        return self.env["ir.mail_server"]

    def _get_preview_attachments(self):
        """Return the files that everybody gets."""
        return self.env["ir.attachment"]

    def _render_preview(self):
        message = super()._render_preview()
        marketing = self._get_preview_channel() == "email" and self._get_preview_purpose() == "marketing"
        if isinstance(message, MessageProblem) or not marketing:
            return message
        return add_unsubscribe_link(self.env, message, self._get_preview_link(), self._get_preview_link("preferences"))

    def action_send_test(self):
        """Send what is shown to the test address; nothing in it is tracked, and nobody can be unsubscribed by it."""
        self.ensure_one()
        message = self._render_test()
        address = email_normalize(self.test_address or "")
        if not address:
            if not self.may_choose_recipient:
                raise UserError(
                    self.env._(
                        "Tests go to your own e-mail address, and your contact has none. Enter it in your "
                        "preferences, or ask an Administrator to."
                    )
                )
            raise UserError(self.env._("Enter the address that the test goes to."))
        self._check_mailbox(address)
        # sudo: directors have no access to outgoing servers as such
        preview = self.sudo()
        return self._leave_test(
            "email",
            address,
            email_normalize(self.env.user.email or ""),
            message.subject,
            lambda: preview._send_test_email(message, address),
        )

    def _check_mailbox(self, address):
        try:
            get_envelope_address(address)
        except BadAddress as error:
            raise UserError(self.env._("“%s” is not the address of one mailbox.", error)) from error

    def _send_test_email(self, message, address):
        company = self._get_preview_company()
        company = company.with_company(company)
        sender = self._get_preview_sender(company)
        if not sender.address:
            raise UserError(self.env._("Neither who signs nor the company has an e-mail address."))
        headers = prepare_headers(
            sender,
            company,
            self._get_preview_purpose(),
            message_id=generate_tracking_message_id(f"{self.id}-{self._name}"),
            subject=self.env._("[Test] %s", message.subject),
            to=get_envelope_address(address),
            reply_address=sender.reply_address,
            unsubscribe_link=self._get_preview_link(),
        )
        files = [
            build_attachment(file.name, file.mimetype, file.raw or b"") for file in self._get_preview_attachments()
        ]
        document = wrap_document(message.body_html, message.lang)
        with SmtpSessions(company, self._get_preview_mail_server()) as sessions:
            email = build_email(get_envelope_address(address), headers, message.body_text, document, files)
            return sessions.hand_over(email, sender.email_from)

    def _get_preview_sender(self, company):
        record = self._get_preview_record()
        team = self._get_preview_team() or ("team_id" in record._fields and record.team_id)
        return make_sender(company, self._get_preview_signatory(record), team or self.env["crm.team"])
