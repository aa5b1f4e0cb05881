from odoo import http

from .route import page
from .sheet import answer_with_sheet


class TargetingExport(http.Controller):
    """The records of a targeting as a file, with the rights of whoever downloads it."""

    @page("/dealership/targeting/<int:targeting_id>/export.<string:kind>", auth="user")
    def download(self, targeting_id, kind, cids=""):
        return answer_with_sheet("dealership.targeting", targeting_id, kind, cids)


class RunExport(http.Controller):
    """The people of one run as a file, with the rights of whoever downloads it."""

    @page("/dealership/run/<int:run_id>/export.<string:kind>", auth="user")
    def download(self, run_id, kind, cids=""):
        return answer_with_sheet("dealership.scenario.run", run_id, kind, cids)
