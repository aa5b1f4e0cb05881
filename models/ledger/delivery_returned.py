from datetime import timedelta

from odoo import models

from ...engine.ledger import states

# A server that refuses everybody is found out within the hour: until then nothing goes another way for good.
PROVISIONAL = timedelta(hours=1)


class DealershipDelivery(models.Model):
    """What becomes of messages that did not reach the customer, and of the address that they were sent to.

    ==========================  =======================================================================================
    what is said                effect
    ==========================  =======================================================================================
    there is no such address    the address is dead (``dealership.dead.address``), for whatever comes after;
                                the second channel of the step takes this message over, in an hour
    not delivered, or no such   what the kind of scenario does about it: a reminder is put on the to-do list
    second channel
    ==========================  =======================================================================================
    """

    _inherit = "dealership.delivery"

    def _note_dead_address(self, why, words, server, now):
        """Note that there is no such address as this was sent to.

        :param str why: what decided, of what was said
        :param str words: what was said
        :param str server: that said it
        :param datetime now: naive UTC
        :return: ``dealership.dead.address``, as superuser; empty when it is dead already
        """
        self.ensure_one()
        if not self.address or not self.env["dealership.channel"]._get_channel(self.channel)._notes_dead_addresses:
            return self.env["dealership.dead.address"]
        return self.env["dealership.dead.address"]._note(
            {
                "address": self.address,
                "channel": self.channel,
                "company_id": self.company_id.id,
                "since": now,
                "why": why,
                "words": words,
                "server": server,
                "delivery_id": self.id,
            }
        )

    def _come_back(self, reason, words, now):
        """Note that these did not reach the customer although they had left, and let something else take over.

        :param str reason: a key of ``states.REASONS``
        :param str words: what was said
        :param datetime now: naive UTC
        """
        # What goes out once more has come to nothing yet.
        self.filtered(lambda delivery: delivery.state != states.PLANNED).write({"reason": reason, "error": words})
        returned = self.filtered(lambda delivery: delivery.state == states.SENT)
        rest = returned - returned._take_over(now)
        for policy, deliveries in rest._by_policy():
            policy.after_returned(deliveries, reason)

    def _take_over(self, now):
        """Have those go by the second channel of their step whose address for the first is dead.

        In an hour: is the address taken for alive again by then, because it was the server that was the trouble, they
        go to it once more. What would come too late stays as it is.

        :return: those that go another way
        """
        taken = self.filtered(lambda delivery: delivery._has_another_way(now))
        together = taken | taken.gathered_ids
        together.filtered(lambda delivery: delivery.state == states.SENT)._disprove_sent(states.DEAD_ADDRESS)
        if taken:
            together._send_anew(now + PROVISIONAL)
            self._trigger_sending(now + PROVISIONAL)
        return taken

    def _has_another_way(self, now):
        step = self.step_id
        if not step.fallback_channel or self.channel != step.channel or (self.expires_at and self.expires_at < now):
            return False
        return bool(self.env["dealership.dead.address"]._find(self.channel, [self.address]))
