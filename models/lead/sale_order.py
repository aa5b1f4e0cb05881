from odoo import api, models


class SaleOrder(models.Model):
    """An offer is something done for its opportunity: making it, sending it, and what becomes of it."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._note_act()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or vals.get("opportunity_id"):
            self._note_act()
        return result

    def _note_act(self):
        """What the system does with an offer is no action."""
        if not self.env.su:
            # sudo: whoever makes the offer may not be allowed to change the opportunity
            self.sudo().opportunity_id._note_act()
