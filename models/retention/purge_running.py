import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dealership_purge import COUNTED, DONE, RUNNING

_logger = logging.getLogger(__name__)

# What goes in one transaction: few enough to be in nobody's way.
BATCH = 20


class DealershipPurge(models.Model):
    """Letting go batch by batch, each committed: a killed worker loses one, and nobody waits for the others."""

    _inherit = "dealership.purge"

    @api.model
    def _cron_purge(self):
        """Begin what companies have let begin by itself, and go on with what is confirmed, as long as there is time."""
        self._begin_monthly(fields.Datetime.now())
        crons = self.env["ir.cron"]
        while purge := self.search([("state", "=", RUNNING)], order="id", limit=1):
            try:
                done = purge._let_go_some()
            except psycopg2.extensions.TransactionRollbackError:
                # Somebody wrote on one of them meanwhile: look again.
                self.env.cr.rollback()
                continue
            if not crons._commit_progress(done, remaining=purge._count_left()):
                break

    def _let_go_some(self):
        """Let go of one batch, and return how many records it had; after the last one it is done."""
        self.ensure_one()
        for line in self.line_ids:
            if ids := line._find_ids(BATCH):
                line._let_go(ids)
                return len(ids)
        self.write({"state": DONE, "finished_at": fields.Datetime.now()})
        return 0

    def _count_left(self):
        return sum(line._count_left() for line in self.line_ids) if self.state == RUNNING else 0

    @api.model
    def _begin_monthly(self, now):
        """Count and confirm for the companies that purge every month, where the last time was in another month."""
        for company in self.env["res.company"].search([("dealership_purge_monthly", "=", True)]):
            month = company._get_contact_day(now).replace(day=1)
            last = self.search([("company_id", "=", company.id), ("is_automatic", "=", True)], limit=1)
            if last and company._get_contact_day(last.counted_at) >= month:
                continue
            purge = self._make(company, now, is_automatic=True)
            if purge.counted_count:
                purge._start(now)
            else:
                purge.sudo().write({"state": DONE, "finished_at": now})

    @api.autovacuum
    def _gc_counted(self):
        """Forget what was counted and never confirmed."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.search([("state", "=", COUNTED), ("counted_at", "<", before)]).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_counted(self):
        if any(purge.state != COUNTED for purge in self):
            raise UserError(self.env._("What was purged stays written down."))


class DealershipPurgeLine(models.Model):
    """Letting go of one kind, from the record after the last one."""

    _inherit = "dealership.purge.line"

    def _count_left(self):
        return max(0, self.counted_count - self.purged_count - self.failed_count)

    def _find_ids(self, limit):
        """Return the ids of what goes next; never more than was counted."""
        limit = min(limit, self._count_left())
        if not limit:
            return []
        purge = self.purge_id
        records = self.env["dealership.retention"]._get_records(
            self.kind, purge.company_id, purge.counted_at, [("id", ">", self.last_id)], order="id", limit=limit
        )
        return records.ids

    def _let_go(self, ids):
        """Let go of those that still may; where one is in the way, of the others."""
        purge = self.purge_id
        retention = self.env["dealership.retention"]
        records = retention._get_records(self.kind, purge.company_id, purge.counted_at, [("id", "in", ids)])
        purged = self._purge_together(records)
        if purged is None:
            purged = sum(self._purge_together(record, alone=True) or 0 for record in records)
        self.write(
            {
                "purged_count": self.purged_count + purged,
                "failed_count": self.failed_count + len(records) - purged,
                "last_id": max(ids),
            }
        )

    def _purge_together(self, records, alone=False):
        """Return how many have gone; None where something was in the way, and nothing has."""
        try:
            with self.env.cr.savepoint():
                self.env["dealership.retention"]._purge(self.kind, records, fields.Datetime.now())
                self.env.flush_all()
        except psycopg2.extensions.TransactionRollbackError:
            raise
        except Exception:  # whatever another addon has against it, the others go
            self.env.invalidate_all(flush=False)
            if alone:
                _logger.exception("%s %s could not be purged", records._name, records.id)
            return None
        return len(records)
