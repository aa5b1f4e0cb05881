from odoo import models


class CrmLead(models.Model):
    """A lead whose time has run out is an event."""

    _inherit = "crm.lead"

    def _on_overdue(self):
        result = super()._on_overdue()
        self.env["dealership.event"]._emit("overdue", self)
        return result
