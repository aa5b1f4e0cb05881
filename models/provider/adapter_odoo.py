from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.iap.tools.iap_tools import InsufficientCreditError

from ...engine.channel.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ...engine.ledger.states import RECIPIENT_REFUSED, UNREACHABLE
from ...engine.sms.post import SmsPost

# Answers of Odoo's SMS classes that speak of this number or text; any other failure is the account's.
_RECIPIENT_STATES = {
    "wrong_number_format",
    "sms_number_missing",
    "country_not_supported",
    "incompatible_content",
    "duplicate_message",
    "registration_needed",
    "twilio_from_to",
    "twilio_acc_unverified",
}


class AdapterOdoo(models.AbstractModel):
    """Text messages by whatever class Odoo, or another addon, has for the SMS provider of the company."""

    _name = "dealership.adapter.odoo"
    _inherit = "dealership.adapter"
    _description = "SMS Provider of Odoo"
    _credentials = ()
    _sends_sms = True
    _reports_sms_to_odoo = True

    @api.model
    def _open_sms(self, company):
        return OdooSms(company)


class OdooSms(SmsPost):
    """Hands over a company's text messages by Odoo's class for its provider."""

    load_size = 100

    def __init__(self, company):
        self.company = company
        self.base_url = company.get_base_url()
        self._api = company._get_sms_api_class()(company.env)
        self._api._set_company(company)

    def hand_over(self, messages):
        by_body = {}
        for number, body, reference in messages:
            by_body.setdefault(body, []).append({"number": number, "uuid": reference})
        batch = [{"content": body, "numbers": numbers} for body, numbers in by_body.items()]
        try:
            results = self._api._send_sms_batch(batch, delivery_reports_url=f"{self.base_url}/sms/status")
        except InsufficientCreditError as error:
            return [Outcome(DEFERRED, UNREACHABLE, str(error))] * len(messages)
        except AccessError as error:
            # Odoo says the same for a provider that cannot be found and for one that did not answer in time.
            return [Outcome(UNKNOWN, UNREACHABLE, str(error))] * len(messages)
        answers = {result["uuid"]: result for result in results or ()}
        return [self._judge(answers.get(reference)) for _number, _body, reference in messages]

    def _judge(self, answer):
        if not answer:
            return Outcome(UNKNOWN, UNREACHABLE)
        state = answer["state"]
        if state in self.company.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS:
            return Outcome(ACCEPTED, reference=answer.get("sid") or "")
        explained = answer.get("failure_reason") or self._api._get_sms_api_error_messages().get(state)
        words = str(explained or state)
        if state in _RECIPIENT_STATES:
            return Outcome(REFUSED, RECIPIENT_REFUSED, words)
        return Outcome(DEFERRED, UNREACHABLE, words)
