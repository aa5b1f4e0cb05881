from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.scenario import states
from ..models.client.internal_fields import with_internal_fields

# What of a point of sale can be handed over: model → which records.
MOVED = {
    "dealership.scenario": [("state", "!=", states.ENDED)],
    "dealership.tracking.number": [],
    "crm.lead": [("won_status", "=", "pending")],
}


class DealershipTeamArchived(models.TransientModel):
    """What still hangs on points of sale that were archived, and where it is to go.

    Nothing is lost if the dialog is closed: scenarios are paused, numbers go on taking calls, leads stay open there.
    """

    _name = "dealership.team.archived"
    _description = "Archived Point of Sale"

    team_ids = fields.Many2many("crm.team", string="Points of Sale", readonly=True, context={"active_test": False})
    destination_id = fields.Many2one("crm.team", string="Move Them To", ondelete="cascade")
    company_ids = fields.Many2many("res.company", compute="_compute_counts")
    scenario_count = fields.Integer(string="Scenarios, Paused", compute="_compute_counts")
    number_count = fields.Integer(string="Tracking Numbers", compute="_compute_counts")
    lead_count = fields.Integer(string="Open Leads and Opportunities", compute="_compute_counts")

    @api.depends("team_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.company_ids = wizard.team_ids.company_id
            # sudo: numbers only; what the user may not see hangs on it as well
            counted = [len(records) for records in wizard.sudo()._find_moved()]
            wizard.scenario_count, wizard.number_count, wizard.lead_count = counted

    def _find_moved(self):
        teams = ("team_id", "in", self.team_ids.ids)
        return [self.env[model].search([teams, *domain]) for model, domain in MOVED.items()]

    @api.model
    def _get_action(self, teams):
        """Return the dialog about teams that have just been archived, None when nothing hangs on them."""
        wizard = with_internal_fields(self).create({"team_ids": teams.ids}).with_env(self.env)
        if not (wizard.scenario_count or wizard.number_count or wizard.lead_count):
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Archived: %s", ", ".join(teams.mapped("name"))),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_move(self):
        """Hand everything over to another point of sale, as far as the user may; scenarios stay paused."""
        self.ensure_one()
        if not self.destination_id:
            raise UserError(self.env._("Choose the point of sale that takes over, or leave everything as it is."))
        for records in self._find_moved():
            records.write({"team_id": self.destination_id.id})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Moved to %s.", self.destination_id.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
