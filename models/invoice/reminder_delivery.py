from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...engine.delivery import states
from ...engine.invoice.steps import NOTICE, REMINDER, THANKS
from ...engine.ledger.transitions import FINAL
from ...engine.scenario.message import MessageProblem
from ..client.inner_context import get_inner
from ..delivery.email_sender import Senders
from ..delivery.signatory import is_present
from .reminder_enrolment import IS_BEING_PAID, IS_DISPUTED, OPEN_INSTALMENT, get_overtaken_sql
from .statement_reader import StatementReader

# Those still to be handed over, of deliveries that were claimed.
CLAIMED = SQL("delivery.state = %s AND delivery.claim_id != 0", states.PLANNED)
# Says in whose message a delivery travels.
LINK = "gathered_into_id"
# Why the rules of contact leave out who owes something.
UNREACHABLE_REASONS = {states.ARCHIVED, states.OTHER_POINT_OF_SALE, states.NO_ADDRESS, states.REFUSED}


class DealershipDelivery(models.Model):
    """Reminders about several invoices of a customer travel in one message.

    Each due date has a delivery of its own in the ledger. Those of one step and one customer that are due in the same
    night are gathered when they are claimed: the first carries the message, the others (``gathered_into_id``) share
    its fate, whatever that is. Before that each is judged on its own: paid, disputed, cancelled.
    """

    _inherit = "dealership.delivery"

    gathered_into_id = fields.Many2one(
        "dealership.delivery", string="In the Message of", index="btree_not_null", readonly=True, ondelete="set null"
    )
    gathered_ids = fields.One2many("dealership.delivery", "gathered_into_id", string="Also in This Message")

    # -- claiming -------------------------------------------------------------------------------------

    def _claim_siblings(self, claim_id, now):
        """Claim as well what else is due for the same customers and steps: it goes in the same message."""
        siblings = super()._claim_siblings(claim_id, now)
        reminders = self._filter_reminders()
        if not reminders:
            return siblings
        same_message = SQL(
            """delivery.id IN (
                SELECT other.id FROM dealership_delivery other
                 WHERE other.state = %s AND other.claim_id = 0 AND other.planned_at <= %s
                   AND (other.step_id, other.partner_id) IN (
                        SELECT step_id, partner_id FROM dealership_delivery WHERE id = ANY(%s))
                   FOR UPDATE SKIP LOCKED)""",
            states.PLANNED,
            now,
            reminders.ids,
        )
        return siblings + self._claim(claim_id, same_message)

    def _judge(self, now):  # pylint: disable=missing-return
        # One by one: each scenario has the clock of its point of sale and the night of its company.
        by_scenario = self._filter_reminders().grouped("scenario_id").items()
        for scenario, reminders in by_scenario:
            reminders._leave_out_paid(now)
            reminders._put_off_disputed(now)
            reminders._leave_out_untargeted(scenario, now)
        super()._judge(now)
        for _scenario, reminders in by_scenario:
            reminders._show_unreachable()
            reminders._gather(LINK, SQL("state = %s AND claim_id != 0", states.PLANNED))
            reminders._put_off_covered(now)

    def _filter_reminders(self):
        return self.filtered("scenario_id.reminder_profile_id")

    def _leave_out_paid(self, now):
        """Leave out notices and reminders of what is settled, and thank-yous that would be out of place.

        To be called on deliveries of one scenario, as what puts off.
        """
        if not self:
            return
        is_open = SQL("EXISTS (%s)", OPEN_INSTALMENT)
        posted = SQL("EXISTS (SELECT FROM account_move WHERE id = enrolment.res_id AND state = 'posted')")
        today = self.scenario_id._get_today(now)
        self._leave_out_by_rule(states.CANCELLED, SQL("NOT %s", posted), now)
        being_paid = SQL(
            "EXISTS (SELECT FROM account_move move WHERE move.id = enrolment.res_id AND %s)", IS_BEING_PAID
        )
        self._leave_out_by_rule(
            states.PAID, SQL("step.reminder_role != %s AND (NOT %s OR %s)", THANKS, is_open, being_paid), now
        )
        self._leave_out_by_rule(
            states.EXPIRED, SQL("step.reminder_role = %s AND enrolment.occurrence < %s::date::text", NOTICE, today), now
        )
        self._leave_out_by_rule(states.NO_LONGER_MATCHING, SQL("step.reminder_role = %s AND %s", THANKS, is_open), now)
        self._leave_out_by_rule(states.STILL_OVERDUE, self._get_still_overdue_sql(today), now)
        self._leave_out_by_rule(
            states.NO_LONGER_MATCHING,
            SQL("step.reminder_role = %s AND EXISTS (%s)", REMINDER, get_overtaken_sql(self.env)),
            now,
        )

    def _leave_out_unsuitable(self, scenario, now):
        """Take off the to-do list what is disputed, and what is another customer's or another scenario's by now.

        What may have left already stays: a person knows, or nobody.
        """
        decided = self.filtered(lambda delivery: delivery.reason != states.INTERRUPTED)
        if not decided:
            return
        other_customer = SQL(
            "EXISTS (SELECT FROM account_move WHERE id = enrolment.res_id AND partner_id != delivery.partner_id)"
        )
        decided._leave_out_by_rule(states.CUSTOMER_CHANGED, other_customer, now)
        decided._leave_out_by_rule(states.DISPUTED, SQL("step.reminder_role != %s AND %s", THANKS, IS_DISPUTED), now)
        decided._leave_out_untargeted(scenario, now, SQL("delivery.state IN %s", (states.WAITING, states.FAILED)))

    def _get_still_overdue_sql(self, today):
        return SQL(
            """step.reminder_role = %s AND scenario.thank_only_if_settled AND EXISTS (
                SELECT FROM account_move_line other
                  JOIN account_account account ON account.id = other.account_id
                  JOIN account_move move ON move.id = other.move_id
                  JOIN res_partner customer ON customer.commercial_partner_id = other.partner_id
                 WHERE customer.id = delivery.partner_id AND other.company_id = delivery.company_id
                   AND account.account_type = 'asset_receivable' AND other.parent_state = 'posted'
                   AND NOT other.reconciled AND move.move_type = 'out_invoice' AND other.date_maturity < %s
                   AND NOT %s)""",
            THANKS,
            today,
            IS_BEING_PAID,
        )

    def _leave_out_by_rule(self, reason, where, now):
        """Leave out what is still to be done, by a condition on delivery, enrolment, step and scenario."""
        behind = SQL("FROM dealership_enrolment enrolment, dealership_scenario_step step, dealership_scenario scenario")
        joined = SQL(
            """enrolment.id = delivery.enrolment_id AND step.id = delivery.step_id
               AND scenario.id = delivery.scenario_id AND %s""",
            where,
        )
        self._leave_out_if(reason, joined, now, among=states.UNDONE, source=behind)

    def _put_off_disputed(self, now):
        """Ask again tomorrow about what is disputed: the reminder is due once the dispute is settled."""
        self._put_off(
            states.DISPUTED,
            SQL(
                "EXISTS (SELECT FROM dealership_enrolment enrolment WHERE enrolment.id = delivery.enrolment_id AND %s)",
                IS_DISPUTED,
            ),
            now,
        )

    def _put_off(self, reason, where, now):
        """Plan for the next night again, and say why."""
        if not self:
            return
        tomorrow = self._get_next_night(now)
        columns = {
            "reason": reason,
            "expires_at": SQL("GREATEST(delivery.expires_at, %s)", tomorrow + timedelta(days=1)),
            "write_date": now,
            LINK: None,
        }
        self._put_off_where(tomorrow, where, **columns)

    def _get_next_night(self, now):
        moment = datetime.combine(now.date(), self.company_id._get_reminder_time())
        return moment if moment > now else moment + timedelta(days=1)

    def _leave_out_untargeted(self, scenario, now, which=CLAIMED):
        """Leave out whoever has another profile now, or got an e-mail address: another scenario reminds them."""
        self._leave_out_by_rule(
            states.NO_LONGER_MATCHING,
            SQL(
                "step.reminder_role != %s AND %s AND delivery.res_id NOT IN %s",
                THANKS,
                which,
                scenario._search_targeted(now).subselect(),
            ),
            now,
        )

    def _show_unreachable(self):
        """Put reminders that the rules of contact forbid on the to-do list: what is owed is not forgotten.

        A rehearsal counts them as left out.
        """
        if get_inner(self.env, "dealership_rehearsal"):
            return
        unreachable = self.filtered(
            lambda delivery: (
                delivery.state == states.SKIPPED
                and delivery.reason in UNREACHABLE_REASONS
                and delivery.step_id.reminder_role == REMINDER
            )
        )
        unreachable._show_left_out()
        unreachable._gather(LINK, SQL("state = %s", states.FAILED))

    def _get_responsible(self, record):
        """A reminder is the business of whoever signs it, not of the salesperson of the invoice."""
        scenario = self.scenario_id
        person = scenario.signatory_user_id
        if scenario.reminder_profile_id and scenario.signatory == "user" and is_present(person, self.company_id):
            return person
        return super()._get_responsible(record)

    # -- by hand --------------------------------------------------------------------------------------

    def _gather_waiting(self, scenario, now):
        """Put what waits for a person behind the first of each step and customer: one row of the to-do list."""
        waiting = self.search(
            [
                ("scenario_id", "=", scenario.id),
                ("state", "=", states.WAITING),
                ("reason", "=", states.BY_HAND),
                ("claim_id", "=", 0),
                ("planned_at", "<=", now),
            ]
        )
        waiting._gather(LINK, SQL("state = %s", states.WAITING))

    def _hand_on(self):
        """Take back what was opened for deliveries left out, unless others of the same message are still to be done.

        The first of those carries the message from now on, with its call, its letter or its error.
        """
        dropped = self.filtered(lambda delivery: delivery.state == states.SKIPPED)
        for leader in dropped:
            rest = leader.gathered_ids.filtered(lambda other: other.state in (states.WAITING, states.FAILED))
            heir = rest.sorted("id")[:1]
            if heir:
                heir.write({"text_subject": leader.text_subject, "text_body": leader.text_body})
                leader.activity_ids.dealership_delivery_id = heir
                leader._get_letter_attachments().res_id = heir.id
                rest.gathered_into_id = heir
                heir.gathered_into_id = False
        dropped._withdraw()

    def _postpone(self, moment):
        """Let a person's decision wait until a moment (naive UTC)."""
        self._lock_for_decision({states.WAITING, states.FAILED})._reschedule(moment)

    def _get_companions(self, now):
        """Return what will be gathered with this reminder: all of the step and the customer that is due that night."""
        if not self._filter_reminders():
            return super()._get_companions(now)
        same = [
            ("step_id", "=", self.step_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("state", "=", self.state),
            ("claim_id", "=", 0),
            ("id", "!=", self.id),
        ]
        if self.state == states.WAITING:
            same.append(("reason", "=", self.reason))
        night = max(now, self.planned_at).date()
        together = self.search(same).filtered(lambda other: max(now, other.planned_at).date() == night)
        return together.filtered(lambda other: not other._is_disputed())

    def _is_disputed(self):
        move = self.env["account.move"].browse(self.res_id)
        instalments = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return move.payment_state == "blocked" or any(instalments.mapped("no_followup"))

    def _render_reminder(self):
        """Return the message as it would leave now.

        :rtype: RenderedMessage | MessageProblem
        """
        self.ensure_one()
        # sudo: as for sending itself; whoever shows it has checked who may see the reminder
        sender = Senders(self.sudo().scenario_id).get(self.sudo())
        if not self.step_id.message_id:
            return MessageProblem("template", self.env._("This step has no text."))
        return self.step_id.message_id._render_batch([self._get_recipient(sender.user)])[0]

    # -- gathering ------------------------------------------------------------------------------------

    def _put_off_covered(self, now):
        """Ask again tomorrow where credit notes or payments not matched yet cover all that is due."""
        leaders = self.filtered(
            lambda delivery: (
                delivery.state == states.PLANNED
                and delivery.claim_id
                and not delivery.gathered_into_id
                and delivery.step_id.reminder_role == REMINDER
            )
        )
        reader = StatementReader(self.env, leaders.ids)
        covered = leaders.filtered(
            lambda delivery: reader.get(delivery.id, delivery.scenario_id._get_today(now)).is_settled
        )
        (covered + covered.gathered_ids)._put_off(states.COVERED, SQL("TRUE"), now)

    def _settle_gathered(self):
        """Have the others share the fate of the delivery that carries the message."""
        if self:
            self._share_fate(LINK)

    def _plan_next_steps(self, now):
        if not self._filter_reminders():
            return super()._plan_next_steps(now)
        self._settle_gathered()
        together = self | self.gathered_ids.filtered(lambda delivery: delivery.state == states.SENT)
        return super(DealershipDelivery, together)._plan_next_steps(now)

    def _is_ready(self, claim_id):
        return super()._is_ready(claim_id) and not self.gathered_into_id

    def _finish_batch(self):  # pylint: disable=missing-return
        super()._finish_batch()
        self._settle_gathered()

    def _after_settled(self, reason):  # pylint: disable=missing-return
        super()._after_settled(reason)
        reminders = self._filter_reminders()
        reminders._settle_gathered()
        if reason == states.LEFT_OUT_BY_HAND:
            (reminders | reminders.gathered_ids)._plan_after_skipped(fields.Datetime.now())

    def _plan_after_skipped(self, now):
        """Have the next reminder count from the day on which somebody decided to skip one."""
        for step, deliveries in self.grouped("step_id").items():
            following = step._get_next()
            if following:
                following._get_planner(now).plan_after_skipped(deliveries)

    def _settle_interrupted(self):  # pylint: disable=missing-return
        leaders = self.filtered(lambda delivery: not delivery.gathered_into_id)
        super(DealershipDelivery, leaders)._settle_interrupted()
        (leaders | self.gathered_into_id)._settle_gathered()

    def _lock_for_decision(self, allowed):
        """Whoever decides about one decides about the whole message, but for what has left it: paid, for instance."""
        leaders = self | self.gathered_into_id
        # sudo: those of another point of sale are in the same message; the rights on them are checked next
        together = leaders.sudo().gathered_ids.filtered(lambda other: other.state not in FINAL)
        return super(DealershipDelivery, leaders | together.with_env(self.env))._lock_for_decision(allowed)

    def _prepare_fresh_vals(self):
        return {**super()._prepare_fresh_vals(), "gathered_into_id": False}
