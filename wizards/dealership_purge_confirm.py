from odoo import fields, models


class DealershipPurgeConfirm(models.TransientModel):
    """What a purge means and how much goes, before it does: there is no way back."""

    _name = "dealership.purge.confirm"
    _description = "Confirm a Purge"

    purge_id = fields.Many2one("dealership.purge", required=True, ondelete="cascade")
    line_ids = fields.One2many(related="purge_id.line_ids", related_sudo=False)
    counted_count = fields.Integer(related="purge_id.counted_count", related_sudo=False)

    def action_purge(self):
        """Let it go.

        :raise UserError: there is more by now than is shown
        """
        self.ensure_one()
        purge = self.purge_id
        purge._check_may_purge(purge.company_id)._start()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
