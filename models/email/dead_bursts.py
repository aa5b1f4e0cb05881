from odoo import fields, models
from odoo.tools import SQL

from ...engine.ledger import states
from ..contact.dealership_dead_address import BURST
from ..ledger.delivery_returned import PROVISIONAL

EMAIL = "email"


class DealershipDeadAddress(models.Model):
    """Which server carried the e-mail: bursts are found by server and by domain."""

    _inherit = "dealership.dead.address"

    mail_server_id = fields.Many2one("ir.mail_server", string="Outgoing Server", readonly=True)
    left_at = fields.Datetime(string="Message of", readonly=True, help="When the message left, or was refused.")

    _server_index = models.Index("(mail_server_id, since) WHERE channel = 'email'")
    _domain_index = models.Index("(split_part(address, '@', 2), since) WHERE channel = 'email'")

    def _get_domain_part(self):
        return self.address.rpartition("@")[2]

    def _disbelieve(self, now):
        """Take these for alive again, and what came back of them for still to be sent: it was the server.

        :param datetime now: naive UTC
        """
        self.filtered(lambda dead: not dead.lifted_at).write({"lifted_at": now, "lifted_as": BURST})
        self.delivery_id._send_once_more(now)


class DealershipDelivery(models.Model):
    """What happens to e-mails when a server answers everybody that there is no such address."""

    _inherit = "dealership.delivery"

    mail_server_id = fields.Many2one(
        "ir.mail_server", string="Outgoing Server", readonly=True, help="That it left through; empty: Odoo's own."
    )

    _email_server_index = models.Index("(mail_server_id, sent_at) WHERE channel = 'email' AND sent_at IS NOT NULL")
    _email_domain_index = models.Index(
        "(split_part(address, '@', 2), sent_at) WHERE channel = 'email' AND sent_at IS NOT NULL"
    )

    def _note_dead_address(self, why, words, server, now):
        """Note it, and look whether it is one too many at once: then the server is the trouble, and no address dead."""
        dead = super()._note_dead_address(why, words, server, now)
        if dead and self.channel == EMAIL:
            dead.write({"mail_server_id": self.mail_server_id.id, "left_at": self.sent_at or now})
            dead.flush_recordset()
            self.env["dealership.sending.pause"]._judge(dead)
        return dead

    def _send_once_more(self, now):
        """Have sent again what came back, if it is not too late: it has not arrived. It stays when it has to expire."""
        returned = self.filtered(
            lambda delivery: (
                delivery.channel == EMAIL
                and not delivery.claim_id
                and (delivery.state == states.FAILED or (delivery.state == states.SENT and delivery.bounced_at))
            )
        )
        together = returned | returned.gathered_ids
        together.filtered(lambda delivery: delivery.state == states.SENT)._disprove_sent(states.CAME_BACK)
        together.filtered(lambda delivery: delivery.state == states.FAILED)._try_again(now)

    # -- while there is a pause -----------------------------------------------------------------------

    def _hold_paused(self, now):
        """What is to go where sending is paused waits, and is looked at again in an hour."""
        super()._hold_paused(now)
        emails = self.filtered(lambda delivery: delivery.channel == EMAIL)
        pauses = emails and self.env["dealership.sending.pause"]._get_open()
        if not pauses:
            return
        held = self.browse()
        for step, deliveries in emails.grouped("step_id").items():
            batch = self.env["dealership.channel"]._get_channel(EMAIL)._sending_batch(step, deliveries, now)
            held += deliveries.filtered(
                lambda delivery, batch=batch: pauses._holds(batch.find_server(delivery), delivery.address)
            )
        if held:
            held._give_back(now + PROVISIONAL, reason=states.SENDING_PAUSED)
            held._settle_gathered()

    def _try_paused(self, now):
        """Have what waits for the end of a pause taken up at once."""
        waiting = SQL("delivery.reason = %s AND delivery.claim_id = 0", states.SENDING_PAUSED)
        self._bring_forward(now, waiting)
        self._trigger_sending()
