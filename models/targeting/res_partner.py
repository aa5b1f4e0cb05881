from odoo import api, fields, models

from ...engine.customer.telephone import is_mobile
from ...engine.targeting.same_text import get_index


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "dealership.targeting.subject"]

    has_mobile = fields.Boolean(
        string="Mobile Number",
        compute="_compute_has_mobile",
        store=True,
        help="Whether the phone number can receive text messages.",
    )

    # What rules ask for most, among a million people.
    _city_same_idx = models.Index(get_index("city"))
    _zip_same_idx = models.Index(get_index("zip"))
    _ref_same_idx = models.Index(get_index("ref"))

    @api.depends("phone_sanitized")
    def _compute_has_mobile(self):
        """Tell mobiles from landlines: the numbering plans of the world do not fit into a query."""
        for partner in self:
            partner.has_mobile = is_mobile(partner.phone_sanitized)

    def action_view_targetings(self):
        """Tell which targetings find the customer, which do not, and why."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dealership.targeting.why"]._get_action({"default_partner_id": self.id})
