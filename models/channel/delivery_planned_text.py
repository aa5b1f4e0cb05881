from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ...engine.ledger import states
from ...engine.scenario.message import MessageProblem
from .sender import Senders


class DealershipDelivery(models.Model):
    """The message of a delivery as it would be written on its day."""

    _inherit = "dealership.delivery"

    planned_body = fields.Html(
        string="Message as Planned",
        compute="_compute_planned_body",
        sanitize="email_outgoing",
        help="As it would be written on its day, by what is known now; it is written anew when it leaves.",
    )

    @api.depends("state")
    def _compute_planned_body(self):
        """Write the message of each for the eye only; what can't be written says why."""
        for delivery in self:
            message = delivery.step_id._get_message(delivery.channel)
            open_state = delivery.state in (states.PLANNED, states.WAITING) and not delivery.is_handed_over
            unwritten = not delivery.mail_message_id and not delivery.text_body
            delivery.planned_body = open_state and unwritten and message and delivery._render_planned(message)

    def _render_planned(self, message):
        # sudo: as for sending itself; the delivery is one that the user may see
        delivery = self.sudo()
        sender = Senders(delivery.scenario_id).get(delivery)
        now = fields.Datetime.now()
        policy = delivery.scenario_id._get_policy()
        companions = policy.get_companions(delivery, now)
        recipient = replace(
            delivery._get_recipient(sender.user),
            unsubscribe_link="#",  # of no use to whoever reads this in the customer's place
            preferences_link="#",
            gathered_ids=companions._ids,
            besides_ids=policy.list_told(delivery, companions),
        )
        [result] = (
            message.sudo().with_company(delivery.company_id)._render_batch([recipient], max(now, delivery.planned_at))
        )
        if isinstance(result, MessageProblem):
            return result.text
        return result.body_html or plaintext2html(result.body_text)
