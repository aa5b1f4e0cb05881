from odoo import models


class ResUsers(models.Model):
    """What scenarios asked of somebody who leaves is handed to the next in line: nobody reads their list any more."""

    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._hand_over_scenario_activities()
        return result

    def _hand_over_scenario_activities(self):
        # sudo: whoever archives users need not see customers; only the user in charge changes
        activities = self.env["mail.activity"].sudo()
        left = activities.search([("user_id", "in", self.ids), ("dealership_delivery_id", "!=", False)])
        responsibles = left.dealership_delivery_id._get_responsibles()
        for activity in left.with_context(mail_activity_quick_update=True):
            activity.user_id = responsibles[activity.dealership_delivery_id.id]
