from odoo import api, fields, models

from ..engine.invoice.steps import BASIS_PAYMENT, PAYMENT_BASIS
from ..models.invoice.reminder_model import REMINDER_FIELDS


class DealershipScenarioConfigure(models.TransientModel):
    """A card of invoice reminders also asks for the profile of the customers."""

    _inherit = "dealership.scenario.configure"

    reminder_audience = fields.Selection(related="model_id.reminder_audience")
    reminder_profile_id = fields.Many2one(
        "dealership.customer.profile",
        string="Customer Profile",
        compute="_compute_reminder_profile_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="cascade",
    )

    @api.depends("model_id")
    def _compute_reminder_profile_id(self):
        standard = self.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False)
        for wizard in self:
            wizard.reminder_profile_id = standard if wizard.reminder_audience else False

    @api.depends("reminder_profile_id")
    def _compute_rule_tree(self):
        return super()._compute_rule_tree()

    @api.depends("reminder_profile_id")
    def _compute_timing_sentence(self):
        return super()._compute_timing_sentence()

    def _prepare_rule_tree(self):
        if not self.reminder_profile_id:
            return super()._prepare_rule_tree()
        scenarios = self.env["dealership.scenario"]
        return scenarios._prepare_reminder_rule_tree(self.reminder_profile_id, self.reminder_audience)

    def _prepare_scenario_vals(self, targeting):
        vals = super()._prepare_scenario_vals(targeting)
        if not self.reminder_profile_id:
            return vals
        return {
            **vals,
            "reminder_profile_id": self.reminder_profile_id.id,
            "reminder_audience": self.reminder_audience,
        }


class DealershipScenarioConfigureStep(models.TransientModel):
    _inherit = "dealership.scenario.configure.step"

    delay_basis = fields.Selection(selection_add=[PAYMENT_BASIS], ondelete={BASIS_PAYMENT: "cascade"})

    def _prepare_step_vals(self):
        return {**super()._prepare_step_vals(), **{name: self.model_step_id[name] for name in REMINDER_FIELDS}}
