from odoo import api, fields, models


class DealershipMessagePreview(models.TransientModel):
    """The preview of a saved message, as one scenario would send it when opened from there."""

    _name = "dealership.message.preview"
    _inherit = "dealership.message.preview.mixin"
    _description = "Message Preview"

    message_id = fields.Many2one("dealership.message", required=True, ondelete="cascade")
    scenario_id = fields.Many2one("dealership.scenario", ondelete="cascade")

    @api.depends("message_id", "scenario_id")
    def _compute_preview_subject_category(self):
        for preview in self:
            preview.preview_subject_category = preview.scenario_id.subject or preview.message_id.subject_category

    def _compile_preview(self, lang):
        self.message_id.check_access("read")  # a preview is of any message that a client names
        return self.message_id.with_context(lang=lang)._compile()

    def _get_preview_signatory(self, record):
        if not self.scenario_id:
            return super()._get_preview_signatory(record)
        return self._choose_signatory(record, self.scenario_id.signatory, self.scenario_id.signatory_user_id)

    def _get_preview_purpose(self):
        return self.scenario_id.purpose or super()._get_preview_purpose()

    def _get_preview_channel(self):
        return self.message_id.channel

    def _get_preview_company(self):
        return self.scenario_id.company_id or self.message_id.company_id or super()._get_preview_company()

    def _get_preview_mail_server(self):
        return self.scenario_id.mail_server_id

    def _get_preview_attachments(self):
        return self.message_id.attachment_ids

    def _get_preview_team(self):
        return self.scenario_id.team_id

    def _get_preview_candidate(self):
        """Prefer a record that the scenario would reach now and that the user may see."""
        candidate = self.env[self.preview_model]
        if self.scenario_id and not self.scenario_id._find_targeting_problem(fields.Datetime.now()):
            targeted = self.scenario_id._search_targeted(fields.Datetime.now())
            candidate = candidate.search([("id", "in", targeted)], limit=1)
        return candidate or super()._get_preview_candidate()
