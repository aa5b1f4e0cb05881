from odoo import api, fields, models

from ..channel.signatory import is_available


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    enquiry_type_ids = fields.Many2many(
        "dealership.enquiry.type",
        string="Handles",
        help="The types of enquiry this member answers, and is reminded of. Empty: all.",
        ondelete="restrict",
    )
    is_available = fields.Boolean(string="Available", compute="_compute_is_available", compute_sudo=True)

    @api.depends("user_id.dealership_available", "user_id.is_out_of_office", "crm_team_id.company_id")
    def _compute_is_available(self):
        for member in self:
            member.is_available = is_available(member.user_id, member.crm_team_id.company_id)

    def _handles(self, business_attribute):
        """Whether this member answers enquiries of a type; those of no type are everybody's."""
        types = self.enquiry_type_ids
        return not types or not business_attribute or business_attribute in types.mapped("key")

    def _get_assignment_quota(self, force_quota=False):
        """Odoo gives no lead to who has no quota left: nor to who is not available."""
        return super()._get_assignment_quota(force_quota) if self.is_available else 0

    def action_set_available(self):
        self.user_id.action_set_available()

    def action_set_unavailable(self):
        self.user_id.action_set_unavailable()
