import logging

from odoo import api
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..engine.file.spreadsheet import open_xlsx, write_csv

_logger = logging.getLogger(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHEETS = ("csv", "xlsx")
# Rows of a sheet, without its head: what Excel and LibreOffice can open.
MOST_XLSX_ROWS = 2**20 - 1


def answer_with_sheet(model, record_id, kind, cids):
    """Stream the table of one record as a file, with the rights of whoever downloads it.

    The record has ``_check_export()``, ``_get_export_ids()`` and ``_get_export_rows(ids)``. The answer begins at once:
    its rows are read while they leave.

    :param str kind: csv or xlsx
    :param str cids: companies to look in, ``3-7``; all those of the user when empty
    """
    companies = [int(company) for company in cids.split("-") if company.isdecimal()]
    record = request.env[model].with_context(allowed_company_ids=companies).browse(record_id)
    if kind not in SHEETS or not record.search_count([("id", "=", record_id)]):
        raise request.not_found()
    try:
        record._check_export()
        stream = _stream_csv(record) if kind == "csv" else _open_xlsx(record)
    except UserError as error:
        return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
    _logger.info("User %s exports %s %s", request.env.uid, model, record_id)
    return answer_with_file(stream, kind, record.display_name)


def answer_with_file(content, kind, name):
    """Answer with a file to be saved.

    :param content: bytes, or an iterator over them
    :param str kind: a key of ``TYPES``
    :param str name: of the file, without its ending
    """
    headers = [
        ("Content-Type", TYPES[kind]),
        ("Content-Disposition", content_disposition(f"{name}.{kind}")),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    return request.make_response(content, headers)


def _stream_csv(record):
    """Yield the file, through a cursor of its own: the request's is closed when the answer begins."""
    env = record.env
    with env.registry.cursor(readonly=True) as cr:
        record = api.Environment(cr, env.uid, env.context)[record._name].browse(record.id)
        yield from write_csv(record._get_export_rows(record._get_export_ids()))


def _open_xlsx(record):
    """Write the sheet while the cursor of the request is open, and return an iterator over the file."""
    ids = record._get_export_ids()
    if len(ids) > MOST_XLSX_ROWS:
        raise UserError(
            record.env._("%(count)s rows are more than a sheet can hold: export them as CSV.", count=len(ids))
        )
    return open_xlsx(record._get_export_rows(ids), record.env._("Export"))
