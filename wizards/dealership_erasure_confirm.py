from odoo import api, fields, models
from odoo.fields import Domain


class DealershipErasureConfirm(models.TransientModel):
    """What erasing a customer means, before it is done: there is no way back."""

    _name = "dealership.erasure.confirm"
    _description = "Erase a Customer"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    alike_ids = fields.Many2many(
        "res.partner", string="Others With This Address or Number", compute="_compute_alike_ids"
    )

    @api.depends("partner_id")
    def _compute_alike_ids(self):
        """The same person may be there twice, and couples share a number: a person has to look."""
        for dialogue in self:
            partner = dialogue.partner_id
            addresses = partner._get_known_addresses()
            others = Domain("same_customer_id", "!=", partner.same_customer_id.id)
            dialogue.alike_ids = partner.search(partner._get_holders_domain(addresses) & others)

    def action_erase(self):
        self.ensure_one()
        self.partner_id._check_may_erase()
        self.partner_id._erase()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
