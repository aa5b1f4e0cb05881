from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ENROL = "dealership_enrol"
STOP = "dealership_stop"


class IrActionsServer(models.Model):
    """Server actions that let records enter a scenario or leave it: in the menu of a list, in rules, by the clock."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[(ENROL, "Enrol in Scenario"), (STOP, "Stop Scenario")],
        ondelete={ENROL: "cascade", STOP: "cascade"},
    )
    dealership_scenario_id = fields.Many2one(
        "dealership.scenario",
        string="Scenario",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_dealership_scenario_id",
        store=True,
        readonly=False,
        help="Where a scenario is stopped: empty means all scenarios of the record.",
    )
    dealership_subjects = fields.Json(compute="_compute_dealership_subjects")

    @api.depends("state", "model_id")
    def _compute_dealership_scenario_id(self):
        for action in self:
            if action.state not in (ENROL, STOP):
                action.dealership_scenario_id = False

    @api.depends("state", "model_id")
    def _compute_dealership_subjects(self):
        """Return the subjects whose scenarios suit the model, for the choice of the scenario."""
        catalogue = self.env["dealership.catalogue"]
        models_of = {
            key: self.env[f"dealership.category.{key}"]._category_model
            for key, _label in catalogue._selection_subject()
        }
        for action in self:
            stops_customer = action.state == STOP and action.model_name == "res.partner"
            action.dealership_subjects = [
                key for key, model in models_of.items() if stops_customer or model == action.model_name
            ]

    @api.constrains("state", "model_id", "dealership_scenario_id")
    def _check_dealership_scenario(self):
        for action in self.filtered(lambda action: action.state in (ENROL, STOP)):
            for problem in action._get_dealership_problems():
                raise ValidationError(problem)

    def _get_dealership_problems(self):
        scenario = self.dealership_scenario_id
        if self.state == ENROL and not scenario:
            yield self.env._("%s: choose the scenario that records enter.", self.name)
        if scenario and scenario.subject not in (self.dealership_subjects or []):
            yield self.env._(
                "%(action)s works on %(model)s, but %(scenario)s is about other records.",
                action=self.name,
                model=self.model_id.name,
                scenario=scenario.name,
            )

    @api.model
    def _warning_depends(self):
        return [*super()._warning_depends(), "dealership_scenario_id.subject"]

    def _get_warning_messages(self):
        warnings = super()._get_warning_messages()
        if self.state in (ENROL, STOP) and self.model_id and self.dealership_scenario_id:
            warnings += self._get_dealership_problems()
        return warnings

    def _name_depends(self):
        return [*super()._name_depends(), "dealership_scenario_id"]

    def _generate_action_name(self):
        self.ensure_one()
        scenario = self.dealership_scenario_id.name
        if self.state == ENROL and scenario:
            return self.env._("Enrol in %s", scenario)
        if self.state == STOP:
            return self.env._("Stop %s", scenario) if scenario else self.env._("Stop All Scenarios")
        return super()._generate_action_name()

    def _run_action_dealership_enrol_multi(self, eval_context=None):
        """Enrol the records; without records, as from a scheduled action, whom the targeting finds now.

        Who starts it needs the right to see the scenario, or to run it.
        """
        scenario = self._get_dealership_scenario(eval_context)
        records = self._get_dealership_records(eval_context)
        scenario.check_access("read" if records else "write")
        if scenario.state != "active":
            return self._tell(self.env._("%s is not active: nobody has entered it.", scenario.name), kind="warning")
        if not records:
            return scenario._run() and False
        entered = scenario._enrol_records(records)
        return self._tell(
            self.env._(
                "%(entered)s of %(all)s have entered %(scenario)s: others have been through it or belong elsewhere.",
                entered=entered,
                all=len(records),
                scenario=scenario.name,
            )
            if entered < len(records)
            else self.env._("%(entered)s have entered %(scenario)s.", entered=entered, scenario=scenario.name)
        )

    def _run_action_dealership_stop_multi(self, eval_context=None):
        """Take the records out.

        :raise UserError: without records: a scenario is ended by its own button
        """
        records = self._get_dealership_records(eval_context)
        if not records:
            raise UserError(self.env._("%s: there is no record to take out of the scenario.", self.name))
        stopped = self._get_dealership_scenario(eval_context)._stop_records(records)
        return self._tell(
            self.env._("1 running scenario has been stopped: nothing more will follow.")
            if stopped == 1
            else self.env._("%s running scenarios have been stopped: nothing more will follow.", stopped)
        )

    def _get_dealership_scenario(self, eval_context):
        """Return the scenario with the rights of whoever starts the action, which itself has all rights."""
        return self.dealership_scenario_id.with_env((eval_context or {}).get("env", self.env))

    def _get_dealership_records(self, eval_context):
        eval_context = eval_context or {}
        return eval_context.get("records") or eval_context.get("record") or self.env[self.model_name]

    @api.model
    def _tell(self, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": message},
        }
