import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ledger import states
from ...engine.ledger.transitions import (
    CLAIM,
    DECIDE,
    DISPROVE,
    FORGET,
    GIVE_BACK,
    LEAVE_OUT,
    PLAN,
    PROVE,
    RESCHEDULE,
    SEND,
    SETTLE,
    SHARE_FATE,
    SHOW,
    ForbiddenTransition,
)
from ..client.inner_context import get_inner, with_inner
from .claim import checkpoint

_logger = logging.getLogger(__name__)

# What is forgotten of a delivery that is to be sent anew: whatever was tried before, and in whose message.
FRESH = {
    **dict.fromkeys(("attempts", "interruptions", "claim_id"), 0),
    **dict.fromkeys(("reason", "error", "email_message_id", "bounced_at", "gathered_into_id"), False),
}


class DealershipDelivery(models.Model):
    """The one writer of the ledger: what changes the state of deliveries, who has them in hand, or when they are due.

    ==========  ====================================  ===============================================================
    state       set by                                next
    ==========  ====================================  ===============================================================
    planned     ``_plan``: at enrolment, or when the  claimed by ``_process_due`` from ``planned_at`` on
                previous step is done; ``_send_anew``
                by a person; ``_try_later`` after
                the server's trouble
    waiting     ``_plan``, of a step by hand;         a person decides: ``_send_anew``, ``_mark_done``,
                ``_settle``: in doubt, a message      ``_leave_out``; a provider's report: ``_prove_sent``
                with a value missing; ``_hand_over``
    sending     ``_begin_sending``, ``_set_sending``  ``_settle``: sent, failed, planned again, or waiting where
                committed before anything leaves      only the recipient can know
    sent        ``_set_sent``, ``_settle_accepted``,  end; opened, replied, bounced by Odoo's mail routing. A provider
                ``_mark_done``, ``_prove_sent``       that takes it back: ``_disprove_sent``
    failed      ``_settle``: the final "no"           a person decides, once the cause is mended
    skipped     ``_leave_out``, ``_leave_out_where``  end; reminders are put before a person by ``_show_left_out``
    ==========  ====================================  ===============================================================

    Who may go where stands in ``engine/ledger/transitions.py``: what the table lacks raises ``ForbiddenTransition``.
    Ways for single deliveries check each; those for many take, by a condition, only what is in a state that the table
    allows. A ``write`` of a state by anybody else is refused.

    **Hooks**, for what other areas add to the ledger: ``_after_settled``, which asks the scenario's policy, and
    ``_announce``.
    """

    _inherit = "dealership.delivery"

    # -- hooks ----------------------------------------------------------------------------------------

    def _after_settled(self, reason):
        """Called after single deliveries have come to something, in the same transaction.

        :param str reason: that was given; or False
        """
        self._settle_gathered()
        for policy, deliveries in self._by_policy():
            policy.after_settled(deliveries, reason)

    def _announce(self):
        """Called with what was sent or has failed, after that was committed: nothing done here can make it go twice."""

    # -- planning -------------------------------------------------------------------------------------

    @api.model
    def _plan(self, source, columns, state, reason, left_out):
        """Write new deliveries; the unique constraint says of which there is one already.

        :param SQL source: a FROM clause
        :param dict columns: column → SQL, but for state and reason
        :param SQL left_out: of whom there is nobody to contact: left out from the start
        :return: how many were written
        """
        PLAN.check(None, state)
        columns = {
            **columns,
            "state": SQL("CASE WHEN %s THEN %s ELSE %s END", left_out, states.SKIPPED, state),
            "reason": SQL("CASE WHEN %s THEN %s ELSE %s END", left_out, states.NO_CUSTOMER, reason),
        }
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_delivery (%s, attempts, claim_id) SELECT %s, 0, 0 FROM %s
                   ORDER BY id ON CONFLICT (enrolment_id, step_id) DO NOTHING""",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                source,
            )
        )
        count = self.env.cr.rowcount
        self._forget_ledger()
        self._note_planned(count)
        return count

    def _send_anew(self, moment):
        """Plan for a moment (naive UTC) as if nothing had been tried before; from then on it can expire."""
        self._go(DECIDE, {"state": states.PLANNED, "planned_at": moment, **FRESH})
        for scenario, deliveries in self.grouped("scenario_id").items():
            deliveries.expires_at = fields.Datetime.add(moment, hours=scenario.expires_after_hours)

    def _try_again(self, moment):
        """Plan for a moment (naive UTC) what did not arrive by no fault of the address; it expires as before."""
        self._go(DECIDE, {"state": states.PLANNED, "planned_at": moment, **FRESH})

    @api.model
    def _bring_forward(self, moment, where):
        """Have planned deliveries that a condition holds for taken up at a moment (naive UTC)."""
        planned = SQL("delivery.state = %s AND %s", states.PLANNED, where)
        self._go_where(RESCHEDULE, {"planned_at": moment, "reason": None}, planned, among=(states.PLANNED,))

    def _reschedule(self, moment):
        """Have what a person decides on wait until a moment (naive UTC)."""
        self._go(RESCHEDULE, {"planned_at": moment})

    @api.model
    def _reschedule_where(self, columns, source, where):
        """Let what is still to come follow the dates of its records.

        :param dict columns: of the planning, as SQL
        """
        self._go_where(RESCHEDULE, columns, where, source=source)

    # -- in a worker's hand ---------------------------------------------------------------------------

    @api.model
    def _claim(self, number, which):
        """Take planned deliveries up under the number of a worker.

        :param SQL which: a query of ids. As an array it is run once, whatever PostgreSQL expects of it, and what it has
            locked is what is taken up.
        :return: those taken up, in order
        """
        where = SQL("delivery.id = ANY(ARRAY(%s))", which)
        return self.browse(sorted(self._go_where(CLAIM, {"claim_id": number}, where)))

    def _give_back(self, moment=None, **columns):
        """Give claimed deliveries back, to be taken up again at a moment; when they are planned, if none is given."""
        self._put_off_where(moment, SQL("TRUE"), **columns)

    def _put_off_where(self, moment, where, **columns):
        """Give back those of these for which a condition holds, to be taken up again at a moment (naive UTC)."""
        if moment:
            columns["planned_at"] = moment
        columns.update(claim_id=0, address_key=None)
        self._go_where(GIVE_BACK, columns, SQL("delivery.id = ANY(%s) AND %s", self.ids, where))

    def _set_sending(self):
        """Note, for good, that these are about to leave: whatever happens now, they are not sent again unasked."""
        self._go(SEND, {"state": states.SENDING})
        checkpoint(self.env)

    @api.model
    def _begin_sending(self, ids, moment, **columns):
        """Note of many that they are about to leave; to be committed before they do.

        :param ids: of deliveries
        :param datetime moment: the clock, naive UTC
        :param columns: column → a value for each
        """
        row, names = self._unnest(ids, columns)
        written = {"state": states.SENDING, "write_date": moment, **names}
        self._go_all(SEND, written, ids, row)

    @api.model
    def _settle_accepted(self, ids, now, **columns):
        """Note of many that they were accepted; what has no column of its own is as ``_set_sent``.

        :param datetime now: naive UTC, of the batch
        :param columns: column → a value for each; None where it stays as it is
        """
        row, names = self._unnest(ids, columns)
        kept = {name: SQL("COALESCE(%s, %s)", value, SQL.identifier("delivery", name)) for name, value in names.items()}
        done = {"state": states.SENT, "sent_at": now, "reason": None, "error": None, "claim_id": 0}
        self._go_all(SETTLE, {**done, "write_date": fields.Datetime.now(), **kept}, ids, row)

    def _settle(self, state, reason=False, error=False, **vals):
        """Write down what became of claimed deliveries, which are free again."""
        if state == states.FAILED or reason == states.INCOMPLETE:
            # Nothing has left: the address is free for somebody else's message.
            vals["address_key"] = False
        self._go(SETTLE, {"state": state, "reason": reason, "error": error, "claim_id": 0, **vals})
        if state == states.FAILED:
            _logger.info("Deliveries %s failed (%s): %s", self.ids, reason, error)
        self._after_settled(reason)

    def _try_later(self, outcome, now):
        """Plan a new attempt after the trouble of a server or provider; in the end it has failed.

        :param Outcome outcome: what was said
        """
        moment = states.retry_at(self.attempts + 1, now)
        if not moment:
            self._settle(states.FAILED, outcome.reason, outcome.words)
        else:
            attempts = self.attempts + 1
            self._settle(states.PLANNED, error=outcome.words, attempts=attempts, planned_at=moment)

    def _set_sent(self, now, **vals):
        """Note that the step is done: the next one counts from here."""
        self._settle(states.SENT, sent_at=now, **vals)
        self._plan_next_steps(now)

    def _hand_over(self, reason, **vals):
        """Leave it to somebody, who says when it is done.

        :param str reason: one of ``HANDED_OVER``
        """
        self._settle(states.WAITING, reason, **vals)

    @api.model
    def _park_where(self, reason, words, where):
        """Put before a person what is planned and a condition holds for; return those parked."""
        columns = {"state": states.WAITING, "reason": reason, "error": words}
        parked = self.browse(sorted(self._go_where(SETTLE, columns, where, among=(states.PLANNED,))))
        parked._after_settled(reason)
        return parked

    # -- what a person decides, and what comes out later ----------------------------------------------

    def _mark_done(self, now, **vals):
        """Note that somebody did it, or knows that it was done: the next step counts from here."""
        self._go(DECIDE, {"state": states.SENT, "reason": False, "error": False, "sent_at": now, **vals})
        self._after_settled(False)
        self._plan_next_steps(now)

    def _prove_sent(self, now):
        """Note that what was in doubt, or to be tried again, has left."""
        self._go(PROVE, {"state": states.SENT, "sent_at": now, "reason": False})
        self._plan_next_steps(now)

    def _disprove_sent(self, reason):
        """Note that what was taken for sent has never left."""
        self._go(DISPROVE, {"state": states.FAILED, "reason": reason, "sent_at": False, "address_key": False})

    @api.model
    def _pretend_sent(self, moment, where, by_hand=False):
        """Have a rehearsal's deliveries done, by workers or by hand.

        :return: those done, in order
        """
        done = {"state": states.SENT, "sent_at": moment, "claim_id": 0}
        transition, origin = (DECIDE, states.WAITING) if by_hand else (SETTLE, states.PLANNED)
        return self.browse(sorted(self._go_where(transition, done, where, among=(origin,))))

    # -- leaving out ----------------------------------------------------------------------------------

    def _leave_out(self, reason, **vals):
        """Leave these out."""
        left_out = {"state": states.SKIPPED, "reason": reason, "error": False, "claim_id": 0, "address_key": False}
        self._go(LEAVE_OUT, {**left_out, **vals})
        self._after_settled(reason)

    @api.model
    def _leave_out_where(self, reason, where, now, *, among=(states.PLANNED,), source=None, judged=None):
        """Leave out those deliveries that a condition holds for.

        :param reason: a key of ``states.REASONS``, or an expression
        :param SQL where: a condition on ``delivery``, what ``source`` names, and ``judged``
        :param datetime now: naive UTC
        :param among: the states that a delivery may be in
        :param SQL source: a FROM clause
        :param SQL judged: a query, run once however few rows PostgreSQL expects of a batch that it has no figures of
        """
        left_out = {"state": states.SKIPPED, "reason": reason, "claim_id": 0, "address_key": None, "write_date": now}
        self._go_where(LEAVE_OUT, left_out, where, among=among, source=source, judged=judged)

    def _leave_out_if(self, reason, where, now, **options):
        """Leave out those of these that a condition holds for; see ``_leave_out_where``."""
        self._leave_out_where(reason, SQL("delivery.id = ANY(%s) AND %s", self.ids, where), now, **options)

    def _show_left_out(self):
        """Put before a person what was left out, with its reason."""
        self._go(SHOW, {"state": states.FAILED})

    def _forget(self):
        """Take off the ledger what was left out, so that the step can be planned anew: nothing of it has left."""
        for delivery in self:
            FORGET.check(delivery.state, None)
        self.unlink()

    def _share_fate(self):
        """Have those that travel in the message of these share its fate, once it has one.

        What was sent or left out by itself stays so.
        """
        shared = ("state", "reason", "error", "sent_at", "planned_at", "attempts", "channel", "address")
        shared += ("done_by_id", "signatory_id", "mail_message_id", "gate")
        columns = {name: SQL.identifier("leader", name) for name in shared}
        columns["claim_id"] = 0
        columns["address_key"] = SQL("CASE WHEN leader.address_key IS NULL THEN NULL ELSE delivery.address_key END")
        columns["gathered_into_id"] = SQL("CASE WHEN leader.state != %s THEN leader.id END", states.PLANNED)
        where = SQL(
            """leader.id = delivery.gathered_into_id AND delivery.gathered_into_id = ANY(%s) AND leader.claim_id = 0
               AND leader.state IN %s AND (delivery.state != leader.state OR delivery.claim_id != 0)""",
            self.ids,
            SHARE_FATE.targets,
        )
        leaders = SQL("FROM (SELECT * FROM dealership_delivery WHERE id = ANY(%s) OFFSET 0) leader", self.ids)
        self._go_where(SHARE_FATE, columns, where, source=leaders)

    # -- the only statements --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            PLAN.check(None, vals.get("state", states.PLANNED))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            transition = get_inner(self.env, "dealership_transition")
            if not transition:
                raise ForbiddenTransition("The state of a delivery is written by models/ledger/transitions.py only.")
            for delivery in self:
                transition.check(delivery.state, vals["state"])
        return super().write(vals)

    def _go(self, transition, vals):
        """Let each of these make a transition.

        :raise ForbiddenTransition: when one of them may not
        """
        if "state" not in vals:
            for delivery in self:
                transition.check(delivery.state, None)
        with_inner(self, dealership_transition=transition).write(vals)

    @api.model
    def _go_where(self, transition, columns, where, *, among=(), source=None, judged=None):
        """Let those deliveries make a transition that are in a state the table allows, and that a condition holds for.

        :param dict columns: column → value or SQL
        :param SQL where: a condition on ``delivery``, what ``source`` names, and ``judged``
        :param among: the only states they may be in, of those allowed
        :return: the ids of those that have
        """
        state = columns.get("state")
        # A state that is read from another row: the condition says which.
        target = transition.targets[0] if isinstance(state, SQL) else state
        return self._change_where(
            columns,
            SQL("delivery.state IN %s AND %s", transition.get_origins(target, among), where),
            SQL("FROM judged") if judged else source,
            SQL("WITH judged AS MATERIALIZED (%s)", judged) if judged else None,
        )

    @api.model
    def _go_all(self, transition, columns, ids, source):
        """Let all of these make a transition; those deleted meanwhile are passed over.

        :raise ForbiddenTransition: when one of them may not
        """
        gone = self._go_where(transition, columns, SQL("delivery.id = row.id"), source=source)
        left = self.browse(set(ids) - set(gone)).exists()
        for delivery in left:
            transition.check(delivery.state, columns["state"])

    @api.model
    def _change_where(self, columns, where, source=None, before=None):
        """Write columns of deliveries by SQL.

        :param dict columns: column → value or SQL
        :param SQL source: a FROM clause
        :param SQL before: a WITH clause
        :return: the ids of those changed
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "%s UPDATE dealership_delivery delivery SET %s %s WHERE %s RETURNING delivery.id",
                before or SQL(),
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()),
                source or SQL(),
                where,
            ),
            log_exceptions=False,  # what somebody's report or opening gets in the way of is tried again
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        if ids:
            self.invalidate_model(list(columns), flush=False)
        return ids

    @api.model
    def _unnest(self, ids, columns):
        """Return a FROM clause with a ``row`` for each delivery, and column → its value there."""
        types = {name: SQL(self._fields[name].column_type[1].split("(")[0]) for name in columns}
        arrays = [SQL("%s::%s[]", list(values), types[name]) for name, values in columns.items()]
        names = SQL(", ").join(map(SQL.identifier, ["id", *columns]))
        row = SQL("FROM unnest(%s) AS row (%s)", SQL(", ").join([SQL("%s::int[]", list(ids)), *arrays]), names)
        return row, {name: SQL.identifier("row", name) for name in columns}
