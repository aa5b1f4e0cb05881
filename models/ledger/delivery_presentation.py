from odoo import api, fields, models
from odoo.fields import Domain


def selection_reasons(model):
    """Return the reasons of deliveries, those of other addons among them, for the field of another model."""
    return model.env["dealership.delivery"]._fields["reason"]._description_selection(model.env)


class DealershipDelivery(models.Model):
    """How a delivery is shown: in lists, in calendars, and the message as it was sent."""

    _inherit = "dealership.delivery"

    moment = fields.Datetime(
        string="When",
        compute="_compute_moment",
        search="_search_moment",
        help="When it was sent; until then, when it is planned.",
    )
    channel_icon = fields.Char(compute="_compute_channel_icon")
    targeting_id = fields.Many2one(related="scenario_id.targeting_id")
    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    # sudo: whoever may see the delivery may read what was sent, without a right on the customer's other messages.
    sent_subject = fields.Char(string="Subject", related="mail_message_id.subject", related_sudo=True)
    sent_body = fields.Html(string="Message as Sent", related="mail_message_id.body", related_sudo=True)
    reply_body = fields.Html(string="Reply", compute="_compute_reply_body", compute_sudo=True)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.depends("partner_id", "scenario_id")
    @api.depends_context("of_one_customer")
    def _compute_display_name(self):
        """Name the customer, and in a calendar of one customer the scenario."""
        for delivery in self:
            about = delivery.scenario_id if self.env.context.get("of_one_customer") else delivery.partner_id
            delivery.display_name = about.display_name or delivery.scenario_id.display_name

    @api.depends("scenario_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        # sudo: as when the button is pressed
        mine = self.sudo().scenario_id.with_env(self.env)._filter_decidable()
        for delivery in self:
            delivery.may_decide = delivery.sudo().scenario_id in mine

    @api.depends("planned_at", "sent_at")
    def _compute_moment(self):
        for delivery in self:
            delivery.moment = delivery.sent_at or delivery.planned_at

    @api.model
    def _search_moment(self, operator, value):
        planned = Domain("sent_at", "=", False) & Domain("planned_at", operator, value)
        return Domain("sent_at", operator, value) | planned

    @api.depends("channel")
    def _compute_channel_icon(self):
        channels = self.env["dealership.channel"]
        for delivery in self:
            delivery.channel_icon = channels._get_channel(delivery.channel)._channel_icon

    @api.depends("replied_at", "mail_message_id")
    def _compute_reply_body(self):
        """Show the last answer that came to the message."""
        answered = self.filtered(lambda delivery: delivery.replied_at and delivery.mail_message_id)
        messages = self.env["mail.message"].search(
            [("parent_id", "in", answered.mail_message_id.ids), ("message_type", "=", "email")], order="id"
        )
        bodies = {message.parent_id: message.body for message in messages}
        for delivery in self:
            delivery.reply_body = bodies.get(delivery.mail_message_id) if delivery in answered else False
