import tempfile

from odoo import http
from odoo.http import content_disposition, request

from ..engine.targeting.spreadsheet import write_csv, write_xlsx

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TargetingImportReport(http.Controller):
    """The report of an import as a file, with the rights of whoever downloads it."""

    @http.route(
        "/dealership/targeting/import/<int:import_id>/report.<string:kind>", type="http", auth="user", readonly=True
    )
    def download(self, import_id, kind):
        record = request.env["dealership.targeting.import"].browse(import_id).exists()
        if not record or kind not in ("csv", "xlsx") or not record.has_access("write"):
            raise request.not_found()
        rows = record._get_report()
        name = f"{record.name.rpartition('.')[0] or record.name} - {request.env._('report')}.{kind}"
        headers = [("Content-Disposition", content_disposition(name)), ("X-Content-Type-Options", "nosniff")]
        if kind == "csv":
            content = b"".join(write_csv(rows))
            return request.make_response(content, [*headers, ("Content-Type", "text/csv; charset=utf-8")])
        with tempfile.TemporaryFile() as file:
            write_xlsx(rows, file, request.env._("Report"))
            file.seek(0)
            return request.make_response(file.read(), [*headers, ("Content-Type", XLSX_TYPE)])
