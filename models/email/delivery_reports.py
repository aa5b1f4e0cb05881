from odoo import fields, models

from ...engine.ledger import states


class DealershipDelivery(models.Model):
    """What mail servers, mail programs and the customers' own machines say of an e-mail that has left."""

    _inherit = "dealership.delivery"

    auto_replied_at = fields.Datetime(
        string="Automatic Answer",
        readonly=True,
        help="A machine answered: out of office, a mailing list. It counts as no answer.",
    )

    _email_address_index = models.Index("(address, sent_at) WHERE channel = 'email'")

    def _note_automatic_answer(self):
        """Note that a machine answered these, the first time."""
        self.filtered(lambda delivery: not delivery.auto_replied_at).auto_replied_at = fields.Datetime.now()

    def _note_bounce(self, incoming):
        """Note why these came back, and what decided so, for whoever doubts it.

        :param Incoming incoming: of ``BOUNCES``
        """
        now = fields.Datetime.now()
        words = " · ".join(filter(None, (incoming.why, incoming.words)))
        dead = self.filtered(lambda delivery: incoming.is_gone(delivery.address))
        for delivery in dead:
            delivery._note_dead_address(incoming.why, incoming.words, incoming.server, now)
        dead._come_back(states.DEAD_ADDRESS, words, now)
        (self - dead)._come_back(states.CAME_BACK, words, now)

    def _note_complaint(self):
        """Opt out whoever told their provider that this is spam: they want no other."""
        for delivery in self:
            delivery._record_marketing_decision(
                False, self.env._("Reported as spam: %s", delivery.scenario_id.name), "mail_program"
            )
