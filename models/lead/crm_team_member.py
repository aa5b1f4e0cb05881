from odoo import fields, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    enquiry_type_ids = fields.Many2many(
        "dealership.enquiry.type",
        string="Handles",
        help="The types of enquiry this member answers, and is reminded of. Empty: all.",
        ondelete="restrict",
    )

    def _handles(self, business_attribute):
        """Whether this member answers enquiries of a type; those of no type are everybody's."""
        types = self.enquiry_type_ids
        return not types or not business_attribute or business_attribute in types.mapped("key")
