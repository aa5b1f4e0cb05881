from odoo import api, fields, models
from odoo.exceptions import UserError


class DealershipTargeting(models.Model):
    """A targeting that scenarios use stays, and says which they are."""

    _inherit = "dealership.targeting"

    scenario_ids = fields.One2many("dealership.scenario", "targeting_id", string="Scenarios")

    @api.constrains("company_id")
    def _check_companies_of_scenarios(self):
        # sudo: as below
        scenarios = self.env["dealership.scenario"].sudo().with_context(active_test=False)
        scenarios.search([("targeting_id", "in", self.ids)])._check_company(["targeting_id"])

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # sudo: a scenario of another point of sale, or an archived one, needs its targeting as well
        scenarios = self.env["dealership.scenario"].sudo().with_context(active_test=False)
        for targeting in self:
            users = scenarios.search([("targeting_id", "=", targeting.id)])
            if users:
                raise UserError(
                    self.env._(
                        "%(targeting)s can't be deleted, for these scenarios use it: %(scenarios)s",
                        targeting=targeting.name,
                        scenarios=", ".join(users.mapped("name")),
                    )
                )
