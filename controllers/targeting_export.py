import logging

from odoo import api, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..engine.targeting.spreadsheet import open_xlsx, write_csv

_logger = logging.getLogger(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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
        """Stream the file. The answer begins at once: its rows are read while they leave.

        :param str cids: companies to look in, ``3-7``; all those of the user when empty
        """
        companies = [int(company) for company in cids.split("-") if company.isdecimal()]
        targeting = request.env["dealership.targeting"].with_context(allowed_company_ids=companies).browse(targeting_id)
        if kind not in TYPES or not targeting.search_count([("id", "=", targeting_id)]):
            raise request.not_found()
        try:
            targeting._check_export()
            stream = _stream_csv(targeting) if kind == "csv" else _open_xlsx(targeting)
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        _logger.info("User %s exports the %s of targeting %s", request.env.uid, targeting.subject, targeting.id)
        headers = [
            ("Content-Type", TYPES[kind]),
            ("Content-Disposition", content_disposition(f"{targeting.name}.{kind}")),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(stream, headers)


def _stream_csv(targeting):
    """Yield the file, through a cursor of its own: the request's is closed when the answer begins."""
    env = targeting.env
    with env.registry.cursor(readonly=True) as cr:
        targeting = api.Environment(cr, env.uid, env.context)["dealership.targeting"].browse(targeting.id)
        yield from write_csv(targeting._get_export_rows(targeting._get_export_ids()))


def _open_xlsx(targeting):
    """Write the sheet while the cursor of the request is open, and return an iterator over the file."""
    ids = targeting._get_export_ids()
    targeting._check_fits_xlsx(ids)
    return open_xlsx(targeting._get_export_rows(ids), targeting.env._("Export"))
