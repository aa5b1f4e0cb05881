from odoo import api, fields, models
from odoo.tools import plaintext2html


class DealershipDelivery(models.Model):
    """A message and its answers."""

    _inherit = "dealership.delivery"

    reply_ids = fields.One2many("dealership.reply", "delivery_id", string="Replies")

    def _subscribe_to_answer(self):
        """Let those who signed hear of the answer by e-mail that is about to be posted on the customer's record.

        A person follows the customer from the first answer on. Those of the point of sale are told of this one.

        :return: the customer, and the partners to be unsubscribed again
        """
        customer, following = self.partner_id, self.partner_id.message_partner_ids
        people = (self.signatory_id or self._get_place_users()).partner_id - following
        customer.message_subscribe(people.ids)
        return customer, people - self.signatory_id.partner_id

    def _get_place_users(self):
        """Return the users of the point of sale that wrote; without any, who answers for the scenario."""
        team = self.scenario_id.team_id or self.team_id
        users = (team.user_id | team.member_ids).filtered(lambda user: user.active and not user.share)
        return users or self.scenario_id.user_id

    @api.depends("reply_ids.body")
    def _compute_reply_body(self):
        """Show the last answer by SMS where there is none by e-mail."""
        result = super()._compute_reply_body()
        for delivery in self.filtered(lambda delivery: not delivery.reply_body):
            answers = delivery.reply_ids.filtered(lambda reply: reply.kind == "answer")
            delivery.reply_body = plaintext2html(answers.sorted()[:1].body or "") if answers else False
        return result
