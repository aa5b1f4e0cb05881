import base64
from itertools import islice

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..engine.file.errors import TableFileError
from ..engine.file.table import detect_format, read_rows
from ..engine.targeting.import_columns import SAMPLE_ROWS, can_tell, count_keys, guess_meanings, has_header
from ..engine.targeting.matching import AMBIGUOUS, MATCHED, UNKNOWN, UNREADABLE
from ..models.customer.customer_matcher import CustomerMatcher

MAX_ROWS = 20_000  # that are tried: enough to judge by
BATCH_ROWS = 2_000
MAX_SHOWN = 20


class DealershipMatchingSetup(models.TransientModel):
    """By what customers are recognised, tried on a file before it is saved."""

    _name = "dealership.matching.setup"
    _description = "Matching Rules"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    line_ids = fields.One2many("dealership.matching.setup.line", "setup_id", default=lambda self: self._default_lines())
    file = fields.Binary()
    file_name = fields.Char()
    is_tried = fields.Boolean(readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    matched_count = fields.Integer(string="Matched", readonly=True)
    ambiguous_count = fields.Integer(string="Ambiguous", readonly=True)
    unknown_count = fields.Integer(string="Unknown", readonly=True)
    unreadable_count = fields.Integer(string="Unreadable", readonly=True)
    doubtful_ids = fields.One2many("dealership.matching.setup.row", "setup_id", readonly=True)

    @api.model
    def _default_lines(self):
        used = self.env["dealership.matching.rule"]._get_rules(self.env.company)
        labels = dict(self.env["dealership.matching.rule"]._selection_key())
        order = [*used, *(key for key in labels if key not in used)]
        return [
            Command.create({"sequence": number, "key": key, "is_used": key in used})
            for number, key in enumerate(order, start=1)
            if key in labels
        ]

    def action_try(self):
        """Say what would become of the people of a file; nothing is written but that.

        :raise UserError: there is no file, or it cannot be read or says of nobody who it is
        """
        self.ensure_one()
        self.env["dealership.matching.rule"].check_access("create")
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            records = self._read_people()
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        matcher = CustomerMatcher(
            self.env, self.company_id.country_id.code, company=self.company_id, rules=self._get_chosen()
        )
        verdicts = [verdict for chunk in split_every(BATCH_ROWS, records) for verdict in matcher.match(list(chunk))]
        # sudo: what would become of the file is not for people to write
        self.sudo().write(self._prepare_result_vals(records, verdicts))
        return self._open()

    def action_save(self):
        """Have the company's customers recognised so from now on."""
        self.ensure_one()
        rules = self.env["dealership.matching.rule"]
        rules.check_access("create")
        chosen = self._get_chosen()
        rules.search([("company_id", "=", self.company_id.id)]).unlink()
        rules.create(
            [
                {"company_id": self.company_id.id, "sequence": number, "key": key}
                for number, key in enumerate(chosen, start=1)
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_chosen(self):
        """Return the keys that are used, in their order.

        :raise UserError: none is
        """
        chosen = self.line_ids.filtered("is_used").sorted(lambda line: (line.sequence, line.id)).mapped("key")
        if not chosen:
            raise UserError(self.env._("Choose at least one thing by which customers are recognised."))
        return chosen

    def _read_people(self):
        """Return the rows of the file as {meaning: text}.

        :raise TableFileError: where the file breaks
        """
        content = base64.b64decode(self.with_context(bin_size=False).file)
        keys = self.env["dealership.customer.keys"]._get_keys()
        country_code = self.company_id.country_id.code
        file_format = detect_format(content, rate=lambda rows: count_keys(rows, keys, country_code))
        rows = [row.values for row in islice(read_rows(content, file_format, has_header=False), MAX_ROWS + 1)]
        named = bool(rows) and has_header(rows[0], keys)
        people = rows[named:]
        headers = rows[0] if named else [""] * max(map(len, rows), default=0)
        meanings = guess_meanings(headers, people[:SAMPLE_ROWS], keys, country_code)
        if not can_tell(meanings, keys):
            raise UserError(self.env._("No column of the file says who the people are."))
        return [_read_person(row, meanings) for row in people]

    def _prepare_result_vals(self, records, verdicts):
        counts = dict.fromkeys((MATCHED, AMBIGUOUS, UNKNOWN, UNREADABLE), 0)
        for verdict in verdicts:
            counts[verdict.status] += 1
        doubtful = [(record, verdict) for record, verdict in zip(records, verdicts, strict=True) if verdict.candidates]
        shown = [
            Command.create(
                {
                    "content": " · ".join(
                        text for each in record.values() for text in ([each] if isinstance(each, str) else each)
                    ),
                    "reason": self.env._(verdict.reason),
                    "candidate_ids": [Command.set(list(verdict.candidates))],
                }
            )
            for record, verdict in doubtful[:MAX_SHOWN]
        ]
        return {
            "is_tried": True,
            "row_count": len(records),
            **{f"{status}_count": count for status, count in counts.items()},
            "doubtful_ids": [Command.clear(), *shown],
        }

    def _open(self):
        return {**self._get_records_action(target="new"), "name": self.env._("Matching Rules")}


class DealershipMatchingSetupLine(models.TransientModel):
    """A key, at its place in the order, used or not."""

    _name = "dealership.matching.setup.line"
    _description = "Line of the Matching Rules"
    _order = "sequence, id"

    setup_id = fields.Many2one("dealership.matching.setup", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    key = fields.Selection(
        lambda self: self.env["dealership.matching.rule"]._selection_key(), required=True, string="Recognised By"
    )
    is_used = fields.Boolean(string="Used")


class DealershipMatchingSetupRow(models.TransientModel):
    """A row of the file that would be ambiguous."""

    _name = "dealership.matching.setup.row"
    _description = "Ambiguous Row of a Trial"

    setup_id = fields.Many2one("dealership.matching.setup", required=True, ondelete="cascade")
    content = fields.Char(string="In the File", readonly=True)
    reason = fields.Char(readonly=True)
    candidate_ids = fields.Many2many(
        "res.partner", "dealership_matching_setup_candidate_rel", "row_id", "partner_id", readonly=True
    )


def _read_person(row, meanings):
    """Return {meaning: text} of a row, the list of texts where several columns hold one key."""
    found = {}
    for meaning, text in zip(meanings, row, strict=False):
        if meaning and text:
            found.setdefault(meaning, []).append(text)
    return {meaning: texts if len(texts) > 1 else texts[0] for meaning, texts in found.items()}
