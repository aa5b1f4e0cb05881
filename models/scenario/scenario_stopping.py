from odoo import fields, models

from ...engine.scenario import states


class DealershipScenario(models.Model):
    """A scenario stops when what says whom it writes to, or what, is gone: it never goes on with less of it.

    Deleting such a record is refused (see ``models/link``). Archiving it pauses the scenarios that stand on it, as does
    a targeting that is broken: at once, and again at each run and each sending for what came about another way. The
    reason stands on the scenario, and its responsible is told.
    """

    _inherit = "dealership.scenario"

    def _get_foundations(self):
        """Return the records that a scenario can't do without, as a list of recordsets of models with ``active``."""
        steps = self.step_ids
        return [
            self.company_id,
            self.team_id,
            self.targeting_id,
            steps.message_id | steps.fallback_message_id,
            self.mail_server_id,
            *self._get_policy().get_foundations(),
        ]

    def _find_stopping_reason(self):
        """Return why it may not go on, in words; empty when all that it stands on is there."""
        # sudo: whoever looks may not see all of it, as a mail server or an operand of the targeting
        for records in self.sudo()._get_foundations():
            for record in records.filtered(lambda record: not record.active):
                return self.env._(
                    "%(kind)s “%(name)s” is archived: choose another, or bring it back.",
                    kind=self.env["ir.model"].sudo()._get(record._name).name,
                    name=record.display_name,
                )
        if self._find_rights_problem():
            return ""  # it finds nobody, and says why: whoever takes it over goes on
        targeting = self._with_responsible_rights(self.targeting_id)
        broken = targeting.with_context(lang=self.env.lang)._find_broken_reason()
        if broken:
            # sudo: its name, for whoever sees the scenario
            name = self.targeting_id.sudo().name
            return self.env._("The targeting “%(name)s” is broken: %(reason)s.", name=name, reason=broken)
        return ""

    def _stop_unfounded(self):
        """Pause those that are active and may not go on, and tell their responsible why.

        :return: those that were paused
        """
        stopped = self.browse()
        for scenario in self.filtered(lambda scenario: scenario.state == states.ACTIVE):
            # The reason is kept, and read first of all by the responsible.
            spoken = scenario.with_context(lang=scenario.user_id.lang or self.env.lang)
            reason = spoken._find_stopping_reason()
            if reason:
                spoken._set_state(states.PAUSED, next_run_at=False, paused_at=fields.Datetime.now(), last_error=reason)
                told = spoken.env._("%(name)s is paused. %(reason)s", name=spoken.name, reason=reason)
                spoken.sudo()._tell_responsible(told)  # sudo: whoever archived it need not see the scenario
                stopped += scenario
        return stopped

    def _get_stopped_action(self):
        """Return the notification that says which scenarios have been paused, for who archived what they stand on."""
        names = self._filtered_access("read").mapped("name")
        hidden = len(self) - len(names)
        if hidden:
            names.append(self.env._("%s that you can't see", hidden))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Scenarios have been paused"),
                "message": self.env._("They can't go on without it: %s", ", ".join(names)),
            },
        }


class DealershipTargeting(models.Model):
    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.scenario.foundation"]

    def _on_broken(self):
        self._get_standing_scenarios()._stop_unfounded()
        return super()._on_broken()

    def _get_standing_domain(self):
        return [("targeting_id", "in", self.ids)]


class DealershipMessage(models.Model):
    _name = "dealership.message"
    _inherit = ["dealership.message", "dealership.scenario.foundation"]

    def _get_standing_domain(self):
        return ["|", ("step_ids.message_id", "in", self.ids), ("step_ids.fallback_message_id", "in", self.ids)]


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "dealership.scenario.foundation"]

    def action_archive(self):
        """Say what still hangs on a point of sale, and offer to move it to another."""
        result = super().action_archive()
        if not self.env["dealership.team.archived"].has_access("create"):
            return result  # nobody of the dealership
        return self.env["dealership.team.archived"]._get_action(self) or result

    def _get_standing_domain(self):
        return [("team_id", "in", self.ids)]


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "dealership.scenario.foundation"]

    def _get_standing_domain(self):
        return [("company_id", "in", self.ids)]


class IrMailServer(models.Model):
    _name = "ir.mail_server"
    _inherit = ["ir.mail_server", "dealership.scenario.foundation"]

    def _get_standing_domain(self):
        return [("mail_server_id", "in", self.ids)]
