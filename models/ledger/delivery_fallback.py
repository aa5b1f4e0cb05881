from odoo import fields, models
from odoo.tools import SQL


class DealershipDelivery(models.Model):
    """The channel of a delivery, where the step has another for customers without an address for the first."""

    _inherit = "dealership.delivery"

    fallback_of = fields.Selection(
        selection="_selection_channel",
        string="Instead Of",
        readonly=True,
        help="The customer has no address for this channel, which is the first choice of the step.",
    )

    def _choose_channels(self):
        """Let who has got, or lost, an address since the planning be reached by the channel that suits."""
        for step, deliveries in self.filtered("step_id.fallback_channel").grouped("step_id").items():
            deliveries._set_channels(step.channel, step._get_channel_sql(SQL("partner_id")))
