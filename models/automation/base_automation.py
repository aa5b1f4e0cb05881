from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..client.inner_context import get_inner
from .dealership_event import EVENTS, TRIGGER_PREFIX

TRIGGERS = [
    ("dealership_enrolled", "Enrolled in a scenario"),
    ("dealership_sent", "Message sent"),
    ("dealership_failed", "Message failed"),
    ("dealership_replied", "Message answered"),
    ("dealership_overdue", "Lead waiting too long"),
    ("dealership_missed_call", "Call missed"),
]


class BaseAutomation(models.Model):
    """Automation rules that events of the dealership start."""

    _inherit = "base.automation"

    trigger = fields.Selection(selection_add=TRIGGERS, ondelete={key: "cascade" for key, _label in TRIGGERS})
    dealership_triggers = fields.Json(compute="_compute_dealership_triggers")

    @api.constrains("trigger", "model_id")
    def _check_dealership_trigger(self):
        for rule in self.filtered(lambda rule: (rule.trigger or "").startswith(TRIGGER_PREFIX)):
            if rule.trigger not in rule._get_dealership_triggers():
                raise ValidationError(
                    self.env._(
                        '%(rule)s: "%(trigger)s" never happens to %(model)s.',
                        rule=rule.name,
                        trigger=dict(self._fields["trigger"]._description_selection(self.env))[rule.trigger],
                        model=rule.model_id.name,
                    )
                )

    @api.depends("model_id")
    def _compute_dealership_triggers(self):
        for rule in self:
            rule.dealership_triggers = rule._get_dealership_triggers()

    def _get_dealership_triggers(self):
        """Return the triggers of ours that can happen to records of the rule's model."""
        events = self.env["dealership.event"]
        return [f"{TRIGGER_PREFIX}{event}" for event in EVENTS if self.model_name in events._get_models(event)]

    def _get_actions(self, records, triggers):
        """Nothing wakes to what is history when it comes in."""
        if get_inner(self.env, "dealership_history"):
            return self.browse()
        return super()._get_actions(records, triggers)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if {"trigger", "active", "model_id"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
