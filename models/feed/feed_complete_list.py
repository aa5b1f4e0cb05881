from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.feed import load_states as states
from ...engine.feed.complete_list import find_doubt
from ...engine.feed.field import KEY
from ...engine.feed.invoice_states import ABSENT, OPEN
from ...engine.feed.merge import mark
from ...engine.feed.source_key import fold_source_key
from ...engine.feed.table import read_lines
from ..database.administrators import tell_administrators
from .dealership_source import WARNING
from .feed_context import FeedContext
from .open_items import OpenItems

INVOICE = "invoice"


class DealershipFeed(models.Model):
    """A feed of invoices whose files list all that is open: what they lack is open no more."""

    _inherit = "dealership.feed"

    lists_all_open = fields.Boolean(
        string="Lists All That Is Open",
        help="What was open and is missing in a file is taken for settled. When rows were refused, or very many are "
        "missing at once, nothing is settled before somebody has looked.",
    )


class DealershipFeedLoad(models.Model):
    """What a complete list lacks is settled once the whole file has been read, unless it looks broken off."""

    _name = "dealership.feed.load"
    _inherit = ["dealership.feed.load", "mail.thread", "mail.activity.mixin"]

    absent_count = fields.Integer(
        string="No Longer Listed", readonly=True, copy=False, help="Open here, and not in the file."
    )
    absent_doubt = fields.Char(readonly=True, copy=False, help="Why what is missing was not settled.")

    def action_settle_absent(self):
        """Settle what the list lacks, after somebody has looked at it."""
        self.ensure_one()
        self.check_access("write")
        load = self.sudo()  # sudo: people decide, they do not write how it goes
        if load.state != states.DONE or not load.absent_doubt:
            raise UserError(self.env._("Nothing of this load waits for a decision."))
        if not load.file:
            raise UserError(self.env._("The file is not kept any more: load a newer one."))
        content = load._read_file()
        load._settle_absent(load._find_absent(content)[0])
        load.write({"absent_doubt": False})
        load.activity_feedback([WARNING])

    def _finish(self):
        res = super()._finish()
        self._look_for_absent()
        return res

    def _try(self, content):
        res = super()._try(content)
        self._count_absent(content)
        return res

    def _look_for_absent(self):
        """Settle what the list lacks, or ask somebody to look at it."""
        content = self._read_file()
        absent = self._count_absent(content)
        if self.absent_doubt:
            tell_administrators(self.sudo(), WARNING, lambda told: told._describe_doubt())
        elif absent:
            self._settle_absent(absent)

    def _count_absent(self, content):
        """Note how much the list lacks, and why that may be wrong; return what it is."""
        if not (self.feed_id.kind == INVOICE and self.feed_id.lists_all_open):
            return None
        absent, open_count = self._find_absent(content)
        doubt = find_doubt(open_count, len(absent), self.refused_count, self.row_count)
        self.write({"absent_count": len(absent), "absent_doubt": self.env._(doubt) if doubt else False})
        return absent

    def _describe_doubt(self):
        words = self.env._(
            "%(count)s open invoices are missing in %(file)s of %(feed)s. Nothing was settled: %(why)s. Look at the "
            "load, and settle them there if they are.",
            count=self.absent_count,
            file=self.filename or self.env._("the file"),
            feed=self.feed_id.name,
            why=self.absent_doubt,
        )
        return self.env._("Open invoices are missing"), words

    def _find_absent(self, content):
        """Return (what the source has said of open invoices that the file lacks, how many are open).

        What newer files have spoken of is not among them.
        """
        feed = self._as_source(self.feed_id)
        is_open = [
            ("dealership_source_id", "=", feed.source_id.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            ("source_status", "=", OPEN),
            # What its payments, or somebody here, have settled is no longer listed for that reason.
            ("payment_state", "in", ("not_paid", "partial", "blocked")),
        ]
        columns = {column.meaning: column.header for column in feed.column_ids}
        if feed.team_id and f"{INVOICE}.team_id" not in columns:
            is_open.append(("journal_id.dealership_team_id", "=", feed.team_id.id))
        moves = feed.env["account.move"].search(is_open)
        known = feed.env["dealership.feed.record"].search(
            [
                ("source_id", "=", feed.source_id.id),
                ("kind", "=", INVOICE),
                ("res_id", "in", moves.ids),
                ("said_at", "<=", self.as_of),
            ]
        )
        header = columns[f"{INVOICE}.{KEY}"]
        listed = {fold_source_key(line.cells.get(header, "")) for line in read_lines(content)}
        return known.filtered(lambda record: record.key not in listed), len(moves)

    def _settle_absent(self, absent):
        """Settle invoices, as if the file had said so of each.

        :param absent: ``dealership.feed.record``, as superuser
        """
        moves = absent.env["account.move"].browse(absent.mapped("res_id"))
        moves.write({"source_status": ABSENT})
        day = FeedContext(self._as_source(self.feed_id), self.as_of).get_day()
        OpenItems(absent.env, day).follow(moves)
        for record in absent:
            said = {**(record.said or {}), "source_status": mark(ABSENT)}
            record.write({"said": said, "said_at": self.as_of})
