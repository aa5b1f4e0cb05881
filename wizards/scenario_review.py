from contextlib import contextmanager

from odoo import api, fields, models

from ..models.client.internal_fields import with_internal_fields


class DealershipScenarioConfigure(models.TransientModel):
    """What will happen is said before somebody agrees to it, and only once it can: what is missing comes first."""

    _inherit = "dealership.scenario.configure"

    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    promise = fields.Text(readonly=True)

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_needs_approval(self):
        scenarios = self.env["dealership.scenario"]
        for wizard in self:
            wizard.needs_approval = scenarios._asks_approval(wizard.company_id)

    def action_review(self):
        """Ask whether to go on, saying what then happens.

        :raise ValidationError: when something is missing, naming all of it
        """
        self.ensure_one()
        with self._taken_back() as scenario:
            scenario._check_ready()
            told = [scenario._describe_timing(), self.reach_sentence]
            told += [scenario.presumption_warning, scenario.domain_warning]
        with_internal_fields(self).promise = "\n".join([self._get_outcome(), *filter(None, told)])
        ask = self.env._("Ask for Activation") if self.needs_approval else self.env._("Activate")
        return {
            "type": "ir.actions.act_window",
            "name": ask,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("crm_dealership.dealership_scenario_configure_view_form_review").id, "form")],
            "target": "new",
        }

    @contextmanager
    def _taken_back(self):
        """Make the scenario to look at it, and leave no trace of it."""
        savepoint = self.env.cr.savepoint()
        try:
            yield self.with_context(tracking_disable=True)._create_scenario()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _get_outcome(self):
        if self.needs_approval:
            return self.env._(
                "An Administrator is asked to approve “%s”. Nothing is done and nothing is sent before.", self.name
            )
        return self.env._("“%s” becomes active at once.", self.name)
