from odoo import api, fields, models

from ..models.client.internal_fields import with_internal_fields

MOST_SHOWN = 20


class DealershipFeedUndo(models.TransientModel):
    """What undoing a load would do, before it is done."""

    _name = "dealership.feed.undo"
    _description = "Undo a Load"

    load_id = fields.Many2one("dealership.feed.load", required=True, ondelete="cascade")
    traced_count = fields.Integer(string="Made or Changed", readonly=True)
    preview = fields.Json(readonly=True)
    preview_table = fields.Html(compute="_compute_preview_table", sanitize=False)

    @api.model
    def _open(self, load):
        """Return the action that shows what undoing would do; of much only how much it is.

        :param load: ``dealership.feed.load`` that the user may undo
        """
        traced = load.sudo()  # sudo: nobody reads the traces
        preview = self._prepare_preview(load._preview_undo()) if traced._is_quickly_undone() else False
        vals = {"load_id": load.id, "traced_count": traced._count_traced(), "preview": preview}
        dialogue = with_internal_fields(self).create(vals)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo a Load"),
            "res_model": self._name,
            "res_id": dialogue.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_preview(self, undo):
        """Return what is shown, as JSON: a line per kind, and the first records that stay."""
        kept = list(undo.kept.values())
        lines = [
            {
                "kind": kind,
                "removed": undo.removed[kind],
                "restored": undo.restored[kind],
                "kept": sum(record.kind == kind for record in kept),
            }
            for kind, _label in self.env["dealership.feed.kind"]._selection_kinds()
        ]
        return {
            "lines": [line for line in lines if line["removed"] or line["restored"] or line["kept"]],
            "kept": [{"name": record.name, "reason": record.reason} for record in kept[:MOST_SHOWN]],
            "more": max(len(kept) - MOST_SHOWN, 0),
        }

    @api.depends("preview")
    @api.depends_context("lang")
    def _compute_preview_table(self):
        labels = dict(self.env["dealership.feed.kind"]._selection_kinds())
        for dialogue in self:
            dialogue.preview_table = dialogue.preview and self.env["ir.qweb"]._render(
                "crm_dealership.feed_undo_preview", {**dialogue.preview, "labels": labels}
            )

    def action_undo(self):
        self.ensure_one()
        self.check_access("write")
        self.load_id._start_undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
