from odoo import models

from ...engine.channel.limits import share_out
from ..ledger.claim import read_clock


class DealershipDelivery(models.Model):
    """What may leave now, of what a worker has taken up and judged: as much as the limits of its route have room for.

    The rest waits in line at the *gate* of its route, where it is taken up once there is room: one-to-one messages
    before campaigns, each in the order in which it fell due (``models/ledger/delivery_due.py``).
    """

    _inherit = "dealership.delivery"

    def _admit(self, claim_id):
        """Keep under a worker's claim what may leave now.

        One worker at a time, in the transaction that is committed before anything leaves. Without any limits it asks
        the database nothing.

        :return: whether some of what may leave now counts against a limit
        """
        limited = self.env["dealership.sending.route"]._get_limited()
        if not limited:
            return False
        ready = self.filtered(lambda delivery: delivery._is_ready(claim_id))
        reserved = False
        for gate, deliveries in ready._group_by_gate().items():
            if gate in limited:
                reserved = deliveries._admit_through(gate, claim_id) or reserved
            else:
                deliveries.filtered("gate")._set_gate(None)
        return reserved

    def _group_by_gate(self):
        """Return gate → deliveries; what goes by a route without a gate stands under None."""
        gates = {}
        for (channel, step), deliveries in self.grouped(lambda each: (each.channel, each.step_id)).items():
            batch = self.env["dealership.channel"]._get_channel(channel)._sending_batch
            if batch:
                batch = batch(step, deliveries, read_clock())
                gates |= {each.id: batch.find_gate(each) for each in batch.deliveries}
        return self.grouped(lambda delivery: gates.get(delivery.id))

    def _admit_through(self, gate, claim_id):
        """Reserve what there is room for, and have the rest wait at a gate; return whether any may leave."""
        route = self.env["dealership.sending.route"]._browse_gate(gate)
        in_order = self.sorted(lambda delivery: (delivery.planned_at, delivery.id))
        campaign = in_order.filtered(lambda delivery: delivery.purpose == "marketing")
        direct = in_order - campaign
        counts = share_out(route._get_room(read_clock()), len(direct), len(campaign))
        admitted = direct[: counts[0]] + campaign[: counts[1]]
        if admitted:
            admitted.filtered(lambda delivery: delivery.gate != gate)._set_gate(gate)
            self.env["dealership.sending.usage"]._reserve(gate, len(admitted), claim_id)
        held = self - admitted
        if held:
            held._give_back(gate=gate)
            held._settle_gathered()
        return bool(admitted)
