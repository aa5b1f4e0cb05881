import json
from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.feed.source_key import ALIAS_START

# What of a memory is set back when a load is undone.
RESTORED = ("res_id", "said", "stood", "said_at")


class Memory(NamedTuple):
    """What a source last said of a record that it knows by a key.

    :ivar dict said: name of the field → mark
    :ivar dict stood: the same of what stood here instead, where it was something else
    :ivar bool closed: who it is was erased
    :ivar datetime said_at: naive UTC, when the file was made, or the row changed
    """

    key: str
    res_id: int
    said: dict
    stood: dict
    said_at: datetime
    closed: bool = False
    id: int = 0

    def to_plain(self):
        """Return it as JSON keeps it, in the order of ``RESTORED``."""
        return [self.res_id, self.said, self.stood, fields.Datetime.to_string(self.said_at)]

    def is_closed_to(self, said_at):
        """Return whether something said at a moment changes nothing: it is older than what is known, or unwanted."""
        return self.closed or self.said_at > said_at


class DealershipFeedRecord(models.Model):
    """By which key a source knows a record, and what it last said of it.

    ``said`` has what the source's rows said, name of the field → mark; ``stood`` what stood here instead after the
    load, where it was something else: so a person's correction is told from the source's news
    (``engine/feed/merge.py``). Of who was erased nothing is taken in any more, whatever the source goes on to say.
    """

    _name = "dealership.feed.record"
    _description = "Record of a Feed"
    _log_access = False

    source_id = fields.Many2one("dealership.source", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    said = fields.Json(readonly=True)
    stood = fields.Json(readonly=True)
    closed = fields.Boolean(readonly=True, help="Who it is was erased: nothing more is taken in.")
    said_at = fields.Datetime(required=True, readonly=True, help="When the file was made, or the row changed, in UTC.")

    _key_unique = models.UniqueIndex("(source_id, kind, key)")
    _record_index = models.Index("(res_model, res_id)")

    @api.model
    def _recall(self, source, kind, keys):
        """Return {key: ``Memory``} of those keys that the source has named before.

        :param source: ``dealership.source``
        :param kind: ``dealership.feed.kind…``
        :param list keys: of the source's, empty ones among them
        """
        wanted = list({key for key in keys if key})
        where = SQL("source_id = %s AND kind = %s AND key = ANY(%s)", source.id, kind._get_key(), wanted)
        return {memory.key: memory for memory in self._read_memories(where)} if wanted else {}

    @api.model
    def _recall_record(self, source, kind, record):
        """Return what the source said last of a record under any number, None when it has not spoken of it."""
        where = SQL(
            "res_model = %s AND res_id = %s AND source_id = %s AND NOT starts_with(key, %s)",
            record._name,
            record.id,
            source.id,
            ALIAS_START,
        )
        return max(self._read_memories(where), key=lambda memory: (memory.said_at, memory.id), default=None)

    @api.model
    def _read_memories(self, where):
        self.flush_model()
        columns = SQL(", ").join(map(SQL.identifier, Memory._fields))
        rows = self.env.execute_query(SQL("SELECT %s FROM dealership_feed_record WHERE %s", columns, where))
        return [Memory(*row) for row in rows]

    @api.model
    def _remember(self, source, kind, memories):
        """Note what the source has said.

        :param list memories: of ``Memory``, each key once
        """
        if not memories:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_feed_record (source_id, kind, res_model, key, res_id, said, stood, said_at)
                   SELECT %s, %s, %s, new.*
                     FROM unnest(%s::varchar[], %s::int4[], %s::jsonb[], %s::jsonb[], %s::timestamp[])
                          AS new (key, res_id, said, stood, said_at)
                       ON CONFLICT (source_id, kind, key)
                       DO UPDATE SET res_id = excluded.res_id, said = excluded.said,
                                     stood = excluded.stood, said_at = excluded.said_at""",
                source.id,
                kind._get_key(),
                kind._feed_model,
                [memory.key for memory in memories],
                [memory.res_id for memory in memories],
                [json.dumps(memory.said) for memory in memories],
                [json.dumps(memory.stood) if memory.stood else None for memory in memories],
                [memory.said_at for memory in memories],
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _repeat(self, memory_ids, said_at):
        """Note that the source still said the same at a moment."""
        if memory_ids:
            self.env.cr.execute(
                SQL("UPDATE dealership_feed_record SET said_at = %s WHERE id = ANY(%s)", said_at, list(memory_ids))
            )

    @api.model
    def _follow_merge(self, sources, target):
        """Have what is known of records that were merged be known of the one that is left.

        :param sources: records of one model that go
        :param target: the one that stays
        """
        # sudo: whoever merges records need not see what feeds say of them
        self.sudo().search([("res_model", "=", target._name), ("res_id", "in", sources.ids)]).res_id = target.id

    @api.model
    def _close(self, records):
        """Take nothing in any more of records whose customers are erased, and forget what was said of them."""
        # sudo: as above
        known = self.sudo().search([("res_model", "=", records._name), ("res_id", "in", records.ids)])
        known.write({"said": False, "stood": False, "closed": True})
