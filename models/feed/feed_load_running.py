import logging
import time
from itertools import islice

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.feed import load_states as states
from ...engine.feed.superseded import from_plain, to_plain
from ...engine.feed.table import Line, count_lines, read_lines
from ...engine.file.errors import TableFileError
from ...engine.source.outcomes import COUNTS, REFUSED, WAITING
from ..client.inner_context import with_inner, without_client_context
from ..database.administrators import tell_administrators
from .dealership_source import WARNING
from .feed_context import FeedContext
from .feed_loading import ChunkResult, FeedLoading

_logger = logging.getLogger(__name__)

AT_ONCE_ROWS = 2_000  # loaded while the person waits
MAX_SECONDS = 60  # of one load in one turn of the scheduler
MOST_DIFFERENCES = 20
MOST_REMARKS = 1_000


class DealershipFeedLoad(models.Model):
    """Doing the work of a load: chunk by chunk, each committed, to be taken up by another process at any time."""

    _inherit = "dealership.feed.load"

    def _begin(self, content, now, dry_run):
        """Note that a file is about to be tried or loaded, from its first row.

        :raise UserError: it is no table
        """
        try:
            row_count = count_lines(content)
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        self.row_ids.unlink()
        self.write(
            {
                **dict.fromkeys(COUNTS, 0),
                "done_count": 0,
                "superseded_count": 0,
                "superseded": False,
                "row_count": row_count,
                "as_of": self._find_as_of(now),
                "dry_run": dry_run,
                "differences": False,
                "error": False,
                "finished_at": False,
                "state": states.RUNNING,
            }
        )

    def _launch(self):
        """Do the work at once when it is small, and no other file of the source is in the middle of it; else behind.

        Who posts a file can do no more about the other one than be told that it is wrong, and would not come again.
        """
        if self.row_count > AT_ONCE_ROWS or not self._lock():
            self._wake_scheduler()
        else:
            self._process(self._read_file())

    def _wake_scheduler(self):
        # sudo: whoever may load may have it done
        self.env.ref("crm_dealership.ir_cron_process_feed_loads").sudo()._trigger()

    @api.model
    def _cron_process(self):
        """Go on with all loads, the oldest file of each source first; one that fails keeps no other waiting."""
        running = self.search([("state", "in", states.WORKING)], order="as_of, id")
        self.env["ir.cron"]._commit_progress(remaining=len(running))
        for load in running:
            load._process_in_turn(time.monotonic() + MAX_SECONDS)

    def _process_in_turn(self, deadline):
        """Work until the file is loaded, or until the deadline; then the next turn goes on."""
        content, steps = self._read_file(), None
        while self.state in states.WORKING and time.monotonic() < deadline:
            done = self.done_count
            try:
                if not self._lock():
                    return  # another file of the source is being loaded
                steps = steps or self._work(content)
                next(steps, None)
            except (SerializationFailure, DeadlockDetected):
                # Somebody changed the same records: this chunk is done again.
                self.env.cr.rollback()
                steps = None
                continue
            except Exception:  # noqa: BLE001 whatever one file provokes must not stop the others
                _logger.exception("Load %s of feed %s failed", self.id, self.feed_id.id)
                self.env.cr.rollback()
                self._fail(self.env._("The load met an unexpected error; an administrator finds it in the log."))
            remaining = self.search_count([("state", "in", states.WORKING)])
            self.env["ir.cron"]._commit_progress(self.done_count - done, remaining=remaining)

    def _lock(self):
        """Return whether nobody else loads files of the source; then it is this transaction's.

        Two at once would both make a customer whom neither finds.
        """
        return bool(self.feed_id.source_id.try_lock_for_update(allow_referencing=True))

    def _process(self, content):
        """Do the work at one go.

        :param bytes content: of the file
        """
        self.ensure_one()
        if not self._lock():
            raise UserError(self.env._("Another file of this source is being loaded. Try again in a moment."))
        for _step in self._work(content):
            pass

    def _work(self, content):
        """Try the file, or take in the rows that are left; yield after each chunk, for whoever commits."""
        try:
            if self.dry_run:
                self._try(content)
            else:
                yield from self._go_on(content)
        except TableFileError as error:
            self._fail(self.env._(error.message))

    def _get_loading(self):
        loading = self._make_loading(self.as_of, from_plain(self.superseded or {"parts": {}}))
        if not loading.context.is_history:
            loading.past = self._make_loading(self.feed_id.live_since)
        return loading

    def _make_loading(self, as_of, superseded=None):
        feed = self._as_source(self.feed_id)
        # What happened before the feed went live is nobody's news: no rule, no scenario wakes to it.
        feed = with_inner(feed, dealership_history=feed._is_history(as_of))
        return FeedLoading(feed, FeedContext(feed, as_of, self), superseded)

    def _as_source(self, records):
        """Return records in the environment that files are loaded in: of their company, and of nobody's rights.

        A feed is nobody's: what it brings, when it was, and what that is called don't depend on who chose the file.
        """
        company = self.feed_id.company_id
        return without_client_context(records.sudo()).with_context(
            allowed_company_ids=company.ids, lang=company._get_lang(), tz=str(self.feed_id._get_notation().tz)
        )

    def _look_for_superseded(self, content):
        """Note which rows of the file others say anew: once, whatever the number of turns in which it is loaded."""
        self.superseded = to_plain(self._get_loading().find_superseded(read_lines(content)))

    def _try(self, content):
        """Take the whole file in and take it back: what is left are the counts, and the first changes."""
        self._look_for_superseded(content)
        result = ChunkResult()
        loading = self._get_loading()
        savepoint = self.env.cr.savepoint()
        try:
            for chunk in loading.load(read_lines(content)):
                result.add(chunk.cut(MOST_DIFFERENCES))
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
        self._store(result)
        self._add_codes(loading)
        self.write({"state": states.TRIED, "done_count": self.row_count, "finished_at": fields.Datetime.now()})

    def _go_on(self, content):
        """Take in chunk by chunk; behind the last one the file is loaded."""
        if not self.superseded:
            self._look_for_superseded(content)
        loading = self._get_loading()
        for chunk in loading.load(islice(read_lines(content), self.done_count, None)):
            self._store(chunk)
            self._add_codes(loading)
            yield
        self._finish()

    def _finish(self):
        self.write({"state": states.DONE, "finished_at": fields.Datetime.now()})
        self._go_live()
        self.env["dealership.feed.row"]._join(self.feed_id.source_id)

    def _go_live(self):
        """Note when the feed went live: a file of which nothing could be taken in is no first one."""
        if self.row_count > self.refused_count:
            self.feed_id.live_since = self.feed_id.live_since or self.as_of

    def _fail(self, message):
        self.write({"state": states.FAILED, "error": message})
        if self.came_by != states.PERSON:
            tell_administrators(self.sudo(), WARNING, lambda told: (told.env._("A file was not loaded"), message))

    # -- what became of the rows ------------------------------------------------------------------------

    def _store(self, result):
        """Add up what became of rows, and keep those that somebody has to look at."""
        counts = {name: self[name] + result.outcomes[outcome] for name, outcome in COUNTS.items()}
        counts["superseded_count"] = self.superseded_count + len(result.superseded)
        self.write({**counts, "done_count": self.done_count + sum(result.outcomes.values())})
        room = max(MOST_DIFFERENCES - len(self.differences or []), 0)
        if shown := [difference._asdict() for difference in result.differences[:room]]:
            self.differences = [*(self.differences or []), *shown]
        self.env["dealership.feed.row"]._store(self, result, MOST_REMARKS)

    def _add_codes(self, loading):
        """Ask whoever keeps the profile what codes mean of which it says nothing."""
        codes = self.feed_id.code_ids
        known = {(code.meaning, code.code) for code in codes}
        unknown = [pair for pair in loading.get_unknown_codes() if pair not in known]
        codes.create([{"feed_id": self.feed_id.id, "meaning": meaning, "code": code} for meaning, code in unknown])

    def _run_refused(self):
        """Run the refused rows again, as the profile reads the file now."""
        if self.file:
            self._look_for_superseded(self._read_file())
        self.refused_ids._run_again()

    def _run_rows(self, rows):
        """Run rows of this load again; return how many have got on.

        :param rows: ``dealership.feed.row``, refused or waiting
        """
        loading = self._get_loading()
        lines = [Line(row.row_number, row.cells) for row in rows]
        result = ChunkResult()
        for chunk in loading.load(lines):
            result.add(chunk)
        before = {name: sum(row.state == outcome for row in rows) for name, outcome in COUNTS.items()}
        after = {name: result.outcomes[outcome] for name, outcome in COUNTS.items()}
        counts = {name: self[name] - before[name] + after[name] for name in COUNTS}
        self.write({**counts, "superseded_count": self.superseded_count + len(result.superseded)})
        numbers = set(rows.mapped("row_number"))
        rows |= self.row_ids.filtered(lambda row: row.state == states.REMARK and row.row_number in numbers)
        rows.unlink()
        self.env["dealership.feed.row"]._store(self, result, MOST_REMARKS)
        self._go_live()
        return len(lines) - result.outcomes[REFUSED] - result.outcomes[WAITING]

    @api.autovacuum
    def _gc_files(self):
        """Forget what files said of people, after three months: what was taken in stands in the records."""
        old = self.search(
            [("create_date", "<", fields.Datetime.subtract(fields.Datetime.now(), days=90)), ("file", "!=", False)],
            limit=100,
        )
        old.file = False
        old.row_ids.filtered(lambda row: row.state != WAITING).unlink()
        old.differences = False
