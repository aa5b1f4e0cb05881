from odoo import api, fields, models

from ...engine.scenario import states
from ..targeting.responsible_rights import ADMINISTRATOR

# What decides where a scenario without a point of sale writes; it is looked at again when one of these is decided.
DECIDING = frozenset({"state", "team_id", "company_id", "rights_user_id"})


class DealershipScenario(models.Model):
    """A scenario without a point of sale writes for those of its responsible, as they were when it began.

    Who moves to another site, gets one more or becomes an Administrator takes no scenario along: it stops, before
    anybody is written to for whom nobody decided it. Whoever resumes it, or gives it their own rights, decides.
    """

    _inherit = "dealership.scenario"

    reached_sites = fields.Json(
        readonly=True, copy=False, help="The points of sale that it was put to work for, where it has none of its own."
    )

    @api.model_create_multi
    def create(self, vals_list):
        scenarios = super().create(vals_list)
        scenarios._note_reached_sites()
        return scenarios

    def write(self, vals):
        rights = {scenario: scenario.sudo().rights_user_id for scenario in self}  # sudo: whose rights is no secret
        result = super().write(vals)
        self.filtered(
            lambda scenario: DECIDING & vals.keys() or scenario.sudo().rights_user_id != rights[scenario]
        )._note_reached_sites()
        return result

    def _note_reached_sites(self):
        # sudo: it follows from what was decided
        for scenario in self.sudo().filtered(lambda scenario: scenario.state == states.ACTIVE):
            scenario.reached_sites = scenario._get_reached_sites()

    def _get_reached_sites(self):
        """Return what can be compared later: the points of sale, or that there are no bounds; nothing with one."""
        if self.team_id:
            return False
        if self.rights_user_id.has_group(ADMINISTRATOR):
            return {"all": True}
        return {"ids": sorted(team_id for (team_id,) in self.env.execute_query(self._get_reach().teams.select()))}

    def _find_stopping_reason(self):
        reason = super()._find_stopping_reason()
        own = self.sudo()  # sudo: as above
        noted = own.state == states.ACTIVE and own.reached_sites
        if reason or not noted or self._find_rights_problem() or noted == own._get_reached_sites():
            return reason
        return self.env._(
            "The points of sale of %(user)s, with whose rights it finds people, have changed: look at whom it finds "
            "now, then resume it.",
            user=own.rights_user_id.name,
        )
