from odoo import fields, models

from ...engine.invoice.steps import AUDIENCES, BASIS_PAYMENT, PAYMENT_BASIS, ROLES
from ...engine.scenario.states import BASIS_ANCHOR

# What a step of a reminder scenario takes over from the card, besides what any step does.
REMINDER_FIELDS = ("reminder_role", "attach_invoices", "add_late_fees")


class DealershipScenarioModel(models.Model):
    """The cards of invoice reminders: each is for customers with an e-mail address, or for those without."""

    _inherit = "dealership.scenario.model"

    area = fields.Selection(selection_add=[("accounting", "Accounting")], ondelete={"accounting": "cascade"})
    reminder_audience = fields.Selection(AUDIENCES, string="Invoice Reminders For")


class DealershipScenarioModelStep(models.Model):
    _inherit = "dealership.scenario.model.step"

    reminder_role = fields.Selection(ROLES, string="Role")
    attach_invoices = fields.Boolean()
    add_late_fees = fields.Boolean(string="Late Interest and Fee")
    delay_basis = fields.Selection(selection_add=[PAYMENT_BASIS], ondelete={BASIS_PAYMENT: "cascade"})

    def _describe_delay_start(self):
        if self.reminder_role and self.delay_basis == BASIS_ANCHOR:
            return self.env._("the due date")
        if self.delay_basis == BASIS_PAYMENT:
            return self.env._("the payment")
        return super()._describe_delay_start()
