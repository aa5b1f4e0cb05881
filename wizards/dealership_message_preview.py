from odoo import api, fields, models


class DealershipMessagePreview(models.TransientModel):
    """The preview of a saved message."""

    _name = "dealership.message.preview"
    _inherit = "dealership.message.preview.mixin"
    _description = "Message Preview"

    message_id = fields.Many2one("dealership.message", required=True, ondelete="cascade")

    @api.depends("message_id")
    def _compute_preview_subject_category(self):
        for preview in self:
            preview.preview_subject_category = preview.message_id.subject_category

    def _compile_preview(self, lang):
        return self.message_id.with_context(lang=lang)._compile()
