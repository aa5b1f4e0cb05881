import base64
from itertools import islice

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.file.errors import TableFileError
from ...engine.file.table import FileFormat, count_rows, detect_format, read_rows
from ...engine.targeting import import_states as states
from ...engine.targeting.import_columns import NAMES, SAMPLE_ROWS, can_tell, count_keys, guess_meanings, has_header
from .targeting_mode_import import IMPORT

FORMAT_FIELDS = {"encoding", "separator", "sheet", "skipped_rows", "has_header"}
PERSON_FIELDS = {"name", "file", "column_ids", *FORMAT_FIELDS}
SHOWN_ROWS = 6  # the header, and five people

SEPARATORS = [(";", "Semicolon ;"), (",", "Comma ,"), ("\t", "Tab"), ("|", "Bar |")]
ENCODINGS = [
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-8-sig", "Unicode (UTF-8 with mark)"),
    ("utf-16", "Unicode (UTF-16 with mark)"),
    ("utf-16-le", "Unicode (UTF-16 LE)"),
    ("utf-16-be", "Unicode (UTF-16 BE)"),
    ("cp1252", "Windows, Western Europe (1252)"),
    ("latin-1", "Western Europe (Latin-1)"),
    ("iso8859-15", "Western Europe with euro (Latin-9)"),
    ("cp850", "DOS, Western Europe (850)"),
    ("mac-roman", "Old Mac (Roman)"),
]


