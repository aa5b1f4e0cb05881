from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.invoice.steps import AUDIENCES
from ..models.client.internal_fields import with_internal_fields

SOURCES = [("copy", "Copy another profile's steps and texts"), ("new", "Begin with our example texts")]


class DealershipReminderSetup(models.TransientModel):
    """Gives a customer profile its two reminder scenarios: with and without e-mail address."""

    _name = "dealership.reminder.setup"
    _description = "Reminders for a Profile"

    profile_id = fields.Many2one("dealership.customer.profile", string="Customer Profile", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    source = fields.Selection(SOURCES, required=True, default="new")
    source_profile_id = fields.Many2one(
        "dealership.customer.profile", string="Copy From", domain="[('id', '!=', profile_id)]", ondelete="cascade"
    )
    signatory_user_id = fields.Many2one(
        "res.users",
        string="Signed by",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        help="Signs, gets the answers, and makes the calls.",
    )
    made_ids = fields.Many2many("dealership.scenario", string="Scenarios", readonly=True)

    @api.constrains("source", "source_profile_id", "profile_id")
    def _check_source(self):
        for setup in self.filtered(lambda setup: setup.source == "copy"):
            if not setup.source_profile_id or setup.source_profile_id == setup.profile_id:
                raise ValidationError(self.env._("Choose another profile to copy from."))

    def action_create(self):
        """Create both scenarios as drafts and show them."""
        scenarios = self._create_scenarios()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_reminder_scenario_action")
        return {**action, "domain": [("id", "in", scenarios.ids)], "target": "main"}

    def _create_scenarios(self):
        """Return the two scenarios, as drafts.

        :rtype: dealership.scenario
        """
        self.ensure_one()
        # A click that arrives twice, in two workers, makes no second pair.
        self.lock_for_update()
        if not self.made_ids:
            self._check_free()
            for audience, _label in AUDIENCES:
                scenario = self._copy(audience) if self.source == "copy" else self._make(audience)
                with_internal_fields(self).made_ids |= scenario
        return self.made_ids

    def _check_free(self):
        taken = self._get_scenarios(self.profile_id)
        if taken:
            raise UserError(
                self.env._(
                    "%(profile)s has reminder scenarios already: %(scenarios)s. End or archive them first.",
                    profile=self.profile_id.name,
                    scenarios=", ".join(taken.mapped("name")),
                )
            )

    def _get_scenarios(self, profile):
        return self.env["dealership.scenario"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("reminder_profile_id", "=", profile.id),
                ("state", "!=", "ended"),
            ]
        )

    def _make(self, audience):
        model = self.env["dealership.scenario.model"].search([("reminder_audience", "=", audience)], limit=1)
        if not model:
            raise UserError(self.env._("The gallery has no card of invoice reminders any more: restore it first."))
        wizard = self.env["dealership.scenario.configure"].create(
            {
                "model_id": model.id,
                "company_id": self.company_id.id,
                "team_id": False,
                "name": self._get_name(audience),
                "signatory": "user",
                "signatory_user_id": self.signatory_user_id.id,
                "reminder_profile_id": self.profile_id.id,
            }
        )
        return wizard._create_scenario()

    def _copy(self, audience):
        source = self._get_scenarios(self.source_profile_id).filtered(
            lambda scenario: scenario.reminder_audience == audience
        )[:1]
        if not source:
            raise UserError(
                self.env._(
                    "%s has no reminder scenarios to copy: begin with the example texts.", self.source_profile_id.name
                )
            )
        tree = source._prepare_reminder_rule_tree(self.profile_id, audience)
        name = self._get_name(audience)
        scenario = source.copy(
            {
                "name": name,
                "reminder_profile_id": self.profile_id.id,
                "targeting_id": source.targeting_id.copy({"name": name, "rule_tree": tree}).id,
                "signatory_user_id": self.signatory_user_id.id,
                "user_id": self.env.uid,
            }
        )
        for step in scenario.step_ids.filtered("message_id"):
            step.message_id = step.message_id.copy({"team_id": scenario.team_id.id})
        return scenario

    def _get_name(self, audience):
        return f"{self.profile_id.name} – {dict(self._get_audiences())[audience]}"

    def _get_audiences(self):
        return self.env["dealership.scenario"]._fields["reminder_audience"]._description_selection(self.env)
