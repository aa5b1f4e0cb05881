from odoo import api, fields, models

from ...engine.feed import load_states as states
from ...engine.feed.source_key import fold_source_key
from ...engine.source.outcomes import REFUSED, WAITING


class DealershipFeedRow(models.Model):
    """A row that was not taken in as it stands: refused, waiting for what it speaks of, without one of its
    values, or superseded by another row of its file.

    It is kept as it came: once the profile has been mended, or the vehicle has come, it is run again.
    """

    _name = "dealership.feed.row"
    _description = "Row of a Load"
    _order = "load_id desc, row_number, id"
    _rec_name = "message"
    _log_access = False

    load_id = fields.Many2one("dealership.feed.load", required=True, readonly=True, index=True, ondelete="cascade")
    feed_id = fields.Many2one(related="load_id.feed_id", store=True, index=True)
    company_id = fields.Many2one(related="load_id.company_id", store=True)
    state = fields.Selection(states.ROW_STATES, required=True, readonly=True)
    row_number = fields.Integer(string="Row", readonly=True, aggregator=None)
    column = fields.Char(readonly=True)
    value = fields.Char(readonly=True)
    message = fields.Char(string="What Is Wrong", readonly=True)
    cells = fields.Json(readonly=True)
    content = fields.Char(compute="_compute_content", string="Row as It Came")
    source_key = fields.Char(readonly=True, export_string_translation=False)
    waits_kind = fields.Char(readonly=True)
    waits_key = fields.Char(string="Waits For", readonly=True)

    _refused_index = models.Index(f"(feed_id, source_key) WHERE state = '{REFUSED}'")
    _waiting_index = models.Index(f"(waits_kind, waits_key) WHERE state = '{WAITING}'")

    @api.depends("cells", "load_id.feed_id.column_ids.header")
    def _compute_content(self):
        """In the order of the columns: the database keeps the cells in an order of its own."""
        for row in self:
            cells = dict.fromkeys(row.load_id.feed_id.column_ids.mapped("header"), "") | (row.cells or {})
            row.content = " · ".join(filter(None, cells.values()))

    @api.model
    def _store(self, load, result, most_remarks):
        """Keep the rows of a ``ChunkResult`` that somebody has to look at.

        :param int most_remarks: so many remarks are kept of one load, and as many superseded rows
        """
        counts = dict(self._read_group([("load_id", "=", load.id)], ["state"], ["__count"]))
        remarks, superseded = (
            each[: max(most_remarks - counts.get(state, 0), 0)]
            for state, each in ((states.REMARK, result.remarks), (states.SUPERSEDED, result.superseded))
        )
        kind = load.feed_id._get_kind()
        vals_list = [
            {
                **self._prepare_fault_vals(row, fault, REFUSED),
                "source_key": kind._get_source_key(row.parts.get("", {})),
            }
            for row, fault in result.refused
        ]
        vals_list += [self._prepare_fault_vals(row, fault, states.REMARK) for row, fault in remarks]
        vals_list += [self._prepare_superseded_vals(row, by) for row, by in superseded]
        vals_list += [self._prepare_waiting_vals(*waiting) for waiting in result.waiting]
        self.create([{"load_id": load.id, **vals} for vals in vals_list])

    def _prepare_fault_vals(self, row, fault, state):
        message = fault.message if isinstance(fault.message, str) else self.env._(fault.message)
        return {
            "state": state,
            "row_number": row.number,
            "column": fault.column,
            "value": fault.value,
            "message": message,
            "cells": row.cells,
        }

    def _prepare_superseded_vals(self, row, by):
        return {
            "state": states.SUPERSEDED,
            "row_number": row.number,
            "message": self.env._("Row %s of the same file speaks of the same record, and says something else.", by),
            "cells": row.cells,
        }

    def _prepare_waiting_vals(self, row, kind, key):
        label = dict(self.env["dealership.feed.kind"]._selection_kinds())[kind]
        return {
            "state": WAITING,
            "row_number": row.number,
            "value": key,
            "message": self.env._("%(records)s: number %(key)s has not come yet.", records=label, key=key),
            "cells": row.cells,
            "waits_kind": kind,
            "waits_key": fold_source_key(key),
        }

    @api.model
    def _find_past(self, feed, keys):
        """Return those of some keys of which a row was refused before the feed went live, and nothing came since."""
        past = self.search(
            [
                ("feed_id", "=", feed.id),
                ("state", "=", REFUSED),
                ("source_key", "in", list(keys)),
                ("load_id.as_of", "<=", feed.live_since),
                ("load_id.dry_run", "=", False),
            ]
        )
        refused = set(past.mapped("source_key"))
        known = self.env["dealership.feed.record"]._recall(feed.source_id, feed._get_kind(), list(refused))
        return refused - known.keys()

    # -- once more --------------------------------------------------------------------------------------

    @api.model
    def _join(self, source):
        """Take in the rows of a source that have waited for what has come since, and those that waited for them."""
        while ready := self._find_ready(source):
            if not ready._run_again():
                return

    @api.model
    def _find_ready(self, source):
        waiting = self.search([("state", "=", WAITING), ("feed_id.source_id", "=", source.id)])
        memory = self.env["dealership.feed.record"]
        keys = {fold_source_key(row.waits_key) for row in waiting}
        domain = [("source_id", "=", source.id), ("key", "in", list(keys))]
        come = {(record.kind, record.key) for record in memory.search(domain)}
        return waiting.filtered(lambda row: (row.waits_kind, fold_source_key(row.waits_key)) in come)

    def _run_again(self):
        """Take these rows in, as the profiles say now; return how many need to be looked at no more."""
        settled = 0
        for load, rows in self.grouped("load_id").items():
            settled += load._run_rows(rows.sorted("row_number"))
        return settled
