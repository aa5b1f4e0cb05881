from odoo import api, models

from ....engine.channel.outcome import ACCEPTED, REFUSED, Outcome
from ....engine.ledger.states import RECIPIENT_REFUSED
from ....models.channel.channel import TEXT
from ....models.channel.sending_batch import SendingBatch


class WhatsappService:
    """Stands for the web service, and for the library that speaks to it."""

    def __init__(self):
        self.taken = []

    def post(self, number, text):
        self.taken.append((number, text))
        return {"accepted": True}


SERVICE = WhatsappService()


class WhatsappBatch(SendingBatch):
    """Messages over a web service that takes two at a time."""

    sessions = 2

    def compose(self, deliveries):
        return [self._compose_one(draft) for draft in self.draft(deliveries)]

    def _compose_one(self, draft):
        text = draft.text.body_text
        return self.prepare(draft, payload=text, copy={"body": text})

    def hand_over(self, message):
        answer = SERVICE.post(message.address, message.payload)
        if not answer["accepted"]:
            return Outcome(REFUSED, RECIPIENT_REFUSED, answer["words"])
        return Outcome(ACCEPTED)


class ChannelWhatsapp(models.AbstractModel):
    _module = None
    _name = "dealership.channel.whatsapp"
    _inherit = ["dealership.channel"]
    _description = "WhatsApp"
    _channel_sequence = 25
    _channel_icon = "fa-whatsapp"
    _message_format = TEXT
    _consent_channel = "sms"
    _address_field = "phone_sanitized"
    _blacklist_table = "phone_blacklist"
    _blacklist_column = "number"
    _sending_batch = WhatsappBatch

    @api.model
    def _get_price(self, company):
        return 0.05
