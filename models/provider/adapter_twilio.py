from contextlib import contextmanager
from functools import lru_cache

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.phone_validation.tools.phone_validation import phone_get_country_code_for_number

from ...engine.call import twiml
from ...engine.call.twilio import TwilioCalls
from ...engine.channel.outcome import DEFERRED, Outcome
from ...engine.ledger.states import UNREACHABLE
from ...engine.provider.twilio_client import API_URL, TwilioClient
from ...engine.provider.twilio_messages import CONNECTIONS, OutgoingSms, TwilioMessages, TwilioSmsReader
from ...engine.provider.twilio_numbers import TwilioNumbers
from ...engine.provider.webhook import Answer
from ...engine.sms.post import SmsPost

# Another region's address for all that has none of its own, or that of a local provider.
API_PARAMETER = "crm_dealership.twilio_api_url"


class AdapterTwilio(models.AbstractModel):
    """Calls, numbers and text messages of Twilio.

    Text messages go by the account and the numbers in Odoo's settings, yet not by Odoo's class for it: that asks for
    one message after another, and takes a time-out for a failure although the customer may have got the message.
    """

    _name = "dealership.adapter.twilio"
    _inherit = "dealership.adapter"
    _description = "Twilio"
    _provider_sequence = 10
    _credentials = ("account_sid", "auth_token", "api_url")
    _call_reader = TwilioCalls()
    _speaks = True
    _records = True
    _transcribes = True
    _sells_numbers = True
    _takes_papers = True
    _sends_sms = True
    _sms_reader = TwilioSmsReader()

    @api.model
    def _get_api_url(self, account=None):
        """Return where Twilio is asked: the account's own region, else that of the installation."""
        # sudo: not secret, but shown to administrators only
        parameters = self.env["ir.config_parameter"].sudo()
        return (account and account.sudo().api_url) or parameters.get_param(API_PARAMETER) or API_URL

    # -- calls ------------------------------------------------------------------------------------------

    @api.model
    def _answer_call(self, account, step, payload):
        return Answer(self._get_instructions(account, step, payload), "text/xml; charset=utf-8")

    @api.model
    def _get_instructions(self, account, step, payload):
        """Return what Twilio is to do next with the call."""
        number = self.env["dealership.tracking.number"]._find(payload.get("To"), account.company_id)
        if not number or payload.get("ParentCallSid"):
            return twiml.nothing()
        if step == "voice":
            return self._put_through(number, account)
        if step == "dial" and payload.get("DialCallStatus") not in ("completed", "answered"):
            return self._take_message(number, account)
        return twiml.hang_up() if step in ("dial", "voicemail") else twiml.nothing()

    @api.model
    def _put_through(self, number, account):
        announcement = number._get_announcement()
        return twiml.put_through(
            number._get_forward_number(),
            self._get_call_urls(account),
            number._get_spoken_language(),
            announcement=announcement,
            # Nobody is recorded unawares, whatever account the number names.
            recording=number.recording and bool(announcement),
            transcription=number.transcription,
        )

    @api.model
    def _take_message(self, number, account):
        prompt = number._get_voicemail_prompt()
        if not prompt:
            return twiml.hang_up()
        return twiml.take_message(
            prompt, self._get_call_urls(account), number._get_spoken_language(), number.transcription
        )

    @api.model
    def _get_call_urls(self, account):
        """Return where to report: the account that asks is the one that signs, whatever the number names."""
        steps = ("voice", "dial", "leg", "recording", "voicemail", "transcription", "status")
        return {step: account._get_call_url(step) for step in steps}

    # -- numbers ----------------------------------------------------------------------------------------

    @api.model
    @contextmanager
    def _open_shop(self, account):
        secrets = account._get_secret("account_sid"), account._get_secret("auth_token")
        with TwilioClient(*secrets, self._get_api_url(account)) as client:
            yield TwilioNumbers(client, account._get_call_url("voice"), account._get_call_url("status"))

    # -- text messages ------------------------------------------------------------------------------------

    @api.model
    def _get_sms_problems(self, company):
        if company.sms_twilio_account_sid and company.sms_twilio_auth_token and company.sms_twilio_number_ids:
            return []
        return [self.env._("the account at Twilio isn't set up: an administrator does so in the general settings.")]

    @api.model
    def _open_sms(self, company):
        return TwilioSms(self, company)

    @api.model
    def _get_sms_secret(self, company):
        return company.sms_twilio_auth_token

    @api.model
    def _answer_sms(self):
        return Answer(twiml.nothing(), "text/xml; charset=utf-8")


class TwilioSms(SmsPost):
    """Hands over a company's text messages, by the account and the numbers in Odoo's settings."""

    sessions = CONNECTIONS

    def __init__(self, adapter, company):
        self.company = company
        self._account_problem = self._find_account_problem()
        self._report_url = adapter._get_sms_report_url(company)
        self._countries = set(company.sms_twilio_number_ids.mapped("country_code"))
        self._get_sender = lru_cache(maxsize=None)(self._find_sender)
        client = TwilioClient(
            company.sms_twilio_account_sid or "",
            company.sms_twilio_auth_token or "",
            adapter._get_api_url(),
            CONNECTIONS,
        )
        self._messages = TwilioMessages(client)

    def __enter__(self):
        self._messages.__enter__()
        return self

    def __exit__(self, *exc_info):
        self._messages.__exit__(*exc_info)

    def _find_account_problem(self):
        try:
            self.company._assert_twilio_sid()
        except UserError as error:
            return Outcome(DEFERRED, UNREACHABLE, str(error))
        return None

    def hand_over(self, messages):
        return [self._account_problem or self._messages.hand_over(message) for message in messages]

    def prepare(self, number, body, reference):
        # Parsing a number costs as much as sending: only where there is a choice.
        country = phone_get_country_code_for_number(number) if len(self._countries) > 1 else None
        return OutgoingSms(number, self._get_sender(country), body, self._report_url + reference)

    def _find_sender(self, country_code):
        """Return the number to send from: one of the customer's country when there is one, as Odoo does."""
        numbers = self.company.sms_twilio_number_ids
        chosen = numbers.filtered(lambda number: number.country_code == country_code)[:1] or numbers[:1]
        return chosen.number or ""
