from odoo import fields, models

from ..vehicle.sale_type import BUSINESS_ATTRIBUTES


class DealershipScenarioStep(models.Model):
    """What a step gives to staff: an activity, a call, a lead, a note. Its words can also come from a message."""

    _inherit = "dealership.scenario.step"

    task_activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity Type",
        domain="[('res_model', '=', False)]",
        ondelete="restrict",
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False),
    )
    task_summary = fields.Char(string="What to Do", translate=True)
    task_note = fields.Html(string="Instructions", translate=True)
    task_due_days = fields.Integer(string="Due In (Days)", help="0: on the very day.")
    task_priority = fields.Selection([("0", "Normal"), ("1", "High")], string="Priority", required=True, default="0")
    lead_business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry")
    lead_tag_ids = fields.Many2many("crm.tag", string="Tags", ondelete="restrict")

    _task_due_positive = models.Constraint("CHECK (task_due_days >= 0)", "A task is due today or later.")
