from odoo import api, fields, models

# The two channels between which one chooses once for all steps.
ORDERS = [("email", "E-mail first"), ("sms", "SMS first")]
BOTH = {order for order, _label in ORDERS}


class DealershipScenarioConfigure(models.TransientModel):
    """Which of two channels is tried first, said once for all steps that have both.

    Each step may still be given another; then neither is the choice of all.
    """

    _inherit = "dealership.scenario.configure"

    channel_order = fields.Selection(
        ORDERS,
        string="Channel",
        compute="_compute_channel_order",
        inverse="_inverse_channel_order",
        readonly=False,
        help="The other one is for customers who have no address for the first.",
    )
    has_channel_order = fields.Boolean(compute="_compute_channel_order")

    @api.depends("step_ids.channel", "step_ids.fallback_channel")
    def _compute_channel_order(self):
        for wizard in self:
            steps = wizard.step_ids.filtered(lambda step: step._has_both_channels())
            orders = set(steps.mapped("channel"))
            wizard.has_channel_order = bool(steps)
            wizard.channel_order = orders.pop() if len(orders) == 1 else False

    @api.onchange("channel_order")
    def _onchange_channel_order(self):
        self._inverse_channel_order()

    def _inverse_channel_order(self):
        for wizard in self.filtered("channel_order"):
            first = wizard.channel_order  # the field follows the steps while they are changed one by one
            [other] = BOTH - {first}
            for step in wizard.step_ids.filtered(lambda step: step._has_both_channels()):
                step.update({"channel": first, "fallback_channel": other})


class DealershipScenarioConfigureStep(models.TransientModel):
    _inherit = "dealership.scenario.configure.step"

    def _has_both_channels(self):
        return {self.channel, self.fallback_channel} == BOTH
