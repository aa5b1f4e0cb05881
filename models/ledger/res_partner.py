from odoo import fields, models

from ...engine.ledger.states import SENT


class ResPartner(models.Model):
    """The messages that scenarios sent to a customer."""

    _inherit = "res.partner"

    delivery_ids = fields.One2many(
        "dealership.delivery", "partner_id", string="Messages Received", groups="crm_dealership.group_dealership_user"
    )
    delivery_count = fields.Integer(compute="_compute_delivery_count", groups="crm_dealership.group_dealership_user")

    def _compute_delivery_count(self):
        groups = self.env["dealership.delivery"]._read_group(
            [("partner_id", "in", self.ids), ("state", "=", SENT)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.delivery_count = counts.get(partner.id, 0)

    def action_view_deliveries(self):
        """Open the calendar of the customer's messages, and of what staff does for them."""
        self.ensure_one()
        name = self.env._("Messages to %s", self.name)
        return self.env["dealership.delivery"]._get_calendar_action(name, [("partner_id", "=", self.id)])
