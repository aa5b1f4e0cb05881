from odoo import api, fields, models

from ..models.ledger.delivery_presentation import selection_reasons


class DealershipRehearsalLine(models.TransientModel):
    """A message that a rehearsed scenario would send, or would not."""

    _name = "dealership.rehearsal.line"
    _description = "Rehearsed Message"
    _order = "day, id"
    _rec_name = "partner_id"

    rehearsal_id = fields.Many2one("dealership.rehearsal", required=True, index=True, ondelete="cascade", readonly=True)
    scenario_id = fields.Many2one("dealership.scenario", ondelete="cascade", readonly=True)
    step_id = fields.Many2one("dealership.scenario.step", ondelete="cascade", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade", readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    outcome = fields.Selection(
        [("sent", "Would Be Sent"), ("by_hand", "To Do by Hand"), ("left_out", "Would Be Left Out")], readonly=True
    )
    reason = fields.Selection(selection_reasons, readonly=True)
    day = fields.Date(readonly=True)
    currency_id = fields.Many2one(related="rehearsal_id.currency_id")
    cost = fields.Monetary(readonly=True)
    collides_with = fields.Char(
        readonly=True, help="Other scenarios that reach the same customer within a week before or after."
    )

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()
