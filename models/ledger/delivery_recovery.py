import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ledger import states
from ...engine.scenario.states import ACTIVE
from .claim import checkpoint, claiming_lock, lock_if_dead
from .look_up import look_up

_logger = logging.getLogger(__name__)

# How many workers may die with a delivery in hand: long before, it is taken up alone.
MOST_INTERRUPTIONS = 12


class DealershipDelivery(models.Model):
    """What becomes of deliveries whose worker died, or whose database was moved."""

    _inherit = "dealership.delivery"

    interruptions = fields.Integer(
        readonly=True, help="How many workers died with it in hand before any message of theirs began to leave."
    )

    @api.model
    def _recover_interrupted(self):
        """Settle what workers left behind that are dead: their lock is free, whatever the clock says.

        What had not begun to leave is due again, and what had an answer has its result. What was just being handed over
        may have arrived: it waits for a person, unless an answer, an opening (a machine's, too) or a bounce has proved
        that it left.
        In a copy of the database it is another's work.
        """
        self.env.flush_all()
        if not self._get_claims() or not self.env["dealership.database"]._may_send():
            return
        # One by one: two must not recover, or take up, the same.
        with claiming_lock(self.env):
            dead = [claim_id for claim_id in self._get_claims() if lock_if_dead(self.env, claim_id)]
            # A worker that died just now may have noted more than this transaction sees.
            checkpoint(self.env)
            for claim_id in dead:
                # sudo: the ledger is written by its own methods only
                self.sudo().search([("claim_id", "=", claim_id)])._settle_interrupted()

    @api.model
    def _park_due(self, moment):
        """Put before a person what was due by a moment: it may have left from another database (docs/copies.md).

        :param datetime moment: naive UTC
        :return: those parked
        """
        active = look_up("dealership_scenario", "scenario", SQL("id = delivery.scenario_id"))
        return self._park_where(
            states.INTERRUPTED,
            self.env._("Due before this database was moved: another may have sent it already."),
            SQL(
                "delivery.claim_id = 0 AND delivery.planned_at <= %s AND EXISTS (SELECT FROM %s WHERE state = %s)",
                moment,
                active,
                ACTIVE,
            ),
        )

    @api.model
    def _get_claims(self):
        rows = self.env.execute_query(SQL("SELECT DISTINCT claim_id FROM dealership_delivery WHERE claim_id != 0"))
        return [claim_id for (claim_id,) in rows]

    def _settle_interrupted(self):
        # What was leaving when the worker died says nothing against what had still to come.
        blamed = states.SENDING not in self.mapped("state")
        self._recover_noted()
        for delivery in self.filtered("claim_id"):
            if delivery.state != states.SENDING:
                delivery._settle_unbegun(blamed)
            elif delivery._has_surely_left():
                delivery._settle(states.SENT, sent_at=delivery.write_date)
                delivery._plan_next_steps(fields.Datetime.now())
            else:
                delivery._settle(states.WAITING, states.INTERRUPTED, delivery.error)
        for delivery in self:
            _logger.info("Delivery %s was left by a dead worker and is now %s", delivery.id, delivery.state)

    def _settle_unbegun(self, blamed):
        """Have it taken up again, unless it has been in too many dead workers' hands.

        :param bool blamed: whether it may be what its worker died of
        """
        interruptions = self.interruptions + blamed
        if interruptions > MOST_INTERRUPTIONS:
            self._settle(states.WAITING, states.INTERRUPTED, self.error, interruptions=interruptions)
        else:
            # Among all that is due it is found, and taken up by fewer at a time.
            self._give_back(interruptions=interruptions, gate=None)

    def _return_unbegun(self):
        """Have taken up again what a dead worker had written down, and noted as not begun."""
        self._settle(states.PLANNED, address_key=False, email_message_id=False)

    def _recover_noted(self):
        """Let the channels settle what the dead worker noted while it handed over."""
        sending = self.filtered(lambda delivery: delivery.state == states.SENDING)
        for (channel, step), deliveries in sending.grouped(lambda each: (each.channel, each.step_id)).items():
            batch = self.env["dealership.channel"]._get_channel(channel)._sending_batch
            if batch:
                # As of when they were written down, which is seconds before they left.
                batch(step, deliveries, max(deliveries.mapped("write_date"))).recover()

    def _has_surely_left(self):
        """Return whether something has come back that only an e-mail which arrived can bring about."""
        proofs = ("opened_at", "clicked_at", "replied_at", "bounced_at", "machine_at")
        return any(self[name] for name in proofs)
