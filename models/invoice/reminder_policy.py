from datetime import datetime, timedelta

from odoo import fields
from odoo.tools import SQL

from ...engine.delivery.states import FAILED, WAITING
from ...engine.invoice.steps import BASIS_PAYMENT, NOTICE, REMINDER, THANKS
from ...engine.local_time import to_local
from ...engine.scenario.states import ACTIVE, BASIS_ANCHOR, BASIS_PREVIOUS, ENDED
from ...engine.targeting.types import ONE_UNIT, UNITS
from ..scenario.policy import ScenarioPolicy
from ..scenario.scenario_presentation import format_hour
from .reminder_enrolment_query import ReminderEnrolmentQuery
from .reminder_planner import ReminderPlanner, plan_thanks


class ReminderPolicy(ScenarioPolicy):
    """Invoice reminders: each due date of an invoice enters on its own, one message to a customer gathers all the
    invoices of a step, and the days begin at night, at the hour (UTC) of the company's settings.
    """

    # What is owed is not forgotten: who can't be reached shows when they leave, and goes to the to-do list.
    judges_when_planned = False

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

    def has_anchor(self):
        return True

    def may_decide(self):
        """Whoever may not see the to-do list of reminders decides on none."""
        return self.env["dealership.reminder.todo"].has_access("read")

    # -- when it runs ---------------------------------------------------------------------------------

    def get_next_run(self, after):
        scenario = self.scenario
        hour = scenario.company_id._get_reminder_time()
        first = max(after.date(), scenario.start_date or after.date())
        moment = datetime.combine(first, hour)
        if moment <= after:
            moment += timedelta(days=1)
        return moment if not scenario.end_date or moment.date() <= scenario.end_date else False

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
        delay = f"{count} {self.env._((ONE_UNIT if count == 1 else UNITS)[step.delay_unit])}"
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
        self.env["dealership.delivery"]._gather_waiting(self.scenario, now)

    def _clear_todo(self, now):
        """Take off the to-do list what was paid since, or is no longer the business of this scenario."""
        waiting = self.env["dealership.delivery"].search(
            [("scenario_id", "=", self.scenario.id), ("state", "in", (WAITING, FAILED)), ("claim_id", "=", 0)]
        )
        waiting._leave_out_paid(now)
        waiting._leave_out_unsuitable(self.scenario, now)
        waiting._hand_on()

    def _go_on(self, run, now, after_id):
        """Plan what follows where another scenario has begun, and what was left out for a reason that holds no more.

        A customer who changes profile, or gets an e-mail address, is reminded on where they stood.
        """
        enrolments = self.env["dealership.enrolment"]
        left_out = enrolments._find_left_out(self.scenario, now)
        ids = enrolments._find_begun(run, after_id) + left_out.enrolment_id.ids
        # Nothing of them has left: they are planned anew, as they would be if they entered now.
        left_out._forget()
        for step in self.scenario.step_ids.filtered(lambda step: ids and step.reminder_role in (NOTICE, REMINDER)):
            self.get_planner(step, now).plan_where_it_stands(ids)

    # -- sending --------------------------------------------------------------------------------------

    def get_repeated_sql(self):
        """Two due dates of one invoice may be reminded of on the same day: each is an enrolment."""
        return SQL("delivery.enrolment_id::text")
