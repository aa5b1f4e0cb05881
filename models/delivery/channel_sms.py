from odoo import api, models
from odoo.fields import Domain

from .channel import TEXT
from .sms_batch import SmsBatch


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
    _shows_reach = True

    @api.model
    def _get_address_domain(self):
        """A landline is no address for a text message."""
        return super()._get_address_domain() & Domain("has_mobile", "=", True)

    @api.model
    def _send(self, deliveries, now):
        for step, same_step in deliveries.grouped("step_id").items():
            SmsBatch(step, same_step, now).send()
