from odoo import fields, models


class MailActivity(models.Model):
    """An activity that a scenario made: its delivery learns what becomes of it."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "dealership.delivery.made"]

    dealership_delivery_id = fields.Many2one(
        "dealership.delivery",
        string="Scenario Delivery",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="crm_dealership.group_dealership_user",
    )
    dealership_priority = fields.Selection([("0", "Normal"), ("1", "High")], string="Priority", default="0")

    # A delivery has one activity, whatever happens to the process that makes it.
    _dealership_delivery_unique = models.UniqueIndex(
        "(dealership_delivery_id) WHERE dealership_delivery_id IS NOT NULL"
    )

    def unlink(self):
        # sudo: whoever may cancel an activity decides on the step that it carries out
        deliveries = self.sudo().filtered("active").dealership_delivery_id
        if not self.env.su:
            deliveries._filter_open_calls().scenario_id.with_env(self.env)._check_may_decide()
        result = super().unlink()
        deliveries._on_activity_cancelled(self.env.user)
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: as above
        deliveries = self.sudo().filtered("active").dealership_delivery_id
        # First: an activity whose record is gone is deleted by what follows, which is not to cancel it.
        deliveries._on_activity_done(self.env.user)
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
