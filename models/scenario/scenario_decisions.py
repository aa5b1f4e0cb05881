from odoo import models
from odoo.exceptions import AccessError


class DealershipScenario(models.Model):
    """Who decides on the messages of a scenario, one by one: sends them, leaves them out, lets records in or out.

    The ledger is written by nobody, so no record rule says it; every action that decides asks here.
    """

    _inherit = "dealership.scenario"

    def _filter_decidable(self):
        """Return those whose messages the user may decide on, as far as they see them."""
        return self.filtered(lambda scenario: scenario._get_policy().may_decide())

    def _check_may_decide(self):
        """:raise AccessError: naming what the user may not decide on"""
        refused = self - self._filter_decidable()
        if refused:
            # sudo: whoever sees a message may know what it belongs to
            names = ", ".join(refused.sudo().mapped("name"))
            raise AccessError(
                self.env._(
                    "%s: invoice reminders are decided on by Directors and accountants, in their to-do list.", names
                )
            )
