from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_view_targetings(self):
        """Tell which targetings find the customer, which do not, and why."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dealership.targeting.why"]._get_action({"default_partner_id": self.id})
