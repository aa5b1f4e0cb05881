from odoo import models

from ...engine.targeting.dates import Clock


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _get_targeting_clock(self, now):
        """Return the clock by which rules are read at this point of sale.

        :param datetime now: naive UTC
        """
        return Clock(now, self._get_timezone(), self._get_opening_hours)
