from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

BATCH = 500


class FleetVehicle(models.Model):
    """Dates of vehicles that follow from something other than their own fields, brought up to date in the background.

    Whoever changes what they follow from marks the vehicles as stale, in one statement; the scheduled action takes
    those, and what a day that has passed makes otherwise. Its work grows with what changed.
    """

    _inherit = "fleet.vehicle"

    dates_stale = fields.Boolean(readonly=True, copy=False, export_string_translation=False)

    _stale_index = models.Index("(id) WHERE dates_stale")

    @api.model
    def _mark_stale(self, domain):
        """Have the vehicles of a domain brought up to date soon, as superuser."""
        query = self.with_context(active_test=False)._search(Domain(domain) & Domain("dates_stale", "!=", True))
        self.env.cr.execute(SQL("UPDATE fleet_vehicle SET dates_stale = TRUE WHERE id IN %s", query.subselect()))
        self.invalidate_model(["dates_stale"], flush=False)

    @api.model
    def _cron_follow_dates(self):
        crons = self.env["ir.cron"]
        while vehicles := self._find_stale(BATCH):
            vehicles._follow_dates()
            if not crons._commit_progress(len(vehicles), remaining=len(self._find_stale(1))):
                return

    @api.model
    def _find_stale(self, limit):
        """Return vehicles to be brought up to date."""
        return self.with_context(active_test=False).search(self._get_stale_domain(), order="id", limit=limit)

    @api.model
    def _get_stale_domain(self):
        return Domain("dates_stale", "=", True)

    def _follow_dates(self):
        """Bring the dates up to date."""
        self.dates_stale = False
