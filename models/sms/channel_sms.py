from odoo import api, models
from odoo.fields import Domain

from ...engine.scenario.message import MessageProblem
from ...engine.sms.segments import measure_sms
from ..channel.channel import TEXT
from ..channel.sender import Senders
from ..channel.step_texts import StepTexts
from .sms_batch import SmsBatch
from .sms_text import SmsText


class ChannelSms(models.AbstractModel):
    """Text messages over the SMS provider that the company has chosen in Odoo's settings."""

    _name = "dealership.channel.sms"
    _inherit = "dealership.channel"
    _description = "SMS"
    _channel_sequence = 20
    _channel_icon = "fa-mobile"
    _message_format = TEXT
    _consent_channel = "sms"
    _address_field = "phone_sanitized"
    _blacklist_table = "phone_blacklist"
    _blacklist_column = "number"
    _notes_dead_addresses = True
    _shows_reach = True
    _sending_batch = SmsBatch

    @api.model
    def _get_address_domain(self):
        """A landline is no address for a text message."""
        return super()._get_address_domain() & Domain("has_mobile", "=", True)

    @api.model
    def _get_price(self, company):
        return company.dealership_sms_price

    @api.model
    def _count_units(self, deliveries, now):
        """Return the average number of segments, which is what the provider bills."""
        senders = Senders(deliveries.scenario_id).get_all(deliveries)
        users = {delivery.id: sender.user for delivery, sender in zip(deliveries, senders, strict=True)}
        texts = StepTexts(deliveries.step_id, deliveries, now).get_texts(users, for_staff=False)
        preview = SmsText(deliveries.company_id, deliveries.scenario_id.purpose).preview
        sizes = [measure_sms(preview(text)).segments for text in texts if not isinstance(text, MessageProblem)]
        return sum(sizes) / len(sizes) if sizes else 1.0

    @api.model
    def _get_step_problems(self, step):
        # sudo: whether the account is set up is no secret, the account is
        company = step.scenario_id.company_id.sudo()
        return self.env["dealership.adapter"]._get_sms_adapter(company)._get_sms_problems(company)