class DealershipTargetingImport(models.Model):
    """One file of people, on its way to be the customers of a targeting.

    =========  ====================================================================================
    state      what is going on
    =========  ====================================================================================
    draft      the file can be read; its columns are being matched by a person
    running    rows are stored and recognised, batch by batch; each batch is committed
    done       all rows have a status; from now on (``finished_at``) the targeting returns them
    creating   done before; the unknown that a person asked for become customers, batch by batch
    failed     the file broke on the way, ``error`` says where; the targeting keeps what it had
    stopped    by hand; the targeting keeps what it had
    =========  ====================================================================================

    The file and its first rows are dropped once the rows are stored: they hold all of it. Until then the import is seen
    by nobody but those who may change the targeting: as the rows, it says who the people are.
    """

    _name = "dealership.targeting.import"
    _description = "Import of a Targeting"
    _order = "id DESC"

    name = fields.Char(string="File Name", default=lambda self: self.env._("people"))
    targeting_id = fields.Many2one("dealership.targeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="targeting_id.company_id")
    user_id = fields.Many2one(
        "res.users", string="Imported By", required=True, readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(states.STATES, required=True, readonly=True, default=states.DRAFT, index=True)
    file = fields.Binary(attachment=True, copy=False, groups="crm_dealership.group_dealership_director")
    kind = fields.Char(readonly=True)
    encoding = fields.Selection(ENCODINGS, help="Change it when accents look wrong below.")
    separator = fields.Selection(SEPARATORS, help="What stands between two values of a row.")
    sheet = fields.Char(help="Name of the sheet in which the people stand.")
    skipped_rows = fields.Integer(
        string="Rows Above the Table", help="Titles, dates and blank rows that stand above the names of the columns."
    )
    has_header = fields.Boolean(string="First Row Names the Columns", default=True)
    sample = fields.Json(readonly=True, groups="crm_dealership.group_dealership_director")
    column_ids = fields.One2many("dealership.targeting.import.column", "import_id", string="Columns")
    row_ids = fields.One2many("dealership.targeting.import.row", "import_id", string="Rows")
    error = fields.Char(readonly=True)
    goal_count = fields.Integer(string="Rows to Handle", readonly=True)
    done_count = fields.Integer(string="Rows Handled", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    finished_at = fields.Datetime(string="Imported On", readonly=True)

    @api.constrains("targeting_id")
    def _check_targeting_mode(self):
        for record in self:
            if record.targeting_id.mode != IMPORT:
                raise ValidationError(
                    self.env._(
                        "%(targeting)s is no import. Choose the mode “Import” first.",
                        targeting=record.targeting_id.name,
                    )
                )

    @api.constrains("column_ids")
    def _check_meanings(self):
        for record in self:
            meanings = [column.meaning for column in record.column_ids if column.meaning in dict(NAMES)]
            if len(meanings) != len(set(meanings)):
                raise ValidationError(self.env._("Two columns hold the same part of the name. Keep one of them."))

    # -- computes -----------------------------------------------------------------------------------

    @api.depends("goal_count", "done_count")
    def _compute_progress(self):
        for record in self:
            record.progress = min(100, 100 * record.done_count / record.goal_count) if record.goal_count else 0

    # -- onchange -----------------------------------------------------------------------------------

    @api.onchange("encoding", "separator", "sheet", "skipped_rows", "has_header")
    def _onchange_format(self):
        """Show the same file in another light."""
        if self._origin.file and self.state == states.DRAFT:
            self.update(self._prepare_shown_vals())

    # -- CRUD ---------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_fields(vals.keys() - {"targeting_id"})
        records = super().create(vals_list)
        for record in records.filtered("file"):
            record._analyse()
        return records

    def write(self, vals):
        self._check_fields(vals.keys())
        if not self.env.su and any(record.state != states.DRAFT or (record.kind and "file" in vals) for record in self):
            raise UserError(self.env._("This import has its file already. Start a new one."))
        result = super().write(vals)
        for record in self.filtered(lambda record: record.state == states.DRAFT):
            if "file" in vals:
                record._analyse()
            elif "sample" not in vals and not FORMAT_FIELDS.isdisjoint(vals):
                shown = record._prepare_shown_vals()
                # sudo: what the file turns out to be is not for people to write
                record.sudo().write({name: value for name, value in shown.items() if name not in vals})
        return result

    def _check_fields(self, names):
        """Keep the course of an import, and above all whose rights it has, out of people's hands."""
        if not self.env.su and names - PERSON_FIELDS:
            raise AccessError(self.env._("How an import goes on is not to be written by hand."))

    def unlink(self):
        targetings = self.targeting_id
        result = super().unlink()
        targetings._compute_customer_count()
        return result

    # -- actions ------------------------------------------------------------------------------------

    def action_analyse(self):
        """Go on to the columns; saving the form has read the file."""
        if not self.file:
            raise UserError(self.env._("Choose a file first."))

    def action_start(self):
        """Recognise the people: a small file at once, a large one in the background."""
        self.ensure_one()
        if self.state != states.DRAFT:
            raise UserError(self.env._("This import has been started already."))
        keys = self.env["dealership.customer.keys"]
        if not can_tell(self.column_ids.mapped("meaning"), keys._get_used_keys(self.company_id).values()):
            raise UserError(
                self.env._(
                    "No column says who the people are. Tell which column holds one of these: %s.",
                    keys._get_nouns(self.company_id),
                )
            )
        self._set_to_work(states.RUNNING, self.goal_count - self.has_header)

    def _set_to_work(self, state, goal_count):
        """Begin with the rights of the current user."""
        self.check_access("write")
        # sudo: people begin and stop the work, they do not write how it goes
        self.sudo().write(
            {
                "state": state,
                "user_id": self.env.uid,
                "goal_count": goal_count,
                "done_count": 0,
            }
        )
        self._launch()

    def action_stop(self):
        """Stop an import that is under way; customers already created stay."""
        self.check_access("write")
        # sudo: as above
        for record in self.sudo().filtered(lambda record: record.state in states.AT_WORK):
            record.state = states.DONE if record.finished_at else states.STOPPED

    def action_create_unknown(self):
        """Ask before anybody is created."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Create the Unknown as Customers"),
            "res_model": "dealership.targeting.import.create",
            "view_mode": "form",
            "target": "new",
            "context": {"default_import_id": self.id},
        }

    def action_view_targeting(self):
        self.ensure_one()
        return self.targeting_id.get_formview_action()

    # -- reading the file ---------------------------------------------------------------------------

    def _read_file(self):
        """Return the bytes of the file."""
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _get_format(self):
        skipped = max(0, self.skipped_rows)
        return FileFormat(self.kind, self.encoding or "", self.separator or "", self.sheet or "", skipped)

    def _analyse(self):
        """Tell how the file is written and what its columns mean.

        :raise UserError: when it cannot be read
        """
        self.ensure_one()
        content = self._read_file()
        try:
            file_format = detect_format(content, rate=self._rate_table)
            total = count_rows(content, file_format)
            sample = self._read_sample(content, file_format)
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        if not sample:
            raise UserError(self.env._("The file has no row with values. Choose a file with one person per row."))
        named = has_header(sample[0], self._get_keys())
        # sudo: what the file turns out to be is not for people to write
        self.sudo().write(
            {
                "kind": file_format.kind,
                "encoding": file_format.encoding,
                "separator": file_format.separator,
                "sheet": file_format.sheet,
                "skipped_rows": file_format.skipped,
                "has_header": named,
                "goal_count": total,
                **self._prepare_columns_vals(sample, named),
            }
        )

    def _get_keys(self):
        return self.env["dealership.customer.keys"]._get_keys()

    def _rate_table(self, rows):
        """Return by how many keys the people of a sheet can be recognised: the sheet of the customers has most."""
        return count_keys(rows, self._get_keys(), self.company_id.country_id.code)

    def _read_sample(self, content, file_format):
        """Return the values of the first rows."""
        return [list(row.values) for row in islice(read_rows(content, file_format, has_header=False), SAMPLE_ROWS)]

    def _prepare_shown_vals(self):
        """Return what the file is when it is read as the person says."""
        try:
            sample = self._read_sample(self._origin._read_file(), self._get_format())
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        return self._prepare_columns_vals(sample, self.has_header)

    def _prepare_columns_vals(self, sample, named):
        """Return the columns of the sample, whose first row names them or not."""
        header = sample[0] if named and sample else []
        people = sample[1:] if named else sample
        width = len(header) or max(map(len, people), default=0)
        headers = [*header, *[""] * (width - len(header))]
        meanings = guess_meanings(headers, people, self._get_keys(), self.company_id.country_id.code)
        columns = [
            {
                "position": position,
                "name": headers[position] or self.env._("Column %s", position + 1),
                "examples": " · ".join(_get_examples(people, position))[:200],
                "meaning": meanings[position],
            }
            for position in range(width)
        ]
        return {"sample": sample[:SHOWN_ROWS], "column_ids": [Command.clear(), *map(Command.create, columns)]}


def _get_examples(people, position):
    """Return the first values of a column, none of them twice."""
    values = (row[position] for row in people if position < len(row) and row[position])
    return islice(dict.fromkeys(values), SHOWN_ROWS - 1)
