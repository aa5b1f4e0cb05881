from odoo import api, models
from odoo.exceptions import UserError


class IrCron(models.Model):
    """The addon's scheduled actions can be switched off, not deleted: the code wakes them, and an update leaves what
    people changed of them as it is."""

    _inherit = "ir.cron"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dealership(self):
        # sudo: which records an addon came with is for administrators to read
        kept = self.env["ir.model.data"].sudo()
        domain = [("module", "=", "crm_dealership"), ("model", "=", self._name), ("res_id", "in", self.ids)]
        needed = self.browse(kept.search(domain).mapped("res_id"))
        if needed:
            raise UserError(
                self.env._(
                    "Dealership CRM needs these scheduled actions: switch them off instead of deleting them. %s",
                    ", ".join(needed.mapped("name")),
                )
            )
