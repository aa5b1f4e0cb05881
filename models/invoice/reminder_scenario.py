from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.invoice.steps import AUDIENCES, WITH_EMAIL, find_problems
from .reminder_policy import ReminderPolicy


class DealershipScenario(models.Model):
    """Invoice reminders are scenarios on invoices, one pair per customer profile. What they do otherwise than others
    stands in ``ReminderPolicy``.
    """

    _inherit = "dealership.scenario"

    reminder_profile_id = fields.Many2one(
        "dealership.customer.profile",
        string="Customer Profile",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Makes this an invoice reminder scenario for the customers of a profile.",
    )
    reminder_audience = fields.Selection(AUDIENCES, string="For", default=WITH_EMAIL)
    thank_only_if_settled = fields.Boolean(
        string="Thank Only When Nothing Is Overdue",
        default=True,
        help="No thank-you for one invoice while another of the customer is overdue.",
    )

    @api.constrains("reminder_profile_id", "step_ids")
    def _check_reminder_steps(self):
        for scenario in self.filtered("reminder_profile_id"):
            steps = scenario.step_ids.sorted()
            if not all(steps.mapped("reminder_role")):
                raise ValidationError(
                    self.env._("%s: say of each step whether it is a notice, a reminder or a thank-you.", scenario.name)
                )
            problems = [self.env._(problem) for problem in find_problems(steps.mapped("reminder_role"))]
            if problems:
                raise ValidationError("\n".join([f"{scenario.name}:", *problems]))

    @api.model
    def _prepare_reminder_rule_tree(self, profile, audience):
        """Return the rule that finds the unpaid invoices of a profile's customers."""
        standard = self.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False)
        belongs = {"attribute": "customer.profile", "operator": "is", "value": profile.id}
        if profile == standard:
            belongs = {
                "match": "any",
                "rules": [belongs, {"attribute": "customer.profile", "operator": "not_set"}],
            }
        return {
            "match": "all",
            "rules": [
                {"attribute": "invoice.type", "operator": "is", "value": "out_invoice"},
                {"attribute": "invoice.payment_state", "operator": "in", "value": ["not_paid", "partial"]},
                belongs,
                {"attribute": "invoice.addressee_email", "operator": "is", "value": audience == WITH_EMAIL},
            ],
        }

    def _get_policy(self):
        # sudo: what a scenario is for, not what it says
        return ReminderPolicy(self) if self.sudo().reminder_profile_id else super()._get_policy()


class DealershipCustomerProfile(models.Model):
    _name = "dealership.customer.profile"
    _inherit = ["dealership.customer.profile", "dealership.scenario.foundation"]

    def _get_standing_domain(self):
        return [("reminder_profile_id", "in", self.ids)]
