import logging

from odoo import http
from odoo.http import request

from ..engine.provider.webhook import Answer, WebhookError
from .route import answer_webhook, read_webhook, webhook

_logger = logging.getLogger(__name__)


class SmsWebhooks(http.Controller):
    """What providers tell us about text messages. Nothing is believed, or even looked at, without their signature.

    The provider is a part of the address: what was sent through one may be reported, or answered, after the company
    has chosen another one.
    """

    @webhook("/dealership/sms/<string:provider>/report/<string:reference>")
    def report(self, provider, reference, **_form):
        """Take a report on a message that we sent; the reference in the address says which."""
        delivery = request.env["dealership.delivery"]._find_by_sms_reference(reference.replace("\0", ""))
        if not delivery:
            raise request.not_found()
        adapter = self._get_adapter(provider)
        report = self._read(adapter, delivery.company_id, "read_report")
        delivery._report_sms(report.status, report.reference, report.words, report.dead)
        return answer_webhook(Answer())

    @webhook("/dealership/sms/<string:provider>/inbound/<int:company_id>")
    def inbound(self, provider, company_id, **_form):
        """Take a customer's message; the address is the one in the settings, entered at the provider."""
        # sudo: the signature is the right; an address that names no company is like one without it
        company = request.env["res.company"].sudo().browse(company_id).exists()
        if not company:
            raise request.not_found()
        adapter = self._get_adapter(provider)
        sms = self._read(adapter, company, "read_message")
        request.env["dealership.reply"]._receive_sms(
            company, sms.reference, sms.sender, sms.recipient, sms.body, keyword=sms.keyword
        )
        return answer_webhook(adapter._answer_sms())

    def _get_adapter(self, provider):
        return request.env["dealership.adapter"].sudo()._get_adapter(provider)  # sudo: the provider has no user

    def _read(self, adapter, company, method):
        """Return what the provider says.

        :raise NotFound: it does not come from the provider of the company, or cannot be read
        """
        company = company.sudo()  # sudo: the secret of the company that the address names
        try:
            read = getattr(adapter._get_sms_reader(), method)
            return read(read_webhook(), adapter._get_sms_secret(company))
        except WebhookError as error:
            path = request.httprequest.path
            _logger.warning("A request to %s was refused: %s", path, type(error).__name__)
            raise request.not_found() from error
