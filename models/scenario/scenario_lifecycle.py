from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.ledger.states import PLANNED, SCENARIO_ENDED, WAITING
from ...engine.scenario import states
from ..channel.signatory import is_present
from ..client.arguments import a_text, arguments

APPROVAL = "crm_dealership.mail_activity_type_approval"


class DealershipScenario(models.Model):
    """The life of a scenario: its buttons, what each asks for, and who may press it."""

    _inherit = "dealership.scenario"

    needs_approval = fields.Boolean(compute="_compute_needs_approval", help="Whether activating means to ask for it.")

    def _set_state(self, state, **vals):
        # A copy made from now on would do the same as this database.
        self.env["dealership.database"]._note()
        # sudo: the button has checked who may press it
        self.sudo().write({"state": state, **vals})

    # -- actions --------------------------------------------------------------------------------------

    def action_activate(self):
        """Put the scenario to work, or submit it where an Administrator has to approve.

        :raise ValidationError: when something is missing, naming all of it
        """
        self._check_transition(states.DRAFT, states.PAUSED)
        self._check_ready()
        if not self._needs_approval():
            return self._activate()
        self._set_state(states.SUBMITTED)
        for administrator in self._get_administrators():
            # Odoo notifies them of it, by e-mail or in their inbox as they like it.
            asked = self._in_language_of(administrator)
            asked.activity_schedule(
                APPROVAL,
                user_id=administrator.id,
                summary=asked.env._("Approve the scenario %s", asked.name),
                note=asked._get_approval_note(),
            )
        return self._notify(self.env._("%s has been submitted: an Administrator will approve or refuse it.", self.name))

    def action_approve(self):
        """Activate a scenario that was submitted."""
        self._check_administrator()
        self._check_transition(states.SUBMITTED)
        self._check_ready()
        self.activity_feedback([APPROVAL], feedback=self.env._("Approved"))
        if self.user_id != self.env.user:
            told = self._in_language_of(self.user_id)
            told._tell_responsible(told.env._("Approved: %s is active.", told.name))
        return self._activate()

    @arguments(reason=a_text)
    def action_refuse(self, reason):
        """Send a submitted scenario back to its author.

        :param str reason: shown to the responsible
        """
        self._check_administrator()
        self._check_transition(states.SUBMITTED)
        self._set_state(states.DRAFT)
        self.activity_unlink([APPROVAL])  # marked as done it would read "Approval done"
        told = self._in_language_of(self.user_id)
        told._tell_responsible(told.env._("Refused: %s", reason))
        return self._notify(self.env._("%s goes back to its author with your reason.", self.name))

    def action_pause(self):
        """Stop running and sending; what falls due meanwhile is left out on resuming."""
        self._check_transition(states.ACTIVE)
        self._set_state(states.PAUSED, next_run_at=False, paused_at=fields.Datetime.now())
        return self._notify(self.env._("%s is paused.", self.name))

    def action_resume(self):
        """Run and send again from now on; nothing is made up for."""
        self._check_transition(states.PAUSED)
        if reason := self._find_stopping_reason():
            raise ValidationError("\n".join([self.env._("%s cannot be activated yet:", self.name), f"- {reason}"]))
        return self._activate()

    def action_end(self):
        """Stop for good; what has been planned is left out."""
        self._check_transition(states.ACTIVE, states.PAUSED, states.SUBMITTED)
        self._end()
        return self._notify(self.env._("%s has ended.", self.name))

    def action_draft(self):
        """Work on the scenario again."""
        self._check_transition(states.SUBMITTED, states.PAUSED, states.ENDED)
        self.activity_unlink([APPROVAL])
        self._set_state(states.DRAFT, next_run_at=False)

    def action_run(self):
        """Run now, besides the schedule, and show what came of it."""
        self.ensure_one()
        self.check_access("write")
        if self.state != states.ACTIVE:
            raise UserError(self.env._("Activate %s before running it.", self.name))
        run = self._run()
        return {"type": "ir.actions.act_window", "res_model": run._name, "res_id": run.id, "views": [(False, "form")]}

    def action_view_runs(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Runs of %s", self.name),
            "res_model": "dealership.scenario.run",
            "views": [(False, "list"), (False, "form")],
            "domain": [("scenario_id", "=", self.id)],
        }

    def action_view_deliveries(self):
        self.ensure_one()
        action = self.env["dealership.delivery"]._get_list_action()
        return {**action, "name": self.name, "domain": [("scenario_id", "=", self.id)]}

    def _activate(self):
        now = fields.Datetime.now()
        self._leave_out_paused(now)
        self._set_state(states.ACTIVE, last_error=False, paused_at=False)
        self._note_already_matching(now)
        self.sudo()._plan_next_run(now)  # sudo: as the state, it is no field for people to write
        return self._notify(self.env._("%s is active.", self.name))

    def _end(self):
        self._set_state(states.ENDED, next_run_at=False)
        # sudo: the ledger is written by its own methods only
        deliveries = self.env["dealership.delivery"].sudo()
        open_ones = [("scenario_id", "in", self.ids), ("state", "in", (PLANNED, WAITING)), ("claim_id", "=", 0)]
        dropped = deliveries.search(open_ones)
        dropped._leave_out(SCENARIO_ENDED)
        dropped._withdraw()

    def _check_transition(self, *origins):
        self.ensure_one()
        self.check_access("write")
        if self.state not in origins:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s cannot do this: it is %(state)s.", name=self.name, state=labels[self.state].lower()
                )
            )

    def _check_administrator(self):
        if not self.env.user.has_group("crm_dealership.group_dealership_administrator"):
            raise AccessError(self.env._("Only an Administrator approves or refuses scenarios."))

    def _check_ready(self):
        """:raise ValidationError: with all that a scenario still lacks, one line each"""
        problems = list(self._get_problems())
        if problems:
            raise ValidationError("\n".join([self.env._("%s cannot be activated yet:", self.name), *problems]))

    def _get_problems(self):
        """Yield what keeps the scenario from running, each as one sentence."""
        if not self.step_ids:
            yield self.env._("- It has no step: say what is to be done.")
        for step in self.step_ids:
            yield from step._get_problems()
        if self.re_entry == states.RE_ENTRY_OCCURRENCE and not self.anchor_attribute:
            yield self.env._("- Choose the date of the record that makes a new occurrence.")
        problem = self._find_rights_problem()
        if problem:
            yield f"- {problem}"
        if not self._get_policy().get_next_run(fields.Datetime.now()):
            yield self.env._("- Its schedule lies in the past or has no day.")
        if reason := self._find_stopping_reason():
            yield f"- {reason}"
        elif not problem:
            self._get_anchor_field()
            self._with_responsible_rights(self.targeting_id)._get_domain()
        yield from self._get_policy().get_problems()

    def _get_approval_note(self):
        """Say what the Administrator is asked to approve."""
        return Markup("<br/>").join(self._get_approval_lines())

    def _get_approval_lines(self):
        return [
            self.env._("%s asks for your approval.", self.env.user.name),
            self.schedule_sentence,
            self.targeting_id.name,
            *[f"{step.display_name}: {step.timing_sentence}" for step in self.step_ids.sorted()],
        ]

    def _in_language_of(self, user):
        """Return the scenario to speak of it to somebody, whose language may not be that of whoever acts."""
        return self.with_context(lang=user.lang)

    def _tell_responsible(self, message):
        people = self._get_told_users().partner_id
        self.message_post(body=message, partner_ids=people.ids, subtype_xmlid="mail.mt_comment")

    def _get_told_users(self):
        """Return who hears of the scenario: its responsible; once they have left, the Administrators of the company."""
        responsible = self.user_id.filtered(lambda user: is_present(user, self.company_id))
        return responsible or self._get_administrators()

    def _needs_approval(self):
        return self._asks_approval(self.company_id)

    @api.model
    def _asks_approval(self, company):
        """Return whether the user has to ask an Administrator before a scenario of a company is active."""
        return company.dealership_scenario_approval and not self.env.user.has_group(
            "crm_dealership.group_dealership_administrator"
        )

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_needs_approval(self):
        for scenario in self:
            scenario.needs_approval = scenario._needs_approval()

    def _get_administrators(self):
        group = self.env.ref("crm_dealership.group_dealership_administrator")
        # sudo: a Director may not search users by group
        users = group.sudo().all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids and user.share is False
        )
        return users.filtered("active") - self.env.ref("base.user_root")

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
