import base64
import re
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, formatLang

from ...engine.feed import load_states as states
from ...engine.source.outcomes import COUNTS, REFUSED, WAITING

# “orders_2026-11-30.csv”, “ORDRES20261130_0600.csv”: when a file was made, as many sources name them.
_MADE_ON = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_.T ]?(\d\d)[-_.:h]?(\d\d)(?:[-_.:]?(\d\d))?)?(?!\d)"
)


class DealershipFeedLoad(models.Model):
    """One file of a feed, and what became of its rows: tried, or loaded."""

    _name = "dealership.feed.load"
    _description = "Load of a Feed"
    _order = "id desc"
    _rec_name = "filename"

    feed_id = fields.Many2one("dealership.feed", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="feed_id.company_id", store=True, index=True)
    state = fields.Selection(states.STATES, required=True, readonly=True, copy=False, default=states.DRAFT, index=True)
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char(string="File Name")
    came_by = fields.Selection(states.WAYS, readonly=True, required=True, copy=False, default=states.PERSON)
    given_at = fields.Datetime(
        readonly=True, copy=False, help="When it was sent, or laid into the folder, where it came in later than that."
    )
    as_of = fields.Datetime(
        readonly=True,
        copy=False,
        help="By its name, else when it came in: what an older file says never overwrites what is newer.",
    )
    dry_run = fields.Boolean(string="Only Tried", readonly=True, copy=False, help="Nothing was changed.")
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    done_count = fields.Integer(string="Rows Handled", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    created_count = fields.Integer(string="Created", readonly=True, copy=False)
    updated_count = fields.Integer(string="Changed", readonly=True, copy=False)
    unchanged_count = fields.Integer(string="Left as They Were", readonly=True, copy=False)
    waiting_count = fields.Integer(string="Waiting", readonly=True, copy=False)
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
    row_ids = fields.One2many("dealership.feed.row", "load_id", string="Rows to Look At")
    refused_ids = fields.One2many(
        "dealership.feed.row", "load_id", domain=[("state", "=", REFUSED)], string="Refused Rows"
    )
    waiting_ids = fields.One2many(
        "dealership.feed.row", "load_id", domain=[("state", "=", WAITING)], string="Waiting Rows"
    )
    remark_ids = fields.One2many(
        "dealership.feed.row", "load_id", domain=[("state", "=", states.REMARK)], string="Values Left Out"
    )
    superseded_count = fields.Integer(
        string="Superseded in the Same File",
        readonly=True,
        copy=False,
        help="A later row of the file says something else of the same record. They are among those left as they were.",
    )
    superseded_ids = fields.One2many(
        "dealership.feed.row", "load_id", domain=[("state", "=", states.SUPERSEDED)], string="Superseded Rows"
    )
    # What of which row a later one says anew, as ``engine/feed/superseded.py`` has it.
    superseded = fields.Json(readonly=True, copy=False, export_string_translation=False)
    differences = fields.Json(readonly=True, copy=False)
    difference_table = fields.Html(compute="_compute_difference_table", sanitize=False)
    error = fields.Char(readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished On", readonly=True, copy=False)

    @api.depends("row_count", "done_count")
    def _compute_progress(self):
        for load in self:
            load.progress = min(100, 100 * load.done_count / load.row_count) if load.row_count else 0

    @api.depends("differences")
    @api.depends_context("lang")
    def _compute_difference_table(self):
        for load in self:
            load.difference_table = load.differences and self.env["ir.qweb"]._render(
                "crm_dealership.feed_differences", {"differences": load._get_shown_differences()}
            )

    def _get_shown_differences(self):
        """Return the first changes as ``{"row", "name", "field", "before", "after"}``, in words."""
        return [
            {
                **difference,
                "field": self.env["ir.model.fields"]._get(difference["model"], difference["field"]).field_description,
                **{side: self._show(difference, side) for side in ("before", "after")},
            }
            for difference in self.differences
        ]

    def _show(self, difference, side):
        """Return a value as people read it."""
        field = self.env[difference["model"]]._fields[difference["field"]]
        value = difference[side]
        if value in (None, False, ""):
            return "–"
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value).exists().display_name or "–"
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self._show_plain(field.type, value)

    def _show_plain(self, kind, value):
        """Return a day, a number or a text as people write it."""
        if kind == "datetime":
            return format_datetime(self.env, fields.Datetime.to_datetime(value.replace("T", " ")))
        if kind == "date":
            return format_date(self.env, value)
        if kind in ("float", "monetary"):
            return formatLang(self.env, value)
        return str(value)

    # -- actions ----------------------------------------------------------------------------------------

    def action_try(self):
        """See what the file would do, without doing it."""
        self.ensure_one()
        self._check_startable()
        self._start(dry_run=True)

    def action_load(self):
        """Take the file in; a large one in the background."""
        self.ensure_one()
        self._check_startable()
        self._start(dry_run=False)

    def action_stop(self):
        """Stop where it stands: what has been taken in stays."""
        self.check_access("write")
        # sudo: people begin and stop the work, they do not write how it goes
        self.sudo().filtered(lambda load: load.state == states.RUNNING).state = states.STOPPED

    def action_run_refused(self):
        """Run the refused rows again, now that the profile has been mended."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._run_refused()  # sudo: as above

    def _check_startable(self):
        self.check_access("write")
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        if self.state not in (states.DRAFT, states.TRIED, states.FAILED, states.STOPPED, states.UNDONE):
            raise UserError(self.env._("This file has been loaded already. Load another one."))

    def _read_file(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _find_as_of(self, now):
        """Return when the file was made, naive UTC: by its name, else when it was given; not later than now."""
        found = _MADE_ON.search(self.filename or "")
        given = min(self.given_at or now, now)
        if not found:
            return given
        try:
            local = datetime(*(int(part or 0) for part in found.groups()))
        except ValueError:
            return given
        return min(self.feed_id._get_moment(local), now)

    def _get_answer(self):
        """Return what is answered to whoever posted the file."""
        answer = {name: self[name] for name in COUNTS}
        return {**answer, "load": self.id, "state": self.state, "rows": self.row_count}

    def _start(self, dry_run):
        # sudo: people begin the work, they do not write how it goes
        load = self.sudo()
        load._begin(self._read_file(), fields.Datetime.now(), dry_run)
        load._launch()
