from datetime import timedelta

from odoo import models

# How long messages wait that nobody can judge, before it is tried again.
BROKEN_TARGETING_WAIT = timedelta(hours=1)


class DealershipDelivery(models.Model):
    """What can't be judged, for the rule of its scenario can't be read any more, waits; it holds up nobody else's.

    A field that a rule speaks of was deleted, or whoever set it up has lost a right: the scenario shows it as an error.
    """

    _inherit = "dealership.delivery"

    def _put_off_broken_targetings(self, now):
        """Give back what belongs to scenarios whose targeting can't be applied; return the rest."""
        ready = self
        for scenario, deliveries in self.grouped("scenario_id").items():
            if scenario._stop_unfounded():  # they wait and expire, as those of any paused scenario
                deliveries._give_back(now + BROKEN_TARGETING_WAIT)
                ready -= deliveries
                continue
            problem = scenario._find_targeting_problem(now)
            if problem:
                if scenario.last_error != problem:
                    scenario.last_error = problem
                deliveries._give_back(now + BROKEN_TARGETING_WAIT)
                ready -= deliveries
        return ready
