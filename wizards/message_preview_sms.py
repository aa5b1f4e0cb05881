from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.customer.telephone import is_mobile
from ..engine.scenario.message import MessageProblem
from ..engine.sms.segments import measure_sms
from ..models.sms.sms_text import SmsText


class MessagePreviewMixin(models.AbstractModel):
    """A text message as it arrives on the phone, and sent to a number as a test."""

    _inherit = "dealership.message.preview.mixin"

    preview_text = fields.Text(compute="_compute_preview_text")
    preview_size = fields.Char(compute="_compute_preview_text")
    test_number = fields.Char(string="Send a Test SMS To", default=lambda self: self.env.user.partner_id.phone)

    @api.depends("preview_body")
    def _compute_preview_text(self):
        for preview in self:
            text = preview._render_preview_text()
            size = measure_sms(text)
            preview.preview_text = text
            preview.preview_size = text and self.env._(
                "%(characters)s characters, %(segments)s SMS", characters=size.characters, segments=size.segments
            )

    def _get_preview_purpose(self):
        """Return the purpose it is sent for: marketing mentions how to opt out."""
        return "marketing"

    def _render_preview_text(self):
        """Return the text as it would leave; empty for what is no text message, or is held back."""
        message = self._render_preview()
        if isinstance(message, MessageProblem) or message.body_html:
            return ""
        return SmsText(self._get_preview_company(), self._get_preview_purpose()).preview(message)

    def action_send_test_sms(self):
        """Send what is shown to the test number, through the provider that customers' messages take."""
        self.ensure_one()
        self._render_test()
        text = self._render_preview_text()
        if not text:
            raise UserError(self.env._("This message is no text message: send the test by e-mail."))
        number = self._format_number(self.test_number)
        if not is_mobile(number):
            if not self.may_choose_recipient:
                raise UserError(
                    self.env._(
                        "Tests go to your own mobile number, and your contact has none. Enter it in your preferences, "
                        "or ask an Administrator to."
                    )
                )
            raise UserError(self.env._("Enter the mobile number that the test goes to: a landline gets no SMS."))
        return self._leave_test(
            "sms",
            number,
            self._format_number(self.env.user.partner_id.phone),
            text,
            lambda: self._hand_over_test(number, text),
        )

    def _format_number(self, number):
        company = self._get_preview_company()
        return company._phone_format(number=number, country=company.country_id)

    def _hand_over_test(self, number, text):
        company = self._get_preview_company()
        # sudo: the credentials of the provider are the company's
        company = company.sudo().with_company(company)
        with self.env["dealership.adapter"]._get_sms_adapter(company)._open_sms(company) as provider:
            [outcome] = provider.hand_over([provider.prepare(number, text, uuid4().hex)])
        return outcome
