import logging

from odoo import http
from odoo.http import request

from ..engine.provider.webhook import Answer, WebhookError
from .route import answer_webhook, read_webhook, webhook

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
            return answer_webhook(Answer(), 404)
        adapter = account._get_adapter()
        try:
            payload = self._take(account, adapter)
        except WebhookError as error:
            # What was sent is not logged: anybody can send anything.
            _logger.info("Refused a message for %s: %s", account.name, type(error).__name__)
            return answer_webhook(Answer(), error.status)
        return answer_webhook(adapter._answer_call(account, step, payload))

    def _take(self, account, adapter):
        """Check and store one message; return its payload.

        :raise WebhookError: it is refused
        """
        message_request = read_webhook()
        reader = adapter._get_call_reader()
        message = reader.check(message_request, account.auth_token)
        # Read once here, for the name of the call, and to refuse at once what could never be read later.
        facts = reader.interpret(message.payload, message_request.received_at)
        if facts:
            events = request.env["dealership.call.event"].sudo()  # sudo: the provider has proven who it is
            events._receive(account, message, facts[0].call_id, message_request.received_at)
        return message.payload
