from odoo import fields, models
from odoo.tools import SQL

from ...engine.ledger import states
from ...engine.ledger.transitions import FINAL
from .look_up import look_up


class DealershipDelivery(models.Model):
    """Several deliveries of one step to one customer travel in one message, where the kind of scenario gathers them
    (``ScenarioPolicy.gathers``).

    Each is a row of its own in the ledger, and judged on its own. Those that are due together are claimed together; the
    policy gathers those that are to leave behind the first of them (``_gather``), which carries the message, counts
    for the caps, and gets the answer. The others share its fate, whatever that is: wherever it comes to something,
    ``_settle_gathered`` says so.
    """

    _inherit = "dealership.delivery"

    gathered_into_id = fields.Many2one(
        "dealership.delivery", string="In the Message of", index="btree_not_null", readonly=True, ondelete="set null"
    )
    gathered_ids = fields.One2many("dealership.delivery", "gathered_into_id", string="Also in This Message")

    def _filter_gathering(self):
        """Return those of scenarios that gather."""
        gathering = self.scenario_id.filtered(lambda scenario: scenario._get_policy().gathers)
        return self.filtered(lambda delivery: delivery.scenario_id in gathering)

    def _claim_siblings(self, claim_id, now):
        """Claim as well what else is due for the same customers and steps: it goes in the same message."""
        gathering = self._filter_gathering()
        if not gathering:
            return gathering
        messages = gathering.filtered("partner_id").grouped(lambda each: (each.step_id.id, each.partner_id.id))
        # By customer: all that is due, or all of a step, would be read with every batch.
        same_message = SQL(
            """SELECT other.id FROM dealership_delivery other
                WHERE other.state = %(planned)s AND other.claim_id = 0 AND other.id = ANY(ARRAY(
                      SELECT theirs.id FROM unnest(%(steps)s::int[], %(partners)s::int[]) message (step_id, partner_id)
                       CROSS JOIN %(theirs)s
                       WHERE theirs.step_id = message.step_id AND theirs.state = %(planned)s AND theirs.claim_id = 0
                         AND theirs.planned_at <= %(now)s))
                  FOR UPDATE SKIP LOCKED""",
            planned=states.PLANNED,
            now=now,
            steps=[step_id for step_id, _partner_id in messages],
            partners=[partner_id for _step_id, partner_id in messages],
            theirs=look_up("dealership_delivery", "theirs", SQL("partner_id = message.partner_id")),
        )
        return self._claim(claim_id, same_message)

    def _settle_gathered(self):
        """Have the others share the fate of the delivery that carries the message."""
        gathering = self._filter_gathering()
        if gathering:
            gathering._share_fate()

    # -- where the ledger is settled ------------------------------------------------------------------

    def _plan_next_steps(self, now):
        gathering = self._filter_gathering()
        gathering._settle_gathered()
        together = self | gathering.gathered_ids.filtered(lambda delivery: delivery.state == states.SENT)
        return super(DealershipDelivery, together)._plan_next_steps(now)

    def _settle_interrupted(self):  # pylint: disable=missing-return
        leaders = self.filtered(lambda delivery: not delivery.gathered_into_id)
        super(DealershipDelivery, leaders)._settle_interrupted()
        (leaders | self.gathered_into_id)._settle_gathered()

    def _lock_for_decision(self, allowed):
        """Whoever decides about one decides about the whole message, but for what has left it: paid, for instance."""
        leaders = self | self.gathered_into_id
        # sudo: those of another point of sale are in the same message; the rights on them are checked next
        together = leaders.sudo().gathered_ids.filtered(lambda other: other.state not in FINAL)
        return super(DealershipDelivery, leaders | together.with_env(self.env))._lock_for_decision(allowed)
