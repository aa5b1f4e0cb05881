from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.scenario.states import ACTIVE, PAUSED
from ..ledger.anchor import AnchorMoves


class TargetingSubject(models.AbstractModel):
    """A record whose date is changed takes the messages planned by that date along, at once."""

    _inherit = "dealership.targeting.subject"

    def write(self, vals):
        result = super().write(vals)
        anchors = self.env["dealership.scenario"]._get_anchors()
        if not anchors.isdisjoint((self._name, name) for name in vals):
            self._move_planned_deliveries(vals)
        return result

    def _move_planned_deliveries(self, names):
        # sudo: whoever may change a date needs no right on the scenarios that count from it
        scenarios = self.env["dealership.scenario"].sudo()
        now = fields.Datetime.now()
        for scenario, field in scenarios._get_anchored():
            if field.model_name == self._name and field.name in names:
                AnchorMoves(scenario, now).follow(self.ids)


class DealershipScenario(models.Model):
    _inherit = "dealership.scenario"

    @api.model
    def _get_anchored(self):
        """Return pairs of a scenario under way and the date field it counts from; a run tells of one that is wrong."""
        scenarios = self.search(Domain("anchor_attribute", "!=", False) & Domain("state", "in", (ACTIVE, PAUSED)))
        pairs = []
        for scenario in scenarios:
            try:
                pairs.append((scenario, scenario._get_anchor_field()))
            except ValidationError:
                continue
        return pairs

    @api.model
    @tools.ormcache()
    def _get_anchors(self):
        """Return the ``(model, field)`` pairs that scenarios under way count from: asked at every write of a record."""
        # sudo: which dates count is no secret
        return frozenset((field.model_name, field.name) for _scenario, field in self.sudo()._get_anchored())

    @api.model_create_multi
    def create(self, vals_list):
        scenarios = super().create(vals_list)
        if any(scenarios.mapped("anchor_attribute")):
            self.env.registry.clear_cache()
        return scenarios

    def write(self, vals):
        result = super().write(vals)
        if {"state", "anchor_attribute", "targeting_id"} & vals.keys() and any(self.mapped("anchor_attribute")):
            self.env.registry.clear_cache()
        return result
