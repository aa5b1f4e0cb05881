from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class DealershipScenarioStep(models.Model):
    """Another channel for the customers whom the first one has no address for, or a dead one."""

    _inherit = "dealership.scenario.step"

    fallback_channel = fields.Selection(
        selection="_selection_channel",
        string="Without Address",
        help="For customers who have no address for the channel of the step, as a letter for those without e-mail. The "
        "rules of contact of this second channel apply to them.",
    )
    fallback_message_id = fields.Many2one(
        "dealership.message",
        string="Message Without Address",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    fallback_message_channel = fields.Char(compute="_compute_fallback_message_channel")
    fallback_message_required = fields.Boolean(compute="_compute_fallback_message_channel")

    @api.depends("fallback_channel")
    def _compute_fallback_message_channel(self):
        channels = self.env["dealership.channel"]
        self.fallback_message_channel = False
        self.fallback_message_required = False
        for step in self.filtered("fallback_channel"):
            carrier = channels._get_channel(step.fallback_channel)
            if carrier._message_format:
                step.fallback_message_channel = step.fallback_channel
                step.fallback_message_required = carrier._message_required

    @api.constrains("channel", "fallback_channel")
    def _check_fallback_channel(self):
        for step in self:
            if step.fallback_channel == step.channel:
                raise ValidationError(self.env._("The channel for customers without address must be another one."))

    @api.onchange("fallback_channel")
    def _onchange_fallback_channel(self):
        if self.fallback_message_id.channel != self.fallback_channel:
            self.fallback_message_id = False

    def _get_problems(self):
        yield from super()._get_problems()
        number = self._get_number()
        if self.fallback_message_required and not self.fallback_message_id:
            yield self.env._("- Step %(number)s has no message for customers without address.", number=number)
        elif self.fallback_message_id and self.fallback_message_id.channel != self.fallback_channel:
            yield self.env._(
                "- Step %(number)s: the message for customers without address is written for another channel.",
                number=number,
            )

    def _get_message(self, channel):
        """Return the message of a delivery that goes by a channel of this step."""
        self.ensure_one()
        return self.fallback_message_id if channel == self.fallback_channel else self.message_id

    def _get_channels(self):
        """Return the keys of the channels that the step may use."""
        return [channel for channel in (self.channel, self.fallback_channel) if channel]

    def _get_channel_sql(self, partner_id):
        """Return the expression of the channel by which a customer is reached, now.

        :param SQL partner_id: the expression of the customer's id
        """
        if not self.fallback_channel:
            return SQL("%s", self.channel)
        # sudo: the ledger is written whoever may see the customer
        customers = self.env["res.partner"].sudo().with_context(active_test=False)
        reachable = customers._search(self.env["dealership.channel"]._get_channel(self.channel)._get_reachable_domain())
        reachable.order = None
        # A few are looked up one by one, instead of reading all customers to know who can be reached.
        reachable.add_where(SQL("%s = %s", SQL.identifier(reachable.table, "id"), partner_id))
        return SQL(
            "CASE WHEN EXISTS %s THEN %s ELSE %s END", reachable.subselect(), self.channel, self.fallback_channel
        )
