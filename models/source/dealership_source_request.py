from datetime import timedelta

from odoo import api, fields, models

KINDS = [("adf", "ADF"), ("lead", "Leads"), ("feed", "Feed")]
KEPT = timedelta(days=30)


class DealershipSourceRequest(models.Model):
    """One post of a source: when, with which key, and what became of it. Nobody writes it but the addresses."""

    _name = "dealership.source.request"
    _description = "Post of a Data Source"
    _order = "received_at desc, id desc"
    _log_access = False

    source_id = fields.Many2one("dealership.source", required=True, readonly=True, ondelete="cascade")
    key_id = fields.Many2one("dealership.source.key", readonly=True, index="btree_not_null", ondelete="set null")
    kind = fields.Selection(KINDS, readonly=True, required=True)
    received_at = fields.Datetime(string="Received On", readonly=True, required=True)
    size = fields.Integer(string="Size (Bytes)", readonly=True, aggregator=None)
    created_count = fields.Integer(string="Created", readonly=True)
    updated_count = fields.Integer(string="Updated", readonly=True)
    unchanged_count = fields.Integer(string="Known Already", readonly=True)
    waiting_count = fields.Integer(string="To Be Read", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)

    _source_time_idx = models.Index("(source_id, received_at)")

    @api.depends("source_id", "received_at")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.source_id.name} {request.received_at or ''}"

    @api.autovacuum
    def _gc_old(self):
        old = self.search([("received_at", "<", fields.Datetime.now() - KEPT)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
