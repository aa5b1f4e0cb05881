import json

from odoo import models
from odoo.tools import SQL

from ...engine.channel.outcome import Outcome

# Where a delivery stands that was written down to leave; afterwards it is the kind of its outcome.
WRITTEN = "written"
BEGUN = "begun"


class Handover:
    """Notes where each delivery stands while it is being handed over, as it happens, without waiting for the disk.

    A worker that is killed leaves in doubt only what it had begun and not noted as done. The table is *unlogged*: a
    note outlives the worker that wrote it, and PostgreSQL empties the whole table when the *server* crashes. So
    whatever is noted is true: a delivery noted as written only has not left. What has no note may have left.

    =============  ====================================================================================
    progress       means
    =============  ====================================================================================
    written        its state is "sending", and it has not begun to leave
    begun          nobody but the recipient knows
    accepted, …    the kind of its ``Outcome``; only the ledger does not know yet
    =============  ====================================================================================

    Notes are added, never changed: that takes PostgreSQL a quarter of the time.

    :param env: as superuser
    """

    def __init__(self, env):
        self.env = env

    def open(self, ids):
        """Note that these are written down; in the transaction that makes them "sending"."""
        self._insert((delivery_id, WRITTEN, None) for delivery_id in ids)

    def note(self, begun, done):
        """Note which of these begin to leave now, and what became of those before them.

        :param begun: ids
        :param done: list of ``(id, Outcome)``
        """
        notes = [(delivery_id, BEGUN, None) for delivery_id in begun]
        notes += [(delivery_id, outcome.kind, _describe(outcome)) for delivery_id, outcome in done]
        self._insert(notes)

    def _insert(self, notes):
        self.env.cr.execute(
            SQL(
                "INSERT INTO dealership_delivery_handover (delivery_id, progress, details) VALUES %s",
                SQL(", ").join(notes),
            )
        )

    def close(self, ids):
        """Forget the notes on these: the ledger knows."""
        self.env.cr.execute(SQL("DELETE FROM dealership_delivery_handover WHERE delivery_id = ANY(%s)", list(ids)))

    def get_notes(self, ids):
        """Return what a dead worker noted.

        :return: the ids of what has certainly not left, and a list of ``(id, Outcome)``
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT delivery_id, progress, details FROM dealership_delivery_handover
                    WHERE delivery_id = ANY(%s) ORDER BY delivery_id""",
                list(ids),
            )
        )
        notes = {}
        for delivery_id, progress, details in rows:
            notes.setdefault(delivery_id, {})[progress] = details
        unbegun = [delivery_id for delivery_id, progress in notes.items() if set(progress) == {WRITTEN}]
        done = [
            (delivery_id, Outcome(kind, *json.loads(details or "[]")))
            for delivery_id, progress in notes.items()
            for kind, details in progress.items()
            if kind not in (WRITTEN, BEGUN)
        ]
        return unbegun, done


def _describe(outcome):
    described = (outcome.reason, outcome.words, outcome.reference, outcome.dead)
    return json.dumps(described) if any(described) else None


class DealershipDelivery(models.Model):
    """The table of the notes comes with that of the deliveries."""

    _inherit = "dealership.delivery"

    def init(self):  # pylint: disable=missing-return
        super().init()
        self.env.cr.execute(
            """CREATE UNLOGGED TABLE IF NOT EXISTS dealership_delivery_handover (
                   delivery_id integer NOT NULL, progress varchar NOT NULL, details varchar);
               CREATE INDEX IF NOT EXISTS dealership_delivery_handover_delivery_idx
                   ON dealership_delivery_handover (delivery_id)"""
        )
