import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ...engine.call.call_event import LAST_WORD, LONGEST_CALL, ONGOING, OUTGOING, conclude, fold
from .dealership_call_event import DONE, FAILED, IGNORED, WAITING

_logger = logging.getLogger(__name__)

BATCH = 40


class DealershipCallEvent(models.Model):
    """From stored messages to calls: by a cron that each webhook wakes."""

    _inherit = "dealership.call.event"

    @api.model
    def _cron_process(self):
        """Register all that waits, and the calls whose last word never came, batch by batch."""
        crons = self.env["ir.cron"]
        self._wake_silent(fields.Datetime.now())
        while True:
            try:
                done = self._process_batch(BATCH)
            except psycopg2.extensions.TransactionRollbackError:
                # A script registered a call of the same caller meanwhile: look again.
                self.env.cr.rollback()
                continue
            if not crons._commit_progress(done, remaining=self._count_waiting()) or not done:
                break

    @api.model
    def _count_waiting(self):
        return self.search_count([("state", "=", WAITING)], limit=10 * BATCH)

    @api.model
    def _process_batch(self, limit):
        """Register the calls of the first messages that wait; return how many messages are settled.

        Rows that another worker has are left to it.
        """
        waiting = self.search([("state", "=", WAITING)], order="id", limit=limit).try_lock_for_update()
        calls = {(event.account_id, event.call_key) for event in waiting}
        for account, call_key in sorted(calls, key=lambda call: (call[0].id, call[1])):
            events = self.search([("account_id", "=", account.id), ("call_key", "=", call_key)], order="id")
            waiting |= events.filtered(lambda event: event.state == WAITING).try_lock_for_update()
            self._process_call(account, events, waiting & events)
        return len(waiting)

    def _process_call(self, account, events, waiting):
        """Register one call by everything that is known of it."""
        try:
            with self.env.cr.savepoint():
                state, call, number = self._register_call(account, events)
                values = {"state": state, "error": False, "call_id": call.id, "caller_number": number}
                # Earlier messages too: alone they may have been about nothing we know.
                events.filtered(lambda event: event.state != state or event.call_id != call).write(values)
                if call.is_missed:
                    self._wake_ignored(account, call.caller_number)
        except psycopg2.extensions.TransactionRollbackError:
            raise
        except Exception as error:  # noqa: BLE001 whatever one call provokes must not stop the others
            _logger.warning("Call %s of %s is not registered", events[0].call_key, account.name, exc_info=True)
            waiting.write({"state": FAILED, "error": str(error)[:500]})

    def _register_call(self, account, events):
        """Return (state of the messages, call, the customer's number)."""
        facts = [fact for event in events for fact in event._read_payload()]
        calls = self.env["dealership.call"].with_company(account.company_id)
        if not facts:
            return IGNORED, calls, False
        state = conclude(fold(facts), fields.Datetime.now())
        vals = calls._prepare_register_vals(self._prepare_call_vals(account, state))
        ours = vals.get("tracking_number_id") or vals.get("team_id") or vals.get("delivery_id")
        ours = ours or calls._find_registered(vals)
        if not ours:
            # Lines that are nobody's business: private ones of the same provider.
            return IGNORED, calls, vals.get("to_number" if state.direction == OUTGOING else "from_number")
        return DONE, calls._register(vals), False

    @api.model
    def _prepare_call_vals(self, account, state):
        user = self._find_user(account, state.user_email)
        vals = {
            "provider": account.provider,
            "account_id": account.id,
            "external_id": state.call_id,
            "company_id": account.company_id.id,
            "direction": state.direction,
            "outcome": state.outcome,
            "reason": state.reason or False,
            "from_number": state.from_number,
            "to_number": state.to_number,
            "started_at": state.started_at,
            "answered_at": state.answered_at,
            "ended_at": state.ended_at,
            "duration": state.talk_seconds,
            "recording_url": state.recording_url or False,
            "summary": state.summary or False,
            "transcription": state.transcription or False,
            "bad_quality": state.bad_quality,
        }
        return {**vals, "user_id": user.id} if user else vals

    @api.model
    def _find_user(self, account, email):
        address = email_normalize(email)
        if not address:
            return self.env["res.users"]
        return self.env["res.users"].search(
            [("email_normalized", "=", address), ("company_ids", "in", account.company_id.ids)], limit=1
        )

    @api.model
    def _wake_ignored(self, account, number):
        """A call back may be reported before the missed call that makes it one."""
        if number:
            self.search(
                [
                    ("account_id.company_id", "=", account.company_id.id),
                    ("caller_number", "=", number),
                    ("state", "=", IGNORED),
                ]
            ).write({"state": WAITING})

    @api.model
    def _wake_silent(self, now):
        """Look again at the calls that are said to go on but are long over; how long is ``conclude``'s to say."""
        self.flush_model(["state", "call_id"])
        self.env["dealership.call"].flush_model(["outcome", "started_at", "ended_at"])
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_call_event AS event SET state = %(waiting)s
                     FROM dealership_call AS call
                    WHERE call.id = event.call_id AND call.outcome = %(ongoing)s AND event.state = %(done)s
                      AND COALESCE(call.ended_at + %(last_word)s, call.started_at + %(longest)s) <= %(now)s""",
                waiting=WAITING,
                ongoing=ONGOING,
                done=DONE,
                last_word=LAST_WORD,
                longest=LONGEST_CALL,
                now=now,
            )
        )
        self.invalidate_model(["state"])
