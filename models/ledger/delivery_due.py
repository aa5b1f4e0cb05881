import time
from datetime import timedelta

from odoo import api, fields, models

from ...engine.ledger import states
from ...engine.scenario.states import ACTIVE
from .claim import checkpoint, read_clock, write_surely
from .due import FREE, MARKETING, Due

# How far the scheduled action counts what remains: of a hundred thousand it would do so after each batch.
COUNTED = 5000
# For so long in all, the scheduled action stays until there is room at a gate again. Odoo looks once a minute whether
# one is to be started: of 30 a minute, every other time none could leave if it came a second too early.
PATIENCE = timedelta(seconds=10)


class DealershipDelivery(models.Model):
    """What is due, and in which order it is taken up.

    One-to-one messages come before campaigns, and each in the order in which it fell due. What has been found to leave
    by a route with limits waits at its *gate*: there it is taken up as there is room for it, so that each delivery is
    touched twice, however long the line (``models/channel/delivery_admission.py``), and what leaves by other routes
    does not wait behind it.
    """

    _inherit = "dealership.delivery"

    gate = fields.Char(readonly=True, help="The mail server or provider with limits by which it leaves, once known.")

    _due_index = models.Index(f"(planned_at, id) WHERE {FREE} AND gate IS NULL")
    _due_direct_index = models.Index(f"(planned_at, id) WHERE {FREE} AND gate IS NULL AND purpose != '{MARKETING}'")
    _gate_index = models.Index(f"(gate, purpose, planned_at, id) WHERE {FREE} AND gate IS NOT NULL")

    @api.model
    def _cron_process(self):
        """Send all that is due, batch by batch; whoever dies in between is recovered by the next to come."""
        # Somebody may open, or answer, at this moment what is being settled.
        write_surely(self.env, self._recover_interrupted)
        worked, patience = False, PATIENCE
        while patience is not None:
            processed = self._process_due()
            worked = worked or bool(processed)
            remaining = Due(self, fields.Datetime.now()).count(COUNTED) if processed else 0
            time_left = self.env["ir.cron"]._commit_progress(processed, remaining=remaining)
            if not remaining:
                patience = self._wait_for_room(patience if time_left else timedelta())
            if not time_left:
                break
        if worked:
            # sudo: the counts are written by nobody but the database
            write_surely(self.env, self.env["dealership.delivery.count"].sudo()._fold)

    @api.model
    def _wait_for_room(self, patience):
        """Wait until what is held at a gate may leave; if that takes longer, have the action started then.

        :param timedelta patience: for how long at most
        :return: what is left of it; None when there is nothing to wait for
        """
        routes = self.env["dealership.sending.route"]
        now = read_clock()
        openings = [routes._browse_gate(gate)._find_opening(now) for gate in Due(self, now).find_full_gates()]
        wait = min(openings, default=now) - now
        if not wait:
            return None
        if wait > patience:
            self._trigger_sending(min(openings) - PATIENCE)
            return None
        checkpoint(self.env)
        time.sleep(wait.total_seconds())
        return patience - wait

    @api.model
    def _get_due_domain(self, now):
        return [
            ("state", "=", states.PLANNED),
            ("planned_at", "<=", now),
            ("claim_id", "=", 0),
            ("scenario_id.state", "=", ACTIVE),
        ]

    @api.model
    def _count_due(self, now, limit=None):
        """Count all that is due, whether or not it may leave yet."""
        # sudo: what is due is due, whoever asks
        return self.sudo().search_count(self._get_due_domain(now), limit=limit)

    def _claim_due(self, claim_id, now, limit, due=None):
        """Take due deliveries for this worker and judge them; those still bearing the claim are to be sent.

        :param due: ``Due``, when it knows already what is held at gates
        :return: all that were taken up
        """
        claimed = self._claim(claim_id, (due or Due(self, now)).get_claimable_sql(limit))
        claimed += claimed._claim_siblings(claim_id, now)
        claimed._make_ready(now)
        return claimed
