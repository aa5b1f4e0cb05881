from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..engine.file.spreadsheet import open_xlsx, write_csv
from .route import page
from .sheet import TYPES, answer_with_file


class TargetingImportReport(http.Controller):
    """The report of an import as a file, with the rights of whoever downloads it."""

    @page("/dealership/targeting/import/<int:import_id>/report.<string:kind>", auth="user")
    def download(self, import_id, kind):
        record = request.env["dealership.targeting.import"].browse(import_id).exists()
        if not record or kind not in TYPES or not record.has_access("write"):
            raise request.not_found()
        try:
            record._check_export()
        except AccessError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        rows = record._get_report()
        name = f"{record.name.rpartition('.')[0] or record.name} - {request.env._('report')}"
        # 100,000 rows at most: the text of a CSV file is read here, while the cursor of the request is open.
        content = b"".join(write_csv(rows)) if kind == "csv" else open_xlsx(rows, request.env._("Report"))
        return answer_with_file(content, kind, name)
