from odoo import http

from .sheet import answer_with_sheet


class TargetingExport(http.Controller):
    """The records of a targeting as a file, with the rights of whoever downloads it."""

    @http.route(
        "/dealership/targeting/<int:targeting_id>/export.<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, targeting_id, kind, cids=""):
        return answer_with_sheet("dealership.targeting", targeting_id, kind, cids)
