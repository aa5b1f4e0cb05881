from datetime import date, datetime, time, timedelta

from odoo import api, fields, models

from ...engine.scenario.announcing import plan_announcement
from ...engine.scenario.states import BASIS_ANCHOR, BASIS_ENROLMENT, BASIS_PREVIOUS, EXACT_UNITS
from .scenario_presentation import format_hour, say_length

_LENGTHS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "working_day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}


class DealershipScenarioStep(models.Model):
    """When a step is carried out, in words."""

    _inherit = "dealership.scenario.step"

    timing_sentence = fields.Char(string="When", compute="_compute_timing_sentence")
    slots_sentence = fields.Char(
        string="First and Last Hour",
        compute="_compute_slots_sentence",
        help="When it leaves for what begins at the first and in the last hour of a day.",
    )

    @api.depends("delay_basis", "delay_count", "delay_unit", "own_hour", "at_hour")
    @api.depends_context("lang")
    def _compute_timing_sentence(self):
        for step in self:
            sentence = step.scenario_id._get_policy().describe_delay(step)
            if step.own_hour and step.delay_unit not in EXACT_UNITS:
                sentence = self.env._("%(when)s, at %(hour)s", when=sentence, hour=format_hour(self.env, step.at_hour))
            step.timing_sentence = sentence

    def _announces(self):
        """Return whether it tells of a moment that is still to come."""
        return self.delay_basis == BASIS_ANCHOR and self.delay_count < 0

    def _get_length(self):
        """Return its delay as a ``timedelta``, whether before or after; a month has 30 days, a year 365."""
        return abs(self.delay_count) * _LENGTHS[self.delay_unit]

    @api.depends("delay_basis", "delay_count", "delay_unit", "scenario_id.send_from", "scenario_id.send_until")
    @api.depends_context("lang")
    def _compute_slots_sentence(self):
        for step in self:
            exact = step._announces() and step.delay_unit in EXACT_UNITS
            step.slots_sentence = exact and step._describe_slots(step.scenario_id)

    def _describe_slots(self, scenario):
        """Say when it leaves for the first and the last slot of a day; empty where that is its usual delay."""
        hours = scenario._get_place()._get_opening_hours()
        day = hours.step(date(2026, 1, 1), 1)
        open_hours = hours.get_hours(day)
        if not open_hours:
            return False
        first, last = open_hours[0][0], max(open_hours[-1][1] - 1, open_hours[0][0])
        told = [self._describe_slot(scenario, day, hour) for hour in dict.fromkeys((first, last))]
        return "; ".join(told)

    def _describe_slot(self, scenario, day, hour):
        opens, closes = (timedelta(hours=each) for each in (scenario.send_from, scenario.send_until))
        moment = datetime.combine(day, time.min) + timedelta(hours=hour)
        leaves = plan_announcement(moment, self._get_length(), opens, closes)
        told = {"slot": format_hour(self.env, hour), "hour": format_hour(self.env, leaves.hour + leaves.minute / 60)}
        if leaves.date() < day:
            return self.env._("%(slot)s → the day before at %(hour)s", **told)
        return self.env._("%(slot)s → at %(hour)s", **told)

    def _describe_delay(self):
        count = abs(self.delay_count)
        delay = say_length(self.env, count, self.delay_unit)
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
