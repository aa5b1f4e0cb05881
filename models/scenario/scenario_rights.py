from odoo import api, models
from odoo.exceptions import AccessError

from ...engine.scenario.states import ENDED
from ..targeting.responsible_rights import ADMINISTRATOR
from .scenario_approval import APPROVED_STATES


class DealershipTargeting(models.Model):
    """Whoever changes a rule changes whom scenarios find: it takes the right to change these, and gives one's own."""

    _inherit = "dealership.targeting"

    def _set_up_anew(self):  # pylint: disable=missing-return
        super()._set_up_anew()
        using = self._get_using_scenarios().filtered(lambda scenario: scenario.sudo().state != ENDED)
        mine = using._filter_changeable()
        (using - mine)._check_not_at_work()
        self._take_over_rights()
        mine._take_over_rights()
        operations = (self._with_operations() - self.sudo()).with_env(self.env)
        # Whosever they are: with the rights of others they would tell, as a number, what only those may see.
        operations._take_over_rights()


class DealershipScenario(models.Model):
    """A scenario finds people by a targeting that is shared with whoever chooses it, with the rights of who does."""

    _inherit = "dealership.scenario"

    @api.model_create_multi
    def create(self, vals_list):
        scenarios = super().create(vals_list)
        scenarios.targeting_id.check_access("read")
        return scenarios

    def write(self, vals):
        result = super().write(vals)
        if "targeting_id" in vals:
            self.targeting_id.check_access("read")
        return result

    def _find_rights_problem(self):
        problem = super()._find_rights_problem()
        own = self.sudo()  # sudo: as there
        user = own.rights_user_id
        if not problem and user._is_superuser():
            return self.env._("Nobody has lent it their rights: somebody has to take it over.")
        if not problem and own.team_id and not _belongs_to(user, own.team_id):
            return self.env._(
                "It has the rights of %(user)s, who does not belong to %(team)s: somebody has to take it over.",
                user=user.name,
                team=own.team_id.name,
            )
        return problem

    def _filter_changeable(self):
        """Return those that the user may change, whichever of their companies are ticked just now."""
        companies = self.env.user._get_company_ids()
        return self.with_context(allowed_company_ids=companies)._filtered_access("write").with_env(self.env)

    def _check_not_at_work(self):
        """:raise AccessError: when one of these, which are not the user's to change, is at work or to be approved"""
        scenarios = self.sudo().filtered(lambda scenario: scenario.state in APPROVED_STATES)  # sudo: only to name them
        if scenarios:
            raise AccessError(
                self.env._(
                    "Scenarios that you may not change find people by this targeting: %(scenarios)s. Duplicate it, and "
                    "change your own.",
                    scenarios=", ".join(scenarios.mapped("name")),
                )
            )


class DealershipScenarioStep(models.Model):
    """A step sends a message that whoever chooses it may read: none of another company."""

    _inherit = "dealership.scenario.step"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_messages_shared()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"message_id", "fallback_message_id"} & vals.keys():
            self._check_messages_shared()
        return result

    def _check_messages_shared(self):
        (self.message_id | self.fallback_message_id).check_access("read")


def _belongs_to(user, team):
    return user.has_group(ADMINISTRATOR) or user in (team.user_id | team.member_ids)
