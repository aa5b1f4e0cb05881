from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.invoice.steps import BASIS_PAYMENT, NOTICE, PAYMENT_BASIS, REMINDER, ROLES
from ...engine.scenario.states import EXACT_UNITS


class DealershipScenarioStep(models.Model):
    """A step of an invoice reminder scenario has a role, which says what its days count from.

    ==============  =======================================  ==========================
    role            counts from                              credit notes
    ==============  =======================================  ==========================
    notice          the due date, before it                  never mentioned
    reminder, 1st   the due date, after it                   deducted
    reminder, next  the day the previous reminder was done   deducted
    thanks          the day of the payment                   –
    ==============  =======================================  ==========================
    """

    _inherit = "dealership.scenario.step"

    reminder_role = fields.Selection(ROLES, string="Role", help="What the step is in a reminder scenario.")
    reminder_level = fields.Integer(
        string="Level",
        compute="_compute_reminder_level",
        store=True,
        help="1 for the first reminder; 0 for notice and thank-you.",
    )
    reminder_days = fields.Integer(
        string="Days",
        compute="_compute_reminder_days",
        inverse="_inverse_reminder_days",
        help="Before the due date for a notice; after the due date, the previous reminder or the payment otherwise.",
    )
    delay_basis = fields.Selection(selection_add=[PAYMENT_BASIS], ondelete={BASIS_PAYMENT: "cascade"})
    attach_invoices = fields.Boolean(help="The invoices go along as PDF.")
    add_late_fees = fields.Boolean(
        string="Late Interest and Fee",
        help="Shows professionals and public bodies what the law adds: the late interest and the fixed fee of the"
        " settings. Consumers and associations owe nothing of it.",
    )

    @api.depends("reminder_role", "sequence", "scenario_id.step_ids.reminder_role", "scenario_id.step_ids.sequence")
    def _compute_reminder_level(self):
        for step in self:
            reminders = step.scenario_id.step_ids.sorted().filtered(lambda other: other.reminder_role == REMINDER)
            step.reminder_level = reminders.ids.index(step.id) + 1 if step in reminders else 0

    @api.depends("delay_count", "reminder_role")
    def _compute_reminder_days(self):
        for step in self:
            step.reminder_days = abs(step.delay_count)

    @api.onchange("reminder_days", "reminder_role")
    def _inverse_reminder_days(self):
        for step in self:
            step.delay_count = -step.reminder_days if step.reminder_role == NOTICE else step.reminder_days

    @api.constrains("reminder_days", "delay_count", "delay_unit", "reminder_role", "delay_basis")
    def _check_reminder_days(self):
        for step in self.filtered("reminder_role"):
            if step.delay_unit in EXACT_UNITS:
                raise ValidationError(self.env._("Reminders count in days, weeks or months."))
            if (step.delay_count > 0) if step.reminder_role == NOTICE else (step.delay_count < 0):
                raise ValidationError(self.env._("Enter the days of a reminder's step as a positive number."))

    @api.model
    def _get_arranging_fields(self):
        return super()._get_arranging_fields() | {"reminder_role"}

    def _get_role_label(self):
        """Return what accountants call the step, as "Reminder 2"."""
        self.ensure_one()
        if self.reminder_role == REMINDER:
            return self.env._("Reminder %(level)s", level=self.reminder_level)
        return dict(self._fields["reminder_role"]._description_selection(self.env)).get(self.reminder_role, "")
