"""Whom text messages are handed over to: the SMS provider that the company has chosen in Odoo's own settings."""

from functools import lru_cache

from odoo.exceptions import AccessError, UserError

from odoo.addons.iap.tools.iap_tools import InsufficientCreditError
from odoo.addons.phone_validation.tools.phone_validation import phone_get_country_code_for_number
from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio

from ...engine.delivery.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ...engine.delivery.states import RECIPIENT_REFUSED, UNREACHABLE
from ...engine.provider.twilio_messages import API_URL, OutgoingSms, TwilioMessages

TWILIO_API_PARAMETER = "crm_dealership.twilio_api_url"
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


def get_provider(company):
    """Return the provider of a company, to be used in a ``with``.

    Twilio is asked by ourselves, with Odoo's settings: Odoo's class asks for one message after another, and takes a
    time-out for a failure although the customer may have got the message. Any other provider goes through the class
    that Odoo, or another addon, has for it.

    :param company: ``res.company``, as superuser
    """
    api_class = company._get_sms_api_class()
    return TwilioProvider(company) if api_class is SmsApiTwilio else OdooProvider(company, api_class)


class TwilioProvider:
    """Twilio, by the account and the numbers in Odoo's settings."""

    def __init__(self, company):
        self.company = company
        self.base_url = company.get_base_url()
        self._countries = set(company.sms_twilio_number_ids.mapped("country_code"))
        self._get_sender = lru_cache(maxsize=None)(self._find_sender)
        self._messages = None

    def __enter__(self):
        company = self.company
        api_url = company.env["ir.config_parameter"].get_param(TWILIO_API_PARAMETER) or API_URL
        self._messages = TwilioMessages(
            company.sms_twilio_account_sid or "", company.sms_twilio_auth_token or "", api_url
        )
        return self

    def __exit__(self, *exc_info):
        self._messages.__exit__(*exc_info)

    def hand_over(self, messages):
        """Return the ``Outcome`` of each message.

        :param messages: list of ``(number, body, reference)``
        """
        try:
            self.company._assert_twilio_sid()
        except UserError as error:
            return [Outcome(DEFERRED, UNREACHABLE, str(error))] * len(messages)
        return self._messages.hand_over([self._prepare(*message) for message in messages])

    def _prepare(self, number, body, reference):
        # Parsing a number costs as much as sending: only where there is a choice.
        country = phone_get_country_code_for_number(number) if len(self._countries) > 1 else None
        return OutgoingSms(
            number, self._get_sender(country), body, f"{self.base_url}/dealership/sms/report/{reference}"
        )

    def _find_sender(self, country_code):
        """Return the number to send from: one of the customer's country when there is one, as Odoo does."""
        numbers = self.company.sms_twilio_number_ids
        chosen = numbers.filtered(lambda number: number.country_code == country_code)[:1] or numbers[:1]
        return chosen.number or ""


class OdooProvider:
    """A provider behind one of Odoo's classes: Odoo's own service, or that of another addon.

    Reports come in by Odoo's routes, which look for the trackers made here.
    """

    def __init__(self, company, api_class):
        self.company = company
        self.base_url = company.get_base_url()
        self._api = api_class(company.env)
        self._api._set_company(company)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        """Nothing is kept open."""

    def hand_over(self, messages):
        """Return the ``Outcome`` of each message.

        :param messages: list of ``(number, body, reference)``
        """
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
