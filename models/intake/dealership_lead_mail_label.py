from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.intake.labels import get_key
from ...engine.intake.mail_profile import IGNORED, MEANINGS


class DealershipLeadMailLabel(models.Model):
    """A label in the lead mails of a portal, and what stands beside it."""

    _name = "dealership.lead.mail.label"
    _description = "Label of Lead Mails"
    _order = "sequence, id"

    profile_id = fields.Many2one("dealership.lead.mail.profile", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Label", required=True)
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    example = fields.Text()
    meaning = fields.Selection(MEANINGS, required=True, default=IGNORED)

    @api.depends("name")
    def _compute_key(self):
        for label in self:
            label.key = get_key(label.name or "")

    @api.constrains("name")
    def _check_name(self):
        for label in self:
            if not label.key:
                raise ValidationError(self.env._("“%s” has no letters or digits by which it is found.", label.name))
