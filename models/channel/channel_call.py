from odoo import api, models

from ...engine.ledger import states


class ChannelCall(models.AbstractModel):
    """A call to the customer: an activity with the script, for whoever is responsible.

    The delivery waits until somebody marks the activity, or the delivery, as done; the next step counts from there.
    Cancelling the activity leaves it out.
    """

    _name = "dealership.channel.call"
    _inherit = "dealership.channel.task"
    _description = "Phone Call"
    _channel_sequence = 40
    _channel_icon = "fa-phone"
    _consent_channel = "phone"
    _address_field = "phone_sanitized"
    _blacklist_table = "phone_blacklist"
    _blacklist_column = "number"

    @api.model
    def _conclude(self, deliveries, now):
        deliveries._hand_over(states.TO_CALL)

    @api.model
    def _prepare_activity_vals(self, delivery, record, text, user, now):
        vals = super()._prepare_activity_vals(delivery, record, text, user, now)
        delivery.write({"text_subject": text.subject, "text_body": text.body_html, "signatory_id": user.id})
        return vals

    @api.model
    def _get_activity_type(self, step):
        return self.env.ref("mail.mail_activity_data_call")

    @api.model
    def _finish(self, deliveries):
        deliveries.activity_ids.filtered("active").action_feedback()

    @api.model
    def _withdraw(self, deliveries):
        deliveries.activity_ids.filtered("active").unlink()
