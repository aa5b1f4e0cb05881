from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """Points of sale without hours of their own are open by the company's."""
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            # sudo: whoever keeps the company's settings need not see the points of sale
            teams = self.env["crm.team"].sudo().search([("company_id", "in", [*self.ids, False])])
            teams.filtered(lambda team: not team.resource_calendar_id)._replan_clocks()
        return result
