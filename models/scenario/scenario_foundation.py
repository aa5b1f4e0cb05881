from odoo import models

from ...engine.scenario import states


class DealershipScenarioFoundation(models.AbstractModel):
    """What a scenario can't do without: once it is archived, the scenarios that stand on it are paused."""

    _name = "dealership.scenario.foundation"
    _description = "Foundation of Scenarios"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._get_standing_scenarios()._stop_unfounded()
        return result

    def action_archive(self):
        """Say which scenarios were paused."""
        standing = self._get_standing_scenarios()
        result = super().action_archive()
        stopped = standing.filtered(lambda scenario: scenario.state == states.PAUSED).with_env(self.env)
        return stopped._get_stopped_action() if stopped else result

    def _get_standing_scenarios(self):
        """Return the active scenarios that stand on these records, as superuser."""
        # sudo: also those of other points of sale; archived ones run as well
        scenarios = self.env["dealership.scenario"].sudo().with_context(active_test=False)
        return scenarios.search([("state", "=", states.ACTIVE), *self._get_standing_domain()])

    def _get_standing_domain(self):
        """Return the domain of the scenarios that stand on these records."""
        raise NotImplementedError
