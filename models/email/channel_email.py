from odoo import models

from ..channel.channel import HTML
from .email_batch import EmailBatch


class ChannelEmail(models.AbstractModel):
    """E-mail over Odoo's outgoing servers, with Odoo's routing of answers and bounces."""

    _name = "dealership.channel.email"
    _inherit = "dealership.channel"
    _description = "E-mail"
    _channel_sequence = 10
    _channel_icon = "fa-envelope-o"
    _message_format = HTML
    _consent_channel = "email"
    _address_field = "email_normalized"
    _blacklist_table = "mail_blacklist"
    _blacklist_column = "email"
    _shows_reach = True
    _sending_batch = EmailBatch
