from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """Linking an appointment to a lead afterwards is booking it for that lead, too."""
        result = super().write(vals)
        if vals.get("opportunity_id"):
            self.opportunity_id._mark_handled()
        return result
