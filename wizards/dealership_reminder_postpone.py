from datetime import datetime

from odoo import fields, models
from odoo.exceptions import ValidationError


class DealershipReminderPostpone(models.TransientModel):
    """Until when reminders of the to-do list shall wait."""

    _name = "dealership.reminder.postpone"
    _description = "Postpone Reminders"

    delivery_ids = fields.Many2many("dealership.delivery", string="Reminders")
    until = fields.Date(
        string="Postpone Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), weeks=1),
    )

    def action_postpone(self):
        self.ensure_one()
        if self.until <= fields.Date.context_today(self):
            raise ValidationError(self.env._("Choose a day after today: until then the reminders are out of the list."))
        for company, deliveries in self.delivery_ids.grouped("company_id").items():
            deliveries._postpone(datetime.combine(self.until, company._get_reminder_time()))
        return {"type": "ir.actions.act_window_close"}
