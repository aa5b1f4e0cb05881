from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ...engine.targeting.matching import AMBIGUOUS, CREATED, MATCHED, UNKNOWN, UNREADABLE

REPORT_BATCH = 2_000


class DealershipTargetingImport(models.Model):
    """What an import shows: its columns while they are matched, then what became of the rows."""

    _inherit = "dealership.targeting.import"

    preview = fields.Html(compute="_compute_preview", sanitize=False, groups="crm_dealership.group_dealership_director")
    matched_count = fields.Integer(string="Matched", compute="_compute_counts")
    ambiguous_count = fields.Integer(string="Ambiguous", compute="_compute_counts")
    unknown_count = fields.Integer(string="Unknown", compute="_compute_counts")
    unreadable_count = fields.Integer(string="Unreadable", compute="_compute_counts")
    created_count = fields.Integer(string="Created", compute="_compute_counts")
    creatable_count = fields.Integer(string="Can Be Created", compute="_compute_counts")

    @api.depends("sample", "has_header", "column_ids.meaning")
    def _compute_preview(self):
        """Draw the first rows as a table; QWeb escapes what the file says."""
        labels = dict(
            self.env["dealership.targeting.import.column"]._fields["meaning"]._description_selection(self.env)
        )
        for record in self:
            columns = record.column_ids.sorted("position")
            people = (record.sample or [])[1 if record.has_header else 0 :]
            record.preview = self.env["ir.qweb"]._render(
                "crm_dealership.targeting_import_preview",
                {
                    "columns": [(column.name, labels.get(column.meaning)) for column in columns],
                    "rows": [[*row, *[""] * (len(columns) - len(row))] for row in people],
                },
            )

    @api.depends("row_ids.status", "done_count")
    def _compute_counts(self):
        # sudo: how many people a file names is no secret to those who may use the targeting; who they are is.
        rows = self.env["dealership.targeting.import.row"].sudo()
        groups = rows._read_group([("import_id", "in", self.ids)], ["import_id", "status", "creatable"], ["__count"])
        for record in self:
            mine = [group[1:] for group in groups if group[0].id == record._origin.id]
            for status in (MATCHED, AMBIGUOUS, UNKNOWN, UNREADABLE, CREATED):
                record[f"{status}_count"] = sum(count for found, _creatable, count in mine if found == status)
            record.creatable_count = sum(count for _status, creatable, count in mine if creatable)

    def action_view_rows(self):
        """Open the report, row by row; the context may name the filter to begin with."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_targeting_import_row_action")
        filters = {key: value for key, value in self.env.context.items() if key.startswith("search_default_")}
        return {**action, "domain": [("import_id", "=", self.id)], "context": filters}

    def action_download_xlsx(self):
        return self._download("xlsx")

    def action_download_csv(self):
        return self._download("csv")

    def _check_export(self):
        """Refuse people without Odoo's permission to export, and what the user may not see.

        :raise AccessError:
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export data. An administrator can allow it to you."))
        self.check_access("read")

    def _download(self, kind):
        self.ensure_one()
        self._check_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dealership/targeting/import/{self.id}/report.{kind}",
            "target": "download",
        }

    def _get_report(self):
        """Yield the rows of the report, a header first: what became of each row, then what the file said."""
        self.ensure_one()
        rows = self.env["dealership.targeting.import.row"]
        statuses = dict(rows._fields["status"]._description_selection(self.env))
        names = self.column_ids.sorted("position").mapped("name")
        yield [self.env._("Row"), self.env._("Status"), self.env._("Reason"), self.env._("Customer"), *names]
        ids = rows._search([("import_id", "=", self.id)], order="number").get_result_ids()
        for batch in split_every(REPORT_BATCH, ids):
            for row in rows.browse(batch):
                customer = row.partner_id.display_name or ""
                yield [row.number, statuses[row.status], row.reason, customer, *row.raw_values]
            rows.invalidate_model()
