from odoo import api, fields, models

from ...engine.recall.states import TODO


class DealershipRepairOrder(models.Model):
    """The recalls that are carried out in an order: with it, they are done."""

    _inherit = "dealership.repair.order"

    recall_line_ids = fields.One2many("dealership.recall.vehicle", "repair_order_id", string="Recalls Carried Out")
    waiting_recalls = fields.Char(
        compute="_compute_waiting_recalls",
        help="For which its vehicle is still to be repaired, and not in an order yet.",
    )

    @api.depends_context("uid", "allowed_company_ids", "lang")
    @api.depends("vehicle_id.recall_line_ids.state", "recall_line_ids")
    def _compute_waiting_recalls(self):
        waiting = self._search_waiting_recalls().grouped("vehicle_id")
        for order in self:
            lines = waiting.get(order.vehicle_id, [])
            order.waiting_recalls = ", ".join(line.recall_id.display_name for line in lines)

    def _search_waiting_recalls(self):
        lines = self.env["dealership.recall.vehicle"]._search_open(self.vehicle_id)
        return lines.filtered(lambda line: line.state == TODO)

    def write(self, vals):
        """Another vehicle is not repaired by an order of this one."""
        res = super().write(vals)
        if "vehicle_id" in vals:
            strange = self.recall_line_ids.filtered(lambda line: line.vehicle_id != line.repair_order_id.vehicle_id)
            strange.repair_order_id = False
        return res

    def unlink(self):
        self.recall_line_ids.repair_order_id = False
        return super().unlink()

    def action_carry_out_recalls(self):
        """Have the recalls that wait for its vehicle done in this order."""
        for order in self:
            order._search_waiting_recalls().repair_order_id = order
