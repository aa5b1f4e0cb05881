from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.channel.signatory import is_available, is_present


class DealershipLeadSalesperson(models.TransientModel):
    """Give a lead or an opportunity to somebody else of its point of sale."""

    _name = "dealership.lead.salesperson"
    _description = "Change of a Salesperson"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Salesperson", ondelete="cascade")
    available_ids = fields.Many2many("res.users", compute="_compute_people")
    away_names = fields.Char(string="Not Available", compute="_compute_people")

    @api.depends("lead_id")
    def _compute_people(self):
        for dialogue in self:
            people, company = dialogue._get_people(), dialogue.lead_id._get_place_company()
            available = people.browse(user.id for user in people if is_available(user, company))
            dialogue.available_ids = available - dialogue.lead_id.user_id
            dialogue.away_names = ", ".join((people - available).mapped("name"))

    def _get_people(self):
        """Return who works at the point of sale; without one, at those of the company that the user may see."""
        company = self.lead_id._get_place_company() or self.env.company
        teams = self.lead_id.team_id or self.env["crm.team"].search([("company_id", "in", [company.id, False])])
        # sudo: who works at the point of sale of a lead is no secret for whoever may give it away
        people = (teams.member_ids | teams.user_id).sudo()
        return people.filtered(lambda user: is_present(user, company))

    def action_change(self):
        """Give it to the chosen person, who stands among those who are available now."""
        self.ensure_one()
        self.lead_id.check_access("write")
        if not self.user_id:
            raise UserError(self.env._("Choose a salesperson."))
        if self.user_id not in self.available_ids:
            raise UserError(
                self.env._(
                    "%(user)s is not available at %(place)s any more. Choose somebody else.",
                    user=self.user_id.name,
                    place=self.lead_id.team_id.name or self.env.company.name,
                )
            )
        self.lead_id.user_id = self.user_id
