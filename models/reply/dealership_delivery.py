from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...engine.ledger import states
from ..channel.sender import Senders
from ..channel.signatory import is_present

# An answer that does not say what it answers belongs to the last message of so many days.
ANSWER_DAYS = 30


class DealershipDelivery(models.Model):
    """A message and its answers."""

    _inherit = "dealership.delivery"

    reply_ids = fields.One2many("dealership.reply", "delivery_id", string="Replies")

    @api.model
    def _find_last_to(self, *address, **options):
        """Return the last of the messages that ``_find_to`` finds."""
        return self._find_to(*address, **options)[-1:]

    @api.model
    def _find_to(self, channel, address, companies, now, domain=Domain.TRUE):
        """Return the messages of a month to an address that left, or may have, in the order in which they did.

        A planned one may leave much later.

        :param str channel: a key of the channels
        :param companies: ``res.company`` that wrote
        :param datetime now: naive UTC
        :param domain: on the messages, which of them
        """
        deliveries = self.search(
            Domain(
                [
                    ("channel", "=", channel),
                    ("company_id", "in", companies.ids),
                    ("address", "=", address),
                    "|",
                    ("state", "in", (states.SENT, states.SENDING)),
                    "&",
                    ("state", "=", states.WAITING),
                    ("reason", "=", states.INTERRUPTED),
                    ("moment", ">=", now - timedelta(days=ANSWER_DAYS)),
                    ("moment", "<=", now),
                ]
            )
            & domain
        )
        return deliveries.sorted(lambda delivery: (delivery.moment, delivery.id))

    def _subscribe_to_answer(self):
        """Let those who get answers hear of the one by e-mail that is about to be posted on the customer's record.

        Who signed follows the customer from the first answer on, even if they are not available now and others get it.
        These are told of this one.

        :return: the customer, and the partners to be unsubscribed again
        """
        customer, following = self.partner_id, self.partner_id.message_partner_ids
        signatory = (
            self._get_present_signatory() if self.scenario_id.answers_to == "signatory" else self.env["res.users"]
        )
        people = (signatory | self._get_receivers() | self._get_told_besides()).partner_id - following
        customer.message_subscribe(people.ids)
        return customer, people - signatory.partner_id

    def _get_present_signatory(self):
        """Return who signed; where they have left, who would sign today; none when the point of sale did or does."""
        if not self.signatory_id or is_present(self.signatory_id, self.company_id):
            return self.signatory_id
        return Senders(self.scenario_id).get(self).user

    def _get_place_users(self):
        """Return the users of the point of sale that wrote; without any, who answers for the scenario."""
        team = self.scenario_id.team_id or self.team_id
        users = (team.user_id | team.member_ids).filtered(lambda user: is_present(user, self.company_id))
        return users or self.scenario_id._get_told_users()

    @api.depends("reply_ids.body")
    def _compute_reply_body(self):
        """Show the last answer by SMS where there is none by e-mail."""
        result = super()._compute_reply_body()
        for delivery in self.filtered(lambda delivery: not delivery.reply_body):
            answers = delivery.reply_ids.filtered(lambda reply: reply.kind == "answer")
            delivery.reply_body = plaintext2html(answers.sorted()[:1].body or "") if answers else False
        return result
