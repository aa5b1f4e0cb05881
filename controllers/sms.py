import logging

from odoo import http
from odoo.http import request

from ..engine.provider.public_url import get_called_urls
from ..engine.provider.twilio import is_signed
from .route import get_form, webhook

_logger = logging.getLogger(__name__)


class SmsWebhooks(http.Controller):
    """What Twilio tells us about text messages. Nothing is believed, or even looked at, without its signature."""

    @webhook("/dealership/sms/report/<string:reference>")
    def report(self, reference, **_form):
        """Take a report on a message that we sent; the reference in the address says which."""
        delivery = request.env["dealership.delivery"]._find_by_sms_reference(reference.replace("\0", ""))
        if not delivery:
            raise request.not_found()
        self._check_signature(delivery.company_id)
        form = get_form()
        delivery._report_sms(
            form.get("MessageStatus") or form.get("SmsStatus") or "",
            form.get("MessageSid") or form.get("SmsSid") or "",
            " ".join(filter(None, [form.get("ErrorCode"), form.get("ErrorMessage")])),
        )
        return request.make_response("", headers=[("Content-Type", "text/plain")])

    @webhook("/dealership/sms/inbound/<int:company_id>")
    def inbound(self, company_id, **_form):
        """Take a customer's message; the address is the one in the settings, entered at the provider."""
        # sudo: the signature is the right; an address that names no company is like one without it
        company = request.env["res.company"].sudo().browse(company_id).exists()
        if not company:
            raise request.not_found()
        self._check_signature(company)
        form = get_form()
        message = [form.get(name, "") for name in ("MessageSid", "From", "To", "Body")]
        request.env["dealership.reply"]._receive_sms(company, *message)
        # An answer in the provider's language that says nothing to the customer.
        return request.make_response("<Response/>", headers=[("Content-Type", "text/xml")])

    def _check_signature(self, company):
        """:raise Forbidden: the request does not come from the company's account at Twilio"""
        secret = company.sudo().sms_twilio_auth_token  # sudo: the secret of the company that the address names
        base_url = request.env["ir.config_parameter"].sudo().get_param("web.base.url")  # sudo: a public address
        params = request.httprequest.form.to_dict(flat=False)
        signature = request.httprequest.headers.get("X-Twilio-Signature", "")
        urls = get_called_urls(request.httprequest.environ, base_url)
        if not any(is_signed(secret, url, params, signature) for url in urls):
            _logger.warning("A request to %s without a valid signature was refused", request.httprequest.path)
            raise request.not_found()
