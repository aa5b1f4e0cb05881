from datetime import timedelta

from odoo import api, models

from ...engine.local_time import to_local
from .channel import HTML
from .step_texts import StepTexts


class ChannelTask(models.AbstractModel):
    """A task for staff: an activity on the record, for whoever is responsible for it.

    The activities and the states of their deliveries are written in one transaction. A delivery is sent once its
    activity stands: telling a colleague is what the step does, and the next step counts from there.
    """

    _name = "dealership.channel.task"
    _inherit = "dealership.channel"
    _description = "Staff Task"
    _channel_sequence = 30
    _channel_icon = "fa-check-square-o"
    _message_format = HTML
    _message_required = False

    @api.model
    def _send(self, deliveries, now):
        responsibles = deliveries._get_responsibles()
        records = deliveries._get_records()
        for step, same_step in deliveries.grouped("step_id").items():
            written = list(StepTexts(step, same_step, now).render(responsibles))
            vals_list = [
                self._prepare_activity_vals(delivery, records[delivery.id], text, responsibles[delivery.id], now)
                for delivery, text in written
            ]
            # Nobody wants an e-mail for each of two hundred activities: they stand in the list of the day.
            self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)
            self._conclude(same_step.browse(delivery.id for delivery, _text in written), now)

    @api.model
    def _conclude(self, deliveries, now):
        """Write down what the activities mean for their deliveries."""
        deliveries._set_sent(now)

    @api.model
    def _prepare_activity_vals(self, delivery, record, text, user, now):
        step = delivery.step_id
        if not isinstance(record, self.env.registry["mail.activity.mixin"]):
            record = delivery.partner_id or record  # an appointment shows no activities
        today = to_local(now, delivery.scenario_id._get_timezone()).date()
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "activity_type_id": self._get_activity_type(step).id,
            "summary": text.subject,
            "note": text.body_html,
            "user_id": user.id,
            "date_deadline": today + timedelta(days=step.task_due_days),
            "dealership_priority": step.task_priority,
            "dealership_delivery_id": delivery.id,
            "automated": True,
        }

    @api.model
    def _get_activity_type(self, step):
        return step.task_activity_type_id or self.env.ref("mail.mail_activity_data_todo")
