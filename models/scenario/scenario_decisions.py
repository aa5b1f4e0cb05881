from odoo import models
from odoo.exceptions import AccessError


class DealershipScenario(models.Model):
    """Who decides on the messages of a scenario, one by one: sends them, leaves them out, lets records in or out.

    The ledger is written by nobody, so no record rule says it; every action that decides asks here.
    """

    _inherit = "dealership.scenario"

    def _filter_decidable(self):
        """Return those whose messages the user may decide on, as far as they see them."""
        return self.filtered(lambda scenario: not scenario._get_policy().find_refusal())

    def _check_may_decide(self):
        """:raise AccessError: naming what the user may not decide on"""
        refusals = [scenario._get_policy().find_refusal() for scenario in self]
        if any(refusals):
            raise AccessError("\n".join(filter(None, refusals)))
