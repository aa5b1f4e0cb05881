from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.channel.limits import DAY
from ..ledger.claim import TIME_BUDGET, read_clock

# So long a worker may be at it: its time budget, and the chunk that it has begun then.
AT_WORK = timedelta(seconds=TIME_BUDGET + 15)


class DealershipSendingUsage(models.Model):
    """How many messages have left through a gate with limits, and when: by this workers share them.

    A worker **reserves** what it takes up, as if all of it left at the last moment at which it may, in the transaction
    that is committed before anything leaves, one worker at a time (``claiming_lock``). Of each chunk it notes then when
    it left, and gives back in the end what has not. One that is killed leaves its reservation: at worst, others leave
    later than they might.
    """

    _name = "dealership.sending.usage"
    _description = "Messages Within Limits"
    _log_access = False
    _order = "moment desc, id desc"
    _rec_name = "gate"

    gate = fields.Char(required=True, readonly=True)
    moment = fields.Datetime(required=True, readonly=True)
    messages = fields.Integer(required=True, readonly=True)
    claim_id = fields.Integer(required=True, readonly=True, help="The worker that has reserved them; 0: they left.")

    _gate_index = models.Index("(gate, moment)")
    _claim_index = models.Index("(claim_id, gate) WHERE claim_id != 0")

    @api.model
    def _get_used(self, gate, now):
        """Return ``(moment, how many)`` of the last 24 hours, and of what is just leaving."""
        return self.env.execute_query(
            SQL(
                """SELECT moment, sum(messages)::int FROM dealership_sending_usage
                    WHERE gate = %s AND moment > %s GROUP BY moment ORDER BY moment""",
                gate,
                now - DAY,
            )
        )

    @api.model
    def _reserve(self, gate, messages, claim_id):
        self._insert(gate, read_clock() + AT_WORK, messages, claim_id)

    @api.model
    def _note_left(self, gate, messages, claim_id=0):
        """Note that so many have just left, of what a worker has reserved."""
        self._insert(gate, read_clock(), messages, 0)
        if claim_id:
            self.env.cr.execute(
                SQL(
                    "UPDATE dealership_sending_usage SET messages = messages - %s WHERE claim_id = %s AND gate = %s",
                    messages,
                    claim_id,
                    gate,
                )
            )

    @api.model
    def _give_back(self, claim_id):
        """Give back what a worker has reserved and not used."""
        self.env.cr.execute(SQL("DELETE FROM dealership_sending_usage WHERE claim_id = %s", claim_id))

    @api.model
    def _insert(self, gate, moment, messages, claim_id):
        self.env.cr.execute(
            SQL(
                "INSERT INTO dealership_sending_usage (gate, moment, messages, claim_id) VALUES (%s, %s, %s, %s)",
                gate,
                moment,
                messages,
                claim_id,
            )
        )

    @api.autovacuum
    def _gc_usage(self):
        self.env.cr.execute(SQL("DELETE FROM dealership_sending_usage WHERE moment < %s", read_clock() - 2 * DAY))
