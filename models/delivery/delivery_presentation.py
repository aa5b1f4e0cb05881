from odoo import fields, models


class DealershipDelivery(models.Model):
    """How a delivery is shown: the message as it was sent."""

    _inherit = "dealership.delivery"

    # sudo: whoever may see the delivery may read what was sent, without a right on the customer's other messages.
    sent_subject = fields.Char(string="Subject", related="mail_message_id.subject", related_sudo=True)
    sent_body = fields.Html(string="Message as Sent", related="mail_message_id.body", related_sudo=True)
