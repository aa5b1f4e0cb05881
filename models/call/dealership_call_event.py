import json
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.call.call_event import LONGEST_CALL

KEPT = timedelta(days=30)
WAITING = "waiting"
DONE = "done"
IGNORED = "ignored"
FAILED = "failed"
EVENT_STATES = [(WAITING, "Waiting"), (DONE, "Done"), (IGNORED, "Ignored"), (FAILED, "Failed")]


class DealershipCallEvent(models.Model):
    """What a provider sent about a call, as it came, kept for 30 days.

    =======  ========================================================  ==========================
    state    meaning                                                   set by
    =======  ========================================================  ==========================
    waiting  stored, not yet looked at                                 ``_store``, ``action_retry``
    done     the call is registered with it                            ``_process_batch``
    ignored  not about a call on one of the tracking numbers           ``_process_batch``
    failed   could not be registered; ``error`` says why               ``_process_batch``
    =======  ========================================================  ==========================

    Whoever answers the provider only stores; the cron does the rest (``call_processing.py``).
    """

    _name = "dealership.call.event"
    _description = "Call Event"
    _order = "id desc"
    _rec_name = "call_key"
    _log_access = False

    account_id = fields.Many2one("dealership.provider.account", required=True, readonly=True, ondelete="cascade")
    key = fields.Char(required=True, readonly=True, help="What recognises the message when it comes again.")
    call_key = fields.Char(string="Provider's Reference", required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)
    received_at = fields.Datetime(required=True, readonly=True, index=True)
    state = fields.Selection(EVENT_STATES, required=True, default=WAITING)
    error = fields.Char(readonly=True)
    caller_number = fields.Char(readonly=True, help="The customer's number of an ignored call.")
    call_id = fields.Many2one("dealership.call", readonly=True, index="btree_not_null", ondelete="set null")

    _account_key_unique = models.UniqueIndex("(account_id, key)")
    _call_index = models.Index("(account_id, call_key)")
    _waiting_index = models.Index("(id) WHERE state = 'waiting'")
    _ignored_index = models.Index("(caller_number) WHERE state = 'ignored'")

    @api.model
    def _receive(self, account, message, call_key, received_at):
        """Store a message and wake the cron; both happen when the request is committed."""
        if self._store(account, message.key, call_key, message.payload, received_at):
            self._wake_cron()

    @api.model
    def _wake_cron(self):
        """Let the cron run once this message is committed; one that is about to run anyway is left in peace.

        A cron that starts deletes its triggers, which locks them. A trigger that can be locked here was therefore
        not yet acted upon, and the cron cannot start until this transaction is committed: it will see the message.
        """
        cron = self.env.ref("crm_dealership.ir_cron_call_events")
        if not self._hold_trigger(cron):
            cron._trigger()

    @api.model
    def _hold_trigger(self, cron):
        """Return whether there is a trigger that waits; it is kept from being acted upon until the commit."""
        query = SQL(
            """SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= %s
               LIMIT 1 FOR KEY SHARE SKIP LOCKED""",
            cron.id,
            fields.Datetime.now(),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
                return bool(self.env.cr.rowcount)
        except psycopg2.extensions.TransactionRollbackError:
            # Acted upon since this transaction began: too late for this message. (Odoo would wait before a retry.)
            return False

    @api.model
    def _store(self, account, key, call_key, payload, received_at):
        """Keep a message; one that came before is kept once.

        :param dict payload: what JSON can hold
        :return: whether it is new
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_call_event (account_id, key, call_key, payload, received_at, state)
                   VALUES (%s, %s, %s, %s, %s, %s)
                   ON CONFLICT (account_id, key) DO NOTHING""",
                account.id,
                key,
                call_key,
                json.dumps(payload, ensure_ascii=True),
                received_at,
                WAITING,
            )
        )
        return bool(self.env.cr.rowcount)

    def _read_payload(self):
        """Return the ``CallEvent``s in one stored message."""
        self.ensure_one()
        return self.account_id._get_adapter()._get_call_reader().interpret(json.loads(self.payload), self.received_at)

    def action_retry(self):
        """Look at messages again that failed, or that were ignored."""
        self.write({"state": WAITING, "error": False})
        self._wake_cron()

    @api.autovacuum
    def _gc_events(self):
        """Forget what has been kept long enough, and what waits no longer for a call to end."""
        limit = fields.Datetime.now() - max(KEPT, LONGEST_CALL)
        self.search([("received_at", "<", limit), ("state", "!=", WAITING)]).unlink()
