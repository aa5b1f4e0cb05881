from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.delivery.states import FAILED, WAITING
from ...engine.invoice.steps import AUDIENCES, NOTICE, REMINDER, WITH_EMAIL, find_problems
from ...engine.local_time import to_local
from ...engine.scenario.states import ACTIVE, ENDED
from ..scenario.scenario_presentation import format_hour
from ..scenario.scenario_timing import SHOWN_RUNS
from .reminder_enrolment_query import ReminderEnrolmentQuery
from .reminder_planner import plan_thanks


class DealershipScenario(models.Model):
    """Invoice reminders are scenarios on invoices, one pair per customer profile.

    What is different: each due date of an invoice enters on its own, one message to a customer gathers all the
    invoices of a step, and the days begin at night, at the hour (UTC) of the company's settings.
    """

    _inherit = "dealership.scenario"

    reminder_profile_id = fields.Many2one(
        "dealership.customer.profile",
        string="Customer Profile",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Makes this an invoice reminder scenario for the customers of a profile.",
    )
    reminder_audience = fields.Selection(AUDIENCES, string="For", default=WITH_EMAIL)
    thank_only_if_settled = fields.Boolean(
        string="Thank Only When Nothing Is Overdue",
        default=True,
        help="No thank-you for one invoice while another of the customer is overdue.",
    )

    def _filter_decidable(self):
        """Whoever may not see the to-do list of reminders decides on none."""
        decidable = super()._filter_decidable()
        if self.env["dealership.reminder.todo"].has_access("read"):
            return decidable
        # sudo: what a scenario is for, not what it says
        return decidable - self.sudo().filtered("reminder_profile_id").with_env(self.env)

    @api.constrains("reminder_profile_id", "step_ids")
    def _check_reminder_steps(self):
        for scenario in self.filtered("reminder_profile_id"):
            steps = scenario.step_ids.sorted()
            if not all(steps.mapped("reminder_role")):
                raise ValidationError(
                    self.env._("%s: say of each step whether it is a notice, a reminder or a thank-you.", scenario.name)
                )
            problems = [self.env._(problem) for problem in find_problems(steps.mapped("reminder_role"))]
            if problems:
                raise ValidationError("\n".join([f"{scenario.name}:", *problems]))

    @api.model
    def _prepare_reminder_rule_tree(self, profile, audience):
        """Return the rule that finds the unpaid invoices of a profile's customers."""
        standard = self.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False)
        belongs = {"attribute": "customer.profile", "operator": "is", "value": profile.id}
        if profile == standard:
            belongs = {
                "match": "any",
                "rules": [belongs, {"attribute": "customer.profile", "operator": "not_set"}],
            }
        return {
            "match": "all",
            "rules": [
                {"attribute": "invoice.type", "operator": "is", "value": "out_invoice"},
                {"attribute": "invoice.payment_state", "operator": "in", "value": ["not_paid", "partial"]},
                belongs,
                {"attribute": "invoice.addressee_email", "operator": "is", "value": audience == WITH_EMAIL},
            ],
        }

    def _get_foundations(self):
        return [*super()._get_foundations(), self.reminder_profile_id]

    def _get_problems(self):
        yield from super()._get_problems()
        if self.reminder_profile_id:
            yield from self._get_reminder_problems()

    def _get_reminder_problems(self):
        twins = self.search(
            [
                ("id", "!=", self.id),
                ("state", "=", ACTIVE),
                ("company_id", "=", self.company_id.id),
                ("reminder_profile_id", "=", self.reminder_profile_id.id),
                ("reminder_audience", "=", self.reminder_audience),
            ]
        ).filtered(lambda other: not self.team_id or other.team_id in (self.team_id, self.team_id.browse()))
        if twins:
            yield self.env._(
                "- %(other)s already reminds the same customers: pause it first.", other=twins[0].display_name
            )

    def _get_repeated_sql(self):
        """Two due dates of one invoice may be reminded of on the same day: each is an enrolment."""
        if not self.reminder_profile_id:
            return super()._get_repeated_sql()
        return SQL("delivery.enrolment_id::text")

    def _has_anchor(self):
        return super()._has_anchor() or bool(self.reminder_profile_id)

    # -- running --------------------------------------------------------------------------------------

    def _get_enrolment_query(self, run, now, record_ids=None, **options):
        if self.reminder_profile_id:
            return ReminderEnrolmentQuery(self, run, now, record_ids=record_ids)
        return super()._get_enrolment_query(run, now, record_ids=record_ids, **options)

    def _plan_deliveries(self, run, now, after_id=0):
        result = super()._plan_deliveries(run, now, after_id)
        if self.reminder_profile_id:
            self.env["dealership.enrolment"]._follow_customers(self)
            plan_thanks(self, run, now)
            self._clear_todo(now)
            self._go_on(run, now, after_id)
            self.env["dealership.delivery"]._gather_waiting(self, now)
        return result

    def _judge_due(self, run, now, after_id):
        """Who can't be reached is not left out of reminders: that shows when they leave, and goes to the to-do list."""
        if not self.reminder_profile_id:
            return super()._judge_due(run, now, after_id)
        return bool(self._get_lot(run, now, after_id, 0))

    def _go_on(self, run, now, after_id):
        """Plan what follows where another scenario has begun, and what was left out for a reason that holds no more.

        A customer who changes profile, or gets an e-mail address, is reminded on where they stood.
        """
        enrolments = self.env["dealership.enrolment"]
        left_out = enrolments._find_left_out(self, now)
        ids = enrolments._find_begun(run, after_id) + left_out.enrolment_id.ids
        # Nothing of them has left: they are planned anew, as they would be if they entered now.
        left_out._forget()
        for step in self.step_ids.filtered(lambda step: ids and step.reminder_role in (NOTICE, REMINDER)):
            step._get_planner(now).plan_where_it_stands(ids)

    def _get_today(self, now):
        """Return the local day of a moment (naive UTC)."""
        return to_local(now, self._get_timezone()).date()

    def _clear_todo(self, now):
        """Take off the to-do list what was paid since, or is no longer the business of this scenario."""
        waiting = self.env["dealership.delivery"].search(
            [("scenario_id", "=", self.id), ("state", "in", (WAITING, FAILED)), ("claim_id", "=", 0)]
        )
        waiting._leave_out_paid(now)
        waiting._leave_out_unsuitable(self, now)
        waiting._hand_on()

    def _plan_next_run(self, after):
        """Reminders are planned at night, at an hour in UTC."""
        reminders = self.filtered("reminder_profile_id")
        for scenario in reminders:
            scenario.next_run_at = scenario._get_next_night(after)
        return super(DealershipScenario, self - reminders)._plan_next_run(after)

    def _get_next_runs(self, now, count=SHOWN_RUNS):
        if not self.reminder_profile_id:
            return super()._get_next_runs(now, count)
        moments = [now]
        while self.state != ENDED and len(moments) <= count and moments[-1]:
            moments.append(self._get_next_night(moments[-1]))
        return list(filter(None, moments[1:]))

    def _get_schedule_sentence(self):
        if not self.reminder_profile_id:
            return super()._get_schedule_sentence()
        night = datetime.combine(fields.Date.today(), self.company_id._get_reminder_time())
        local = to_local(night, self._get_timezone())
        return self.env._("Every night at %s", format_hour(self.env, local.hour + local.minute / 60))

    def _get_next_night(self, after):
        """Return the next moment (naive UTC) at which reminders are planned, False after the end date."""
        hour = self.company_id._get_reminder_time()
        first = max(after.date(), self.start_date or after.date())
        moment = datetime.combine(first, hour)
        if moment <= after:
            moment += timedelta(days=1)
        return moment if not self.end_date or moment.date() <= self.end_date else False


class DealershipCustomerProfile(models.Model):
    _name = "dealership.customer.profile"
    _inherit = ["dealership.customer.profile", "dealership.scenario.foundation"]

    def _get_standing_domain(self):
        return [("reminder_profile_id", "in", self.ids)]
