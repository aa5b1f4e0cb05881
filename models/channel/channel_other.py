from odoo import api, models

from ...engine.ledger import states
from .channel import HTML
from .step_texts import StepTexts


class ChannelOther(models.AbstractModel):
    """Anything else, done by hand: a note that waits in the list until somebody marks it as done."""

    _name = "dealership.channel.other"
    _inherit = "dealership.channel"
    _description = "Other"
    _channel_sequence = 90
    _channel_icon = "fa-hand-o-right"
    _message_format = HTML
    _message_required = False

    @api.model
    def _send(self, deliveries, now):
        responsibles = deliveries._get_responsibles()
        for step, same_step in deliveries.grouped("step_id").items():
            for delivery, text in StepTexts(step, same_step, now).render(responsibles):
                delivery._hand_over(
                    states.TO_DO,
                    text_subject=text.subject,
                    text_body=text.body_html,
                    signatory_id=responsibles[delivery.id].id,
                )
