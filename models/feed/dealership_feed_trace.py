import json
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

KEPT_DAYS = 1


class Trace(NamedTuple):
    """What one wave of rows made and changed, of records of one kind.

    :ivar list created: ids
    :ivar dict changes: id → {name of the field: what stood there before, as JSON has it}
    :ivar dict memories: key of the source's → ``[res_id, said, stood, said_at]`` as it was remembered before, None
        where it was not
    """

    created: list
    changes: dict
    memories: dict


class DealershipFeedTrace(models.Model):
    """What a load made and changed, so that it can be undone: for a day, then it is forgotten.

    One row for many records, written with them in one transaction. ``made_at`` is when that began, as in the
    ``write_date`` of the records: so whoever has touched one since is told from the load.
    """

    _name = "dealership.feed.trace"
    _description = "Trace of a Load"
    _order = "id desc"
    _log_access = False

    load_id = fields.Many2one("dealership.feed.load", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    made_at = fields.Datetime(required=True, readonly=True)
    said_at = fields.Datetime(readonly=True)
    created_ids = fields.Json(readonly=True)
    changes = fields.Json(readonly=True)
    memories = fields.Json(readonly=True)
    undone = fields.Boolean(readonly=True, help="Taken back, but for what had been touched since.")
    kept_ids = fields.Json(readonly=True, help="What was made and stays.")

    @api.depends("load_id", "kind")
    def _compute_display_name(self):
        for trace in self:
            trace.display_name = f"{trace.load_id.display_name} ({trace.kind})"

    @api.model
    def _note(self, load, kind, trace, said_at=None):
        """Write down what was made and changed.

        :param load: ``dealership.feed.load``
        :param str kind: key of ``dealership.feed.kind…``; empty for what only says when something was done
        :param Trace trace:
        :param datetime said_at: naive UTC, when the source said the latest of it
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_feed_trace (
                       load_id, kind, made_at, said_at, created_ids, changes, memories, undone)
                   VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
                load.id,
                kind,
                self.env.cr.now(),
                said_at,
                json.dumps(trace.created),
                json.dumps(trace.changes),
                json.dumps(trace.memories),
                not kind,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _forget(self, records):
        """Forget what stood on records of who is erased: nothing of it comes back."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_feed_trace SET changes = changes - %(keys)s::text[]
                    WHERE kind = ANY(%(kinds)s) AND changes ?| %(keys)s::text[]""",
                keys=[str(record_id) for record_id in records.ids],
                kinds=self.env["dealership.feed.kind"]._get_keys_of(records._name),
            )
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_old(self):
        """Forget it after a day; that of a load that goes on, or has stopped, a day after its last row."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM dealership_feed_trace WHERE load_id IN (
                       SELECT load_id FROM dealership_feed_trace
                        GROUP BY load_id HAVING max(made_at) < %s)""",
                fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS),
            )
        )
