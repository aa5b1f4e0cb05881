import logging
import time

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.file.errors import TableFileError
from ...engine.targeting import import_states as states
from ..client.inner_context import without_client_context
from .import_creation import ImportCreation
from .import_matching import ImportMatching

_logger = logging.getLogger(__name__)

AT_ONCE_ROWS = 2_000  # imported while the person waits
MAX_SECONDS = 60  # of one import in one turn of the scheduler; taking up a file again costs reading it anew


class DealershipTargetingImport(models.Model):
    """Doing the work of an import: in batches, each committed, to be taken up by another process at any time."""

    _inherit = "dealership.targeting.import"

    def _launch(self):
        """Do the work at once when it is small, else have it done in the background."""
        if self.goal_count > AT_ONCE_ROWS:
            # sudo: whoever may import may have it done
            self.env.ref("crm_dealership.ir_cron_process_imports").sudo()._trigger()
            return
        try:
            with self.env.cr.savepoint():
                job = self._as_importer()._get_job()
                while job.do_batch():
                    pass
                job.finish()
        except TableFileError as error:
            self._fail(self.env._(error.message))

    @api.model
    def _cron_process(self):
        """Go on with all imports, the oldest first; an import that fails keeps no other waiting."""
        waiting = self.search([("state", "in", states.AT_WORK)], order="id")
        self.env["ir.cron"]._commit_progress(remaining=self._count_remaining())
        for record in waiting:
            record._process_in_turn(time.monotonic() + MAX_SECONDS)

    def _process_in_turn(self, deadline):
        """Work until the import is finished, or until the deadline; then the next turn goes on."""
        job = None
        while time.monotonic() < deadline and self._lock_at_work():
            done = 0
            try:
                with self.env.cr.savepoint():
                    job = job or self._as_importer()._get_job()
                    done = job.do_batch()
                    if not done:
                        job.finish()
            except (SerializationFailure, DeadlockDetected):
                # Somebody changed the same records: this batch is done again.
                self.env.cr.rollback()
                job = None
                continue
            except TableFileError as error:
                self._fail(self._as_importer().env._(error.message))
            except UserError as error:
                self._fail(str(error))
            except Exception:  # noqa: BLE001 whatever one file provokes must not stop the others
                _logger.exception("Import %s of targeting %s failed", self.id, self.targeting_id.id)
                self._fail(self.env._("The import met an unexpected error; an administrator finds it in the log."))
            self.env["ir.cron"]._commit_progress(done, remaining=self._count_remaining())

    @api.model
    def _count_remaining(self):
        """Return about how many rows all imports have before them; not 0 while one is at work."""
        waiting = self.search([("state", "in", states.AT_WORK)])
        return sum(max(record.goal_count - record.done_count, 1) for record in waiting)

    def _lock_at_work(self):
        """Whether the import is still to be worked on; then it is this transaction's."""
        locked = self.try_lock_for_update(allow_referencing=True)
        locked.invalidate_recordset()
        return bool(locked) and locked.state in states.AT_WORK

    def _get_job(self):
        return (ImportCreation if self.state == states.CREATING else ImportMatching)(self)

    def _as_importer(self):
        """Return the import with the rights and the language of whoever started it, in the targeting's company."""
        return without_client_context(self.with_user(self.user_id)).with_context(
            lang=self.user_id.lang, allowed_company_ids=self.company_id.ids
        )

    def _fail(self, message):
        self.env.invalidate_all(flush=False)
        # sudo: as in :meth:`_set_to_work`
        self.sudo().write({"error": message, "state": states.DONE if self.finished_at else states.FAILED})

    def _finish(self):
        """The rows are complete: from now on the targeting returns their customers."""
        # sudo: what people may not write themselves
        self.sudo().write(
            {
                "state": states.DONE,
                "finished_at": self.finished_at or fields.Datetime.now(),
                "goal_count": self.done_count,  # blank rows at the end were counted, too
                "file": False,
                "sample": False,
                "error": False,
            }
        )
        self.targeting_id._compute_customer_count()

    @api.autovacuum
    def _gc_abandoned(self):
        """Forget files that were uploaded and never imported."""
        week_ago = fields.Datetime.subtract(fields.Datetime.now(), days=7)
        abandoned = (states.DRAFT, states.STOPPED, states.FAILED)
        self.search([("state", "in", abandoned), ("write_date", "<", week_ago)]).unlink()
