from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.feed import load_states as states
from ...engine.source.outcomes import WAITING
from ..client.inner_context import with_inner
from .dealership_feed_trace import KEPT_DAYS
from .load_undo import LoadUndo

AT_ONCE_RECORDS = 1_000  # undone while the person waits, and tried before
MOST_KEPT = 1_000  # that are listed one by one


class DealershipFeedLoad(models.Model):
    """Undoing a load, within a day: chunk by chunk, as it was loaded."""

    _inherit = "dealership.feed.load"

    removed_count = fields.Integer(string="Removed Again", readonly=True, copy=False)
    restored_count = fields.Integer(string="Set Back", readonly=True, copy=False)
    can_undo = fields.Boolean(compute="_compute_can_undo")
    kept_ids = fields.One2many(
        "dealership.feed.row", "load_id", domain=[("state", "=", states.KEPT)], string="What Stays"
    )

    def _begin(self, content, now, dry_run):
        self.write({"removed_count": 0, "restored_count": 0})
        return super()._begin(content, now, dry_run)

    @api.depends("state", "finished_at")
    def _compute_can_undo(self):
        """It has made or changed something, and it is not longer than a day ago."""
        # sudo: whoever loads may undo, and reads nothing of the traces
        traces = self.env["dealership.feed.trace"].sudo()
        since = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        groups = traces._read_group([("load_id", "in", self.ids), ("undone", "=", False)], ["load_id"], ["made_at:max"])
        last = {load.id: made_at for load, made_at in groups}
        for load in self:
            ended = load.state in (states.DONE, states.STOPPED, states.FAILED)
            load.can_undo = ended and last.get(load._origin.id, since) > since

    def action_undo(self):
        """Show what undoing would do."""
        self.ensure_one()
        self._check_undoable()
        return self.env["dealership.feed.undo"]._open(self)

    def _check_undoable(self):
        self.check_access("write")
        if not self.can_undo:
            raise UserError(
                self.env._("Only what a file has made or changed within the last day can be undone, and only once.")
            )

    def _start_undo(self):
        """Undo what was loaded; much of it in the background."""
        self._check_undoable()
        # sudo: people begin the work, they do not write how it goes
        load = self.sudo()
        is_small = load._is_quickly_undone()
        load.write({"state": states.UNDOING, "removed_count": 0, "restored_count": 0, "error": False})
        if is_small:
            load._process(b"")
        else:
            load._wake_scheduler()

    def _is_quickly_undone(self):
        return self._count_traced() <= AT_ONCE_RECORDS

    def _count_traced(self):
        """Return how many records the load has made or changed."""
        traces = self.env["dealership.feed.trace"].search([("load_id", "=", self.id), ("undone", "=", False)])
        return sum(len(trace.created_ids or ()) + len(trace.changes or ()) for trace in traces)

    def _get_undo(self):
        # What is taken back is nobody's news.
        # It makes nothing; why something stays is told to whoever undoes it.
        load = self._as_source(self).with_context(lang=self.env.user.lang)
        return LoadUndo(with_inner(load, dealership_history=True))

    def _preview_undo(self):
        """Return the ``LoadUndo`` of what undoing would do, having done it and taken it back."""
        # sudo: it is taken back, and shown to whoever may do it
        undo = self.sudo()._get_undo()
        savepoint = self.env.cr.savepoint()
        try:
            for trace in undo.get_traces():
                undo.undo(trace)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
        return undo

    def _work(self, content):
        if self.state != states.UNDOING:
            yield from super()._work(content)
            return
        undo = self._get_undo()
        for trace in undo.get_traces():
            before = undo.removed.total(), undo.restored.total(), set(undo.kept)
            undo.undo(trace)
            self._note_undone(undo, *before)
            yield
        self._finish_undo()

    def _note_undone(self, undo, removed, restored, kept):
        self.write(
            {
                "removed_count": self.removed_count + undo.removed.total() - removed,
                "restored_count": self.restored_count + undo.restored.total() - restored,
            }
        )
        rows = self.env["dealership.feed.row"]
        room = max(MOST_KEPT - len(self.kept_ids), 0)
        new = [record for key, record in undo.kept.items() if key not in kept]
        rows.create(
            [
                {"load_id": self.id, "state": states.KEPT, "value": record.name, "message": record.reason}
                for record in new[:room]
            ]
        )

    def _finish_undo(self):
        """What waits is not taken in any more; a first file that was undone was none."""
        self.row_ids.filtered(lambda row: row.state == WAITING).unlink()
        self.write({"state": states.UNDONE, "finished_at": fields.Datetime.now(), "waiting_count": 0})
        others = self.search_count([("feed_id", "=", self.feed_id.id), ("state", "=", states.DONE)], limit=1)
        if not others:
            self.feed_id.live_since = False
