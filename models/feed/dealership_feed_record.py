from odoo import api, fields, models
from odoo.fields import Domain


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
        """Return {key: record of this model} of those keys that the source has named before.

        :param source: ``dealership.source``
        :param kind: ``dealership.feed.kind…``
        :param list keys: of the source's, empty ones among them
        """
        wanted = {key for key in keys if key}
        if not wanted:
            return {}
        known = self.search(
            [("source_id", "=", source.id), ("kind", "=", kind._get_key()), ("key", "in", list(wanted))]
        )
        return {record.key: record for record in known}

    @api.model
    def _recall_record(self, source, kind, record):
        """Return what the source said last of a record under any key; empty when it has not spoken of it."""
        domain = Domain("res_model", "=", record._name) & Domain("res_id", "=", record.id)
        return self.search(domain & Domain("source_id", "=", source.id), order="said_at desc, id desc", limit=1)

    @api.model
    def _follow_merge(self, sources, target):
        """Have what is known of records that were merged be known of the one that is left.

        :param sources: records of one model that go
        :param target: the one that stays
        """
        # sudo: whoever merges records need not see what feeds say of them
        self.sudo().search([("res_model", "=", target._name), ("res_id", "in", sources.ids)]).res_id = target.id

    def _is_closed_to(self, said_at):
        """Return whether something said at a moment changes nothing: it is older than what is known, or unwanted.

        :param datetime said_at: naive UTC
        """
        return bool(self) and (self.closed or self.said_at > said_at)

    @api.model
    def _close(self, records):
        """Take nothing in any more of records whose customers are erased, and forget what was said of them."""
        # sudo: as above
        known = self.sudo().search([("res_model", "=", records._name), ("res_id", "in", records.ids)])
        known.write({"said": False, "stood": False, "closed": True})
