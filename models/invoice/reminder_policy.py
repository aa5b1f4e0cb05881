from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.invoice.steps import BASIS_PAYMENT, NOTICE, REMINDER, THANKS
from ...engine.ledger.states import BY_HAND, FAILED, INTERRUPTED, LEFT_OUT_BY_HAND, PLANNED, TOO_LITTLE, WAITING
from ...engine.local_time import to_local
from ...engine.scenario.states import ACTIVE, BASIS_ANCHOR, BASIS_PREVIOUS, ENDED
from ..channel.signatory import is_present
from ..scenario.policy import ScenarioPolicy
from ..scenario.scenario_presentation import format_hour, say_length
from .reminder_enrolment_query import ReminderEnrolmentQuery
from .reminder_planner import ReminderPlanner, plan_thanks
from .reminder_rules import ReminderRules


class ReminderPolicy(ScenarioPolicy):
    """Invoice reminders: each due date of an invoice enters on its own, one message to a customer gathers all the
    invoices of a step, and the days begin at night, at the hour (UTC) of the company's settings.
    """

    # What is owed is not forgotten: who can't be reached shows when they leave, and goes to the to-do list.
    judges_when_planned = False
    gathers = True
    finds_archived = True
    # What was paid and is owed again is taken up by its own statement.
    lets_in_again = False

    # -- what it stands on, and who decides -----------------------------------------------------------

    def get_foundations(self):
        return [self.scenario.reminder_profile_id]

    def get_problems(self):
        scenario = self.scenario
        twins = scenario.search(
            [
                ("id", "!=", scenario.id),
                ("state", "=", ACTIVE),
                ("company_id", "=", scenario.company_id.id),
                ("reminder_profile_id", "=", scenario.reminder_profile_id.id),
                ("reminder_audience", "=", scenario.reminder_audience),
            ]
        ).filtered(lambda other: not scenario.team_id or other.team_id in (scenario.team_id, scenario.team_id.browse()))
        if twins:
            yield self.env._(
                "- %(other)s already reminds the same customers: pause it first.", other=twins[0].display_name
            )

    def get_further_domain(self):
        """Of what a feed has brought as history nobody is reminded before somebody says so."""
        return Domain("reminders_held", "!=", True)

    def has_anchor(self):
        return True

    def find_refusal(self):
        """Whoever may not see the to-do list of reminders decides on none."""
        if self.env["dealership.reminder.todo"].has_access("read"):
            return ""
        # sudo: whoever sees a message may know what it belongs to
        return self.env._(
            "%s: invoice reminders are decided on by Directors and accountants, in their to-do list.",
            self.scenario.sudo().name,
        )

    # -- when it runs ---------------------------------------------------------------------------------

    def get_next_run(self, after):
        scenario = self.scenario
        night = self.get_next_night(after)
        if scenario.start_date and night.date() < scenario.start_date:
            night = datetime.combine(scenario.start_date, night.time())
        return night if not scenario.end_date or night.date() <= scenario.end_date else False

    def get_next_night(self, after):
        """Return the next moment at which reminders leave (both naive UTC), whatever the timetable."""
        night = datetime.combine(after.date(), self.scenario.company_id._get_reminder_time())
        return night if night > after else night + timedelta(days=1)

    def get_today(self, now):
        """Return the local day of a moment (naive UTC)."""
        return to_local(now, self.scenario._get_timezone()).date()

    def get_next_runs(self, now, count):
        moments = [now]
        while self.scenario.state != ENDED and len(moments) <= count and moments[-1]:
            moments.append(self.get_next_run(moments[-1]))
        return list(filter(None, moments[1:]))

    def describe_schedule(self):
        night = datetime.combine(fields.Date.today(), self.scenario.company_id._get_reminder_time())
        local = to_local(night, self.scenario._get_timezone())
        return self.env._("Every night at %s", format_hour(self.env, local.hour + local.minute / 60))

    # -- its steps ------------------------------------------------------------------------------------

    def complete_step_vals(self, vals):
        """A reminder has conditions of its own at the moment of sending."""
        if not vals.get("reminder_role"):
            return vals
        basis = BASIS_PAYMENT if vals["reminder_role"] == THANKS else BASIS_ANCHOR
        return {**vals, "delay_basis": basis, "check_settled": False, "check_matching": False}

    def arrange_steps(self):
        """Each step counts from what its role says."""
        reminded = False
        for step in self.scenario.step_ids.sorted():
            basis = BASIS_PREVIOUS if step.reminder_role == REMINDER and reminded else BASIS_ANCHOR
            if step.reminder_role == THANKS:
                basis = BASIS_PAYMENT
            if step.delay_basis != basis:
                step.delay_basis = basis
            reminded = reminded or step.reminder_role == REMINDER

    def describe_delay(self, step):
        """Say it as accountants do: days from the due date, the reminder before, the payment."""
        count = abs(step.delay_count)
        delay = say_length(self.env, count, step.delay_unit)
        if step.reminder_role == NOTICE:
            return self.env._("%(delay)s before the due date", delay=delay)
        if step.reminder_role == THANKS:
            return self.env._("%(delay)s after the payment", delay=delay)
        if step.delay_basis == BASIS_PREVIOUS:
            return self.env._("%(delay)s after the previous reminder was done", delay=delay)
        return self.env._("%(delay)s after the due date", delay=delay)

    def get_next_step(self, step):
        """Only a reminder follows a reminder: the thank-you waits for the payment."""
        return super().get_next_step(step) if step.reminder_role != NOTICE else step.browse()

    def get_planner(self, step, now):
        return ReminderPlanner(step, now)

    # -- running --------------------------------------------------------------------------------------

    def get_enrolment_query(self, run, now, record_ids=None, **options):
        return ReminderEnrolmentQuery(self.scenario, run, now, record_ids=record_ids)

    def after_planning(self, run, now, after_id):
        """Plan what a night brings besides: thank-yous, what another scenario began, the to-do list."""
        self.env["dealership.enrolment"]._follow_customers(self.scenario)
        plan_thanks(self.scenario, run, now)
        self._clear_todo(now)
        self._go_on(run, now, after_id)
        self._gather_waiting(now)

    def _clear_todo(self, now):
        """Take off the to-do list what was paid since, or is no longer the business of this scenario."""
        waiting = self.env["dealership.delivery"].search(
            [("scenario_id", "=", self.scenario.id), ("state", "in", (WAITING, FAILED)), ("claim_id", "=", 0)]
        )
        if not waiting:
            return
        ReminderRules(self, waiting, now).leave_out_paid()
        # What may have left already stays: a person knows, or nobody.
        decided = waiting.filtered(lambda delivery: delivery.reason != INTERRUPTED)
        if decided:
            rules = ReminderRules(self, decided, now)
            rules.leave_out_unsuitable()
            rules.leave_out_little()
        waiting._hand_on()

    def _gather_waiting(self, now):
        """Put what waits for a person behind the first of each step and customer: one row of the to-do list."""
        waiting = self.env["dealership.delivery"].search(
            [
                ("scenario_id", "=", self.scenario.id),
                ("state", "=", WAITING),
                ("reason", "=", BY_HAND),
                ("claim_id", "=", 0),
                ("planned_at", "<=", now),
            ]
        )
        waiting._gather(SQL("state = %s", WAITING))

    def _go_on(self, run, now, after_id):
        """Plan what follows where another scenario has begun, and what was left out for a reason that holds no more.

        A customer who changes profile, or gets an e-mail address, is reminded on where they stood.
        """
        enrolments = self.env["dealership.enrolment"]
        left_out = enrolments._find_left_out(self.scenario, now, self.get_today(now))
        too_little = left_out.filtered(lambda delivery: delivery.reason == TOO_LITTLE)
        left_out -= ReminderRules(self, too_little, now).find_little()
        ids = enrolments._find_begun(run, after_id) + left_out.enrolment_id.ids
        # Nothing of them has left: they are planned anew, as they would be if they entered now.
        left_out._forget()
        for step in self.scenario.step_ids.filtered(lambda step: ids and step.reminder_role in (NOTICE, REMINDER)):
            self.get_planner(step, now).plan_where_it_stands(ids)

    # -- sending --------------------------------------------------------------------------------------

    def get_repeated_sql(self):
        """Two due dates of one invoice may be reminded of on the same day: each is an enrolment."""
        return SQL("delivery.enrolment_id::text")

    def gather(self, deliveries):
        """Gathered at the end: what can't be reached is put before a person first."""
        return deliveries

    def list_told(self, delivery, companions=None):
        """Its statement lists the invoices."""
        return ()

    def before_judging(self, deliveries, now):
        rules = ReminderRules(self, deliveries, now)
        rules.leave_out_paid()
        rules.put_off_disputed()
        rules.leave_out_untargeted()

    def after_judging(self, deliveries, now):
        rules = ReminderRules(self, deliveries, now)
        rules.show_unreachable()
        deliveries._gather(SQL("state = %s AND claim_id != 0", PLANNED))
        rules.put_off_covered()

    def get_companions(self, delivery, now):
        """All of the step and the customer that is due that night, but for what is disputed."""
        same = [
            ("step_id", "=", delivery.step_id.id),
            ("partner_id", "=", delivery.partner_id.id),
            ("state", "=", delivery.state),
            ("claim_id", "=", 0),
            ("id", "!=", delivery.id),
        ]
        if delivery.state == WAITING:
            same.append(("reason", "=", delivery.reason))
        night = max(now, delivery.planned_at).date()
        together = delivery.search(same).filtered(lambda other: max(now, other.planned_at).date() == night)
        disputed = together.enrolment_id._filter_disputed()
        return together.filtered(lambda other: other.enrolment_id not in disputed)

    def get_responsible(self, delivery, record):
        """A reminder is the business of whoever signs it, not of the salesperson of the invoice."""
        person = self.scenario.signatory_user_id
        if self.scenario.signatory == "user" and is_present(person, delivery.company_id):
            return person
        return super().get_responsible(delivery, record)

    def after_returned(self, deliveries, reason):
        """Put the reminders that did not reach the customer on the to-do list: what is owed is not forgotten."""
        for delivery in deliveries.filtered(lambda each: each.step_id.reminder_role == REMINDER):
            delivery._return_reminder(reason)

    def after_settled(self, deliveries, reason):
        """Have the next reminder count from the day on which somebody decided to skip one."""
        if reason != LEFT_OUT_BY_HAND:
            return
        now = fields.Datetime.now()
        for step, skipped in (deliveries | deliveries.gathered_ids).grouped("step_id").items():
            following = step._get_next()
            if following:
                self.get_planner(following, now).plan_after_skipped(skipped)
