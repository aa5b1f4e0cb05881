import logging

from odoo import fields, http
from odoo.http import request

from ..engine.call import twiml
from ..engine.call.webhook import BadPayload, WebhookError, WebhookRequest
from ..engine.provider.public_url import get_called_urls
from .route import webhook

_logger = logging.getLogger(__name__)


class CallWebhook(http.Controller):
    """Where providers report calls.

    A message is checked, stored and answered; the work is the cron's. Odoo commits before it answers, so that
    "200" means stored. Whatever cannot be proven to come from the provider is refused with 4xx, and never looked into.
    """

    @webhook(
        "/dealership/call/<string:provider>/<string:token>",
        "/dealership/call/<string:provider>/<string:token>/<string:step>",
    )
    def receive(self, provider, token, step="", **_form):
        # The fields of the form arrive as arguments too; they are read below, once they are proven to be genuine.
        account = request.env["dealership.provider.account"]._get_by_token(provider, token)
        if not account:
            return _answer("", 404)
        try:
            payload = self._take(account)
        except WebhookError as error:
            # What was sent is not logged: anybody can send anything.
            _logger.info("Refused a message for %s: %s", account.name, type(error).__name__)
            return _answer("", error.status)
        return self._reply(account, step, payload)

    def _take(self, account):
        """Check and store one message; return its payload.

        :raise WebhookError: it is refused
        """
        message_request = self._read_request()
        try:
            adapter = account._get_call_adapter()
        except KeyError as error:
            raise BadPayload("the provider has no calls") from error
        message = adapter.check(message_request, account.auth_token)
        # Read once here, for the name of the call, and to refuse at once what could never be read later.
        facts = adapter.interpret(message.payload, message_request.received_at)
        if facts:
            events = request.env["dealership.call.event"].sudo()  # sudo: the provider has proven who it is
            events._receive(account, message, facts[0].call_id, message_request.received_at)
        return message.payload

    def _read_request(self):
        httprequest = request.httprequest
        base_url = request.env["ir.config_parameter"].sudo().get_param("web.base.url")  # sudo: not secret
        return WebhookRequest(
            body=httprequest.get_data(cache=True),
            received_at=fields.Datetime.now(),
            urls=tuple(get_called_urls(httprequest.environ, base_url)),
            headers=httprequest.headers,
            form=httprequest.form.to_dict(flat=False),
        )

    def _reply(self, account, step, payload):
        if account.provider != "twilio":
            return _answer("")
        return _answer(self._instruct(account, step, payload), content_type="text/xml; charset=utf-8")

    def _instruct(self, account, step, payload):
        """Return what Twilio is to do next with the call."""
        # sudo: the provider has proven who it is
        numbers = request.env["dealership.tracking.number"].sudo()
        number = numbers._find(payload.get("To"), account.company_id)
        if not number or payload.get("ParentCallSid"):
            return twiml.nothing()
        if step == "voice":
            return number._get_voice_answer(account)
        if step == "dial" and payload.get("DialCallStatus") not in ("completed", "answered"):
            return number._get_voicemail_answer(account)
        return twiml.hang_up() if step in ("dial", "voicemail") else twiml.nothing()


def _answer(text, status=200, content_type="text/plain; charset=utf-8"):
    return request.make_response(text, headers=[("Content-Type", content_type)], status=status)
