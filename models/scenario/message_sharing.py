from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class DealershipMessage(models.Model):
    """Whose a message is: of one point of sale, or of the whole company.

    What scenarios send is part of them: only who may change every scenario that sends a message changes or deletes it.
    Anybody who reads it may duplicate it.
    """

    _inherit = "dealership.message"
    _check_company_auto = True

    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.team"]._get_only_own(),
        help="Only its scenarios can send this message. Empty: those of the whole company can.",
    )

    @api.constrains("team_id", "company_id")
    def _check_places_of_steps(self):
        steps = self._get_steps()
        steps._check_company(["message_id", "fallback_message_id"])
        steps._check_places_of_messages()

    @api.onchange("team_id")
    def _onchange_team_id(self):
        if self.team_id.company_id:
            self.company_id = self.team_id.company_id

    def copy_data(self, default=None):
        """Have whoever copies a message that is not theirs get one of their own."""
        vals_list = super().copy_data(default)
        if {"team_id", "company_id"} & (default or {}).keys():
            return vals_list
        theirs = self._filtered_access("write")
        own = self.env["crm.team"]._get_only_own()
        place = {"team_id": own.id, "company_id": (own.company_id or self.env.company).id}
        return [vals if message in theirs else {**vals, **place} for message, vals in zip(self, vals_list, strict=True)]

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation not in ("write", "unlink") or not any(self._ids):
            return result
        allowed = self - result[0] if result else self
        taken = allowed._get_scenarios_of_others()
        if not taken:
            return result
        others = allowed.filtered(lambda message: message._get_steps().scenario_id & taken)
        if result:
            return result[0] | others, result[1]
        return others, partial(others._make_sharing_error, taken)

    def _get_steps(self):
        """Return the steps that send these messages, whoever's they are, as superuser."""
        # sudo: the scenarios of other points of sale, and archived ones, send their messages as well
        steps = self.env["dealership.scenario.step"].sudo()
        return steps.search(Domain("message_id", "in", self.ids) | Domain("fallback_message_id", "in", self.ids))

    def _get_scenarios_of_others(self):
        """Return the scenarios that send these messages and that the user may not change, as superuser."""
        scenarios = self._get_steps().scenario_id
        # Whichever of their companies are ticked just now.
        viewed = scenarios.with_env(self.env).with_context(allowed_company_ids=self.env.user.company_ids.ids)
        return scenarios - viewed._filtered_access("write").sudo()

    def _make_sharing_error(self, scenarios):
        names = [
            self.env._("“%(scenario)s” of %(place)s", scenario=scenario.name, place=scenario._get_place_name())
            for scenario in scenarios
        ]
        return AccessError(
            self.env._(
                "The message %(messages)s is sent by scenarios that you may not change: %(scenarios)s. Duplicate the "
                "message and change your own.",
                messages=", ".join(self.sudo().mapped("name")),
                scenarios=", ".join(names),
            )
        )


class DealershipScenarioStep(models.Model):
    _inherit = "dealership.scenario.step"

    @api.constrains("message_id", "fallback_message_id", "scenario_id")
    def _check_places_of_messages(self):
        """:raise ValidationError: when a step sends what belongs to another point of sale"""
        for step in self.sudo():  # sudo: the message may be hidden from whoever moves the scenario
            place = step.scenario_id.team_id
            foreign = (step.message_id | step.fallback_message_id).filtered(
                lambda message, place=place: message.team_id and message.team_id != place
            )
            if foreign:
                for named in (step.scenario_id, foreign):
                    named.with_user(self.env.user).check_access("read")  # constraints run as superuser
                raise ValidationError(
                    self.env._(
                        "%(scenario)s cannot send the message %(message)s, which belongs to %(place)s: choose another, "
                        "or duplicate it for this scenario.",
                        scenario=step.scenario_id.name,
                        message=foreign[0].name,
                        place=foreign[0].team_id.name,
                    )
                )


class DealershipScenario(models.Model):
    _inherit = "dealership.scenario"

    def write(self, vals):
        if "team_id" not in vals:
            return super().write(vals)
        messages = self._get_own_messages()
        result = super().write(vals)
        # sudo: whoever may move a scenario moves what only this one sends; it has no other use
        messages.sudo().write({"team_id": vals["team_id"]})
        self.step_ids._check_places_of_messages()
        return result

    @api.constrains("company_id")
    def _check_companies_of_messages(self):
        self.step_ids._check_company(["message_id", "fallback_message_id"])

    def _get_own_messages(self):
        """Return the messages of a point of sale that no other scenario sends."""
        steps = self.sudo().step_ids  # sudo: only to compare
        messages = (steps.message_id | steps.fallback_message_id).filtered("team_id")
        return messages.filtered(lambda message: message._get_steps().scenario_id <= self.sudo())

    def _get_place_name(self):
        """Return where the scenario belongs: its point of sale, or the company."""
        return self.team_id.name or self.company_id.name
