from odoo import api, fields, models
from odoo.exceptions import UserError

from .scenario_approval import APPROVED_STATES


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


class DealershipTargetingImport(models.Model):
    """The file that says whom scenarios at work write to stays: without it, an older and perhaps longer one would."""

    _inherit = "dealership.targeting.import"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_past(self):
        for record in self.filtered(lambda record: record.targeting_id.last_import_id == record):
            using = record.targeting_id._get_using_scenarios().sudo()  # sudo: whoever's they are
            at_work = using.filtered(lambda scenario: scenario.state in APPROVED_STATES)
            if at_work:
                raise UserError(
                    self.env._(
                        "%(file)s can't be deleted, for it says whom these scenarios write to: %(scenarios)s. Import "
                        "another file instead, or take them back to draft or end them before.",
                        file=record.name,
                        scenarios=", ".join(at_work.mapped("name")),
                    )
                )
