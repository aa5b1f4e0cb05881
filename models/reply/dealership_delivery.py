from odoo import api, fields, models
from odoo.tools import plaintext2html


class DealershipDelivery(models.Model):
    """A message and its answers by SMS."""

    _inherit = "dealership.delivery"

    reply_ids = fields.One2many("dealership.reply", "delivery_id", string="Replies")

    @api.depends("reply_ids.body")
    def _compute_reply_body(self):
        """Show the last answer by SMS where there is none by e-mail."""
        result = super()._compute_reply_body()
        for delivery in self.filtered(lambda delivery: not delivery.reply_body):
            answers = delivery.reply_ids.filtered(lambda reply: reply.kind == "answer")
            delivery.reply_body = plaintext2html(answers.sorted()[:1].body or "") if answers else False
        return result
