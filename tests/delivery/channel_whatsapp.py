"""All that another addon has to write for a channel of its own."""

from odoo import api, models

from ...models.delivery.channel import TEXT
from ...models.delivery.email_sender import Senders
from ...models.delivery.step_texts import StepTexts

# What the provider was asked to send: stands for its web service.
OUTBOX = []


class ChannelWhatsapp(models.AbstractModel):
    _module = None
    _name = "dealership.channel.whatsapp"
    _inherit = ["dealership.channel"]
    _description = "WhatsApp"
    _channel_sequence = 25
    _message_format = TEXT
    _consent_channel = "sms"
    _address_field = "phone_sanitized"
    _blacklist_table = "phone_blacklist"
    _blacklist_column = "number"

    @api.model
    def _send(self, deliveries, now):
        for step, same_step in deliveries.grouped("step_id").items():
            senders = Senders(step.scenario_id)
            signatories = {delivery.id: senders.get(delivery).user for delivery in same_step}
            texts = StepTexts(step, same_step, now).render(signatories, for_staff=False)
            ready = [(delivery, text.body_text) for delivery, text in texts]
            same_step.browse(delivery.id for delivery, _text in ready)._set_sending()
            for delivery, text in ready:
                OUTBOX.append((delivery.address, text))
                delivery._set_sent(now)
