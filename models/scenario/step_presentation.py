from odoo import api, fields, models

from ...engine.scenario.states import BASIS_ANCHOR, BASIS_ENROLMENT, BASIS_PREVIOUS, EXACT_UNITS
from ...engine.targeting.types import ONE_UNIT, UNITS
from .scenario_presentation import format_hour


class DealershipScenarioStep(models.Model):
    """When a step is carried out, in words."""

    _inherit = "dealership.scenario.step"

    timing_sentence = fields.Char(string="When", compute="_compute_timing_sentence")

    @api.depends("delay_basis", "delay_count", "delay_unit", "own_hour", "at_hour")
    @api.depends_context("lang")
    def _compute_timing_sentence(self):
        for step in self:
            sentence = step.scenario_id._get_policy().describe_delay(step)
            if step.own_hour and step.delay_unit not in EXACT_UNITS:
                sentence = self.env._("%(when)s, at %(hour)s", when=sentence, hour=format_hour(self.env, step.at_hour))
            step.timing_sentence = sentence

    def _describe_delay(self):
        count = abs(self.delay_count)
        delay = f"{count} {self.env._((ONE_UNIT if count == 1 else UNITS)[self.delay_unit])}"
        if not count:
            sentence = {
                BASIS_ENROLMENT: self.env._("On the same day") if self.own_hour else self.env._("At once"),
                BASIS_ANCHOR: self.env._("On the date of the record"),
                BASIS_PREVIOUS: self.env._("Once the previous step is done"),
            }
            return sentence[self.delay_basis]
        if self.delay_basis == BASIS_ENROLMENT:
            return self.env._("%(delay)s after the enrolment", delay=delay)
        if self.delay_basis == BASIS_PREVIOUS:
            return self.env._("%(delay)s after the previous step was done", delay=delay)
        if self.delay_count < 0:
            return self.env._("%(delay)s before the date of the record", delay=delay)
        return self.env._("%(delay)s after the date of the record", delay=delay)
