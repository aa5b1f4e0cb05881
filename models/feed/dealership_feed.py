import base64
from itertools import islice

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.feed import field as types
from ...engine.feed.guess import guess_columns, settle_names
from ...engine.feed.notation import COMMA, DAY_FIRST, MONTH_FIRST, POINT, Notation, guess_day_order, guess_decimal_mark
from ...engine.feed.reading import RowReader
from ...engine.feed.table import read_headers, read_lines
from ...engine.file.csv_reader import clean_value
from ...engine.file.errors import TableFileError
from ...engine.local_time import to_utc
from ...engine.one_line import seen_line
from ...engine.plain_words import find_meaning
from ..client.internal_fields import with_internal_fields

SAMPLE_ROWS = 200
# A file whose columns say less than this much of any kind is none that we know.
LEAST_COLUMNS = 2


class DealershipFeed(models.Model):
    """Files of one shape that a dealer management system gives again and again, and how they are read.

    The feed is the profile: which column is what, how dates and numbers are written, what the codes mean. Whose records
    they are, and by which keys they are known, is the source's: all feeds of a source speak of the same vehicles.
    """

    _name = "dealership.feed"
    _description = "Feed"
    _order = "source_id, kind_sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    source_id = fields.Many2one("dealership.source", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Of rows that name none. Hours in the file are those of its clock.",
    )
    kind = fields.Selection(selection="_selection_kind", string="What It Brings", required=True)
    kind_sequence = fields.Integer(compute="_compute_kind_sequence", store=True)
    day_order = fields.Selection(
        [(DAY_FIRST, "Day first: 31/12/2026"), (MONTH_FIRST, "Month first: 12/31/2026")],
        string="Dates",
        required=True,
        default=DAY_FIRST,
        help="How days and months stand, where the year isn't the first: 2026-12-31 is read in any case.",
    )
    decimal_mark = fields.Selection(
        [(COMMA, "Comma: 1 234,56"), (POINT, "Point: 1,234.56")], string="Amounts", required=True, default=COMMA
    )
    overwrites = fields.Boolean(
        string="Overwrites Corrections",
        help="What the source says is written even over what somebody has corrected here.",
    )
    column_ids = fields.One2many("dealership.feed.column", "feed_id", string="Columns", copy=True)
    code_ids = fields.One2many("dealership.feed.code", "feed_id", string="Codes", copy=True)
    load_ids = fields.One2many("dealership.feed.load", "feed_id", string="Loads")
    load_count = fields.Integer(compute="_compute_load_count", string="Number of Loads")
    live_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the first file that was loaded had been made. What happened before stays in the past.",
    )
    sample = fields.Binary(
        store=False, string="Sample File", help="A file as the source writes them: the columns are guessed from it."
    )
    sample_name = fields.Char(store=False)

    # -- defaults and computes --------------------------------------------------------------------------

    @api.model
    def _selection_kind(self):
        return self.env["dealership.feed.kind"]._selection_kinds()

    @api.depends("source_id")
    def _compute_team_id(self):
        for feed in self:
            feed.team_id = feed.team_id or feed.source_id.team_id

    @api.depends("kind")
    def _compute_kind_sequence(self):
        for feed in self:
            feed.kind_sequence = feed.kind and feed._get_kind()._feed_sequence

    @api.depends("load_ids")
    def _compute_load_count(self):
        counts = dict(
            self.env["dealership.feed.load"]._read_group([("feed_id", "in", self.ids)], ["feed_id"], ["__count"])
        )
        for feed in self:
            feed.load_count = counts.get(feed._origin, 0)

    @api.onchange("sample")
    def _onchange_sample(self):
        if self.sample:
            self._take_guess(base64.b64decode(self.sample))

    # -- actions ----------------------------------------------------------------------------------------

    def action_load(self):
        """Choose a file to be loaded."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a File"),
            "res_model": "dealership.feed.load",
            "views": [(False, "form")],
            "context": {"default_feed_id": self.id},
        }

    def action_view_loads(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_feed_load_action")
        return {**action, "domain": [("feed_id", "=", self.id)], "context": {"default_feed_id": self.id}}

    # -- the profile ------------------------------------------------------------------------------------

    def _get_kind(self):
        return self.env["dealership.feed.kind"]._get_kind(self.kind)

    def _get_fields(self):
        """Return {meaning: ``FeedField``} of what a row can say."""
        return self._get_kind()._get_meanings()

    def _get_meaning(self, feed_field):
        return f"{self.kind}.{feed_field.path}"

    def _get_notation(self):
        tz = self.team_id.with_company(self.company_id)._get_timezone()
        return Notation(tz, self.day_order, self.decimal_mark)

    def _get_reader(self):
        """Return the ``RowReader`` of the profile."""
        known = self._get_fields()
        columns = [(column.header, known[column.meaning]) for column in self.column_ids if column.meaning in known]
        return RowReader(columns, self._get_notation(), self.env["dealership.feed.code"]._get_reading(self))

    def _get_share_of(self, headers):
        """Return which share of the columns that are read a file has; 0 where one is missing that is needed.

        :param set headers: of the file
        """
        known = self._get_fields()
        read = self.column_ids.filtered(lambda column: column.meaning in known)
        missing = read.filtered(lambda column: column.header not in headers)
        if not read or any(known[column.meaning].required for column in missing):
            return 0
        return 1 - len(missing) / len(read)

    def _is_history(self, as_of):
        """Return whether a file was made before the feed went live: the first file, or an older one.

        :param datetime as_of: naive UTC
        """
        return not self.live_since or as_of <= self.live_since

    def _get_moment(self, local):
        """Return the naive UTC moment of what the clock of the point of sale shows."""
        return to_utc(local, self._get_notation().tz)

    def _load(self, content, filename, now=None, dry_run=False):
        """Load a file at once, whatever its size.

        :param bytes content:
        :param str filename: may say when the file was made
        :param datetime now: naive UTC
        :param bool dry_run: only see what it would do
        :return: ``dealership.feed.load`` with its counts
        :raise UserError: it is no table, or another file of the source is being loaded
        """
        self.ensure_one()
        load = self._make_load(content, filename).sudo()  # sudo: how it goes is not for people to write
        load._begin(content, now or fields.Datetime.now(), dry_run)
        load._process(content)
        return load.with_env(self.env)

    def _make_load(self, content, filename, **origin):
        """Return the load of a file, which has not begun.

        :param origin: how and when it came, where no person brings it
        """
        loads = with_internal_fields(self.env["dealership.feed.load"])
        vals = {
            "feed_id": self.id,
            "filename": seen_line(clean_value(filename or "")),
            "file": base64.b64encode(content),
            **origin,
        }
        return loads.create(vals).with_env(self.env)

    # -- guessing ---------------------------------------------------------------------------------------

    @api.model
    def _guess(self, content, filename):
        """Return an unsaved profile for files like this one, of the kind that fits it best.

        :param bytes content:
        :param str filename:
        :raise UserError: it is no table, or none that says anything known
        """
        feed = self.new({"name": (filename or "").rpartition(".")[0] or filename})
        feed._take_guess(content)
        return feed

    def _keep(self, source, **vals):
        """Return a profile that was guessed, saved unchanged as a feed of a source."""
        guessed = {name: self[name] for name in ("name", "kind", "day_order", "decimal_mark", "column_ids", "code_ids")}
        return self.create({**self._convert_to_write(guessed), "source_id": source.id, **vals})

    def _take_guess(self, content):
        """Fill in what a sample tells: the kind where none was chosen, the columns, the notation, the codes."""
        samples = self._read_samples(content)
        every = [value for values in samples.values() for value in values]
        self.day_order, self.decimal_mark = guess_day_order(every), guess_decimal_mark(every)
        notation = Notation(pytz.utc, self.day_order, self.decimal_mark)
        kinds = [self.kind] if self.kind else [key for key, _label in self._selection_kind()]
        guesses = {kind: self._guess_columns(kind, samples, notation) for kind in kinds}
        self.kind, (guessed, rating) = max(guesses.items(), key=lambda guess: guess[1][1])
        if not rating:
            raise UserError(
                self.env._("No column tells what this file is about. Say what it brings, or try one with headers.")
            )
        self.column_ids = [Command.clear()] + [
            Command.create(self._prepare_column_vals(place, header, values, guessed.get(header)))
            for place, (header, values) in enumerate(samples.items(), start=1)
        ]
        self.code_ids = [Command.clear()] + [Command.create(vals) for vals in self._guess_codes(samples, guessed)]

    def _read_samples(self, content):
        """Return {header: some values} of a file."""
        try:
            samples = {header: [] for header in read_headers(content) if header}
            for line in islice(read_lines(content), SAMPLE_ROWS):
                for header, value in line.cells.items():
                    if value and header in samples:
                        samples[header].append(value)
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        return samples

    def _guess_columns(self, kind, samples, notation):
        """Return what the columns mean if the file is of a kind, and how well that fits.

        What a record of the kind can't be without has to be there.
        """
        feed_fields = self.env["dealership.feed.kind"]._get_kind(kind)._get_fields()
        guessed, rating = guess_columns(list(samples), samples, feed_fields, notation)
        required = {feed_field.path for feed_field in feed_fields if feed_field.required}
        fits = required <= set(guessed.values()) and len(guessed) >= LEAST_COLUMNS
        return settle_names(guessed), rating if fits else 0

    def _prepare_column_vals(self, place, header, values, path):
        return {
            "sequence": place,
            "header": header,
            "meaning": f"{self.kind}.{path}" if path else False,
            "examples": " · ".join(dict.fromkeys(values[:20]))[:100],
        }

    def _guess_codes(self, samples, guessed):
        """Return the values of the codes that a sample has."""
        known = self._get_fields()
        vals_list = []
        for header, path in guessed.items():
            meaning = f"{self.kind}.{path}"
            if known[meaning].type == types.CHOICE:
                vals_list += [
                    {"meaning": meaning, "code": code, "value": find_meaning(code, known[meaning].words)}
                    for code in sorted(set(samples[header]))
                ]
        return vals_list
