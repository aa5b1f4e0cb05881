from datetime import time

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine.ledger.states import WAITING
from ...engine.scenario import schedule as schedules
from ...engine.scenario import states
from ...engine.targeting.types import ONE_UNIT, UNITS
from ...engine.written_dates import write_time
from ..client.arguments import a_text, arguments, yes_or_no
from .dealership_scenario import WEEKDAY_FIELDS

HOURS_OF_A_DAY = 24
MINUTES_OF_A_DAY = 24 * 60


class DealershipScenario(models.Model):
    """How a scenario is shown: in one sentence, with a switch in its row."""

    _inherit = "dealership.scenario"

    scenario_model_id = fields.Many2one(
        "dealership.scenario.model",
        string="Model",
        readonly=True,
        copy=False,  # by `copy`, see there
        index="btree_not_null",
        ondelete="set null",
        help="The card of the gallery that it was made from. What the card says later no longer changes it.",
    )
    is_running = fields.Boolean(
        string="On", compute="_compute_is_running", inverse="_inverse_is_running", search="_search_is_running"
    )
    schedule_sentence = fields.Char(string="Frequency", compute="_compute_schedule_sentence")
    targeting_sentence = fields.Char(string="In Words", compute="_compute_targeting_sentence")
    customer_count = fields.Integer(related="targeting_id.customer_count", string="Customers")
    enrolment_count = fields.Integer(compute="_compute_enrolment_count")
    channel_names = fields.Char(string="Type", compute="_compute_channel_names")

    @api.depends("state")
    def _compute_is_running(self):
        for scenario in self:
            scenario.is_running = scenario.state == states.ACTIVE

    def _inverse_is_running(self):
        """The switch activates, resumes and pauses, with the same checks as the buttons."""
        for scenario in self:
            if scenario.is_running != (scenario.state == states.ACTIVE):
                scenario.action_switch(scenario.is_running)

    @arguments(on=yes_or_no)
    def action_switch(self, on):
        """Turn the scenario on or off, as the switch in its row does.

        :param bool on:
        :return: the notification that says what has come of it: activating may mean to ask for approval
        """
        self.ensure_one()
        if not on:
            return self.action_pause()
        return self.action_resume() if self.state == states.PAUSED else self.action_activate()

    @api.model
    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        if set(value) == {True, False}:
            return []
        return [("state", "=" if True in value else "!=", states.ACTIVE)]

    @api.depends("step_ids.channel", "step_ids.task_activity_type_id", "kind")
    @api.depends_context("lang")
    def _compute_channel_names(self):
        """Name the channels; of staff tasks, which share theirs, the types of activity."""
        labels = dict(self.env["dealership.scenario.step"]._selection_channel())
        task = self.env["dealership.channel.task"]
        for scenario in self:
            steps = scenario.step_ids.sorted()
            if scenario.kind == "staff":
                names = [task._get_activity_type(step).name for step in steps]
            else:
                names = [labels[step.channel] for step in steps]
            scenario.channel_names = ", ".join(dict.fromkeys(names))

    @api.depends("schedule", "run_hour", "month_day", "start_date", *WEEKDAY_FIELDS)
    @api.depends_context("lang")
    def _compute_schedule_sentence(self):
        for scenario in self:
            scenario.schedule_sentence = scenario._get_policy().describe_schedule()

    def _describe_timetable(self):
        """Say the timetable as one would to a colleague; hours are those of the point of sale."""
        hour = format_hour(self.env, self.run_hour)
        if self.schedule == schedules.REALTIME:
            return self.env._("Within minutes")
        if self.schedule == schedules.ONCE:
            day = format_date(self.env, self.start_date) if self.start_date else self.env._("a day to be chosen")
            return self.env._("Once, on %(day)s at %(hour)s", day=day, hour=hour)
        if self.schedule == schedules.MONTHLY:
            return self.env._("Every month on day %(day)s at %(hour)s", day=self.month_day, hour=hour)
        if self.schedule == schedules.WEEKDAYS:
            labels = [self._fields[name]._description_string(self.env) for name in WEEKDAY_FIELDS if self[name]]
            return self.env._("Every %(days)s at %(hour)s", days=labels or self.env._("day to be chosen"), hour=hour)
        return self.env._("Every day at %(hour)s", hour=hour)

    def _describe_timing(self):
        """Say when it runs, when its messages leave and when no more, who enters again, and what a message is about."""
        told = [
            self._get_policy().describe_schedule(),
            self._describe_window(),
            self._describe_expiry(),
            self._describe_re_entry(),
        ]
        if self.subject and self._get_policy().gathers:
            told.append(self.env._("one message per customer about all that is due"))
        return " · ".join(told)

    def _describe_window(self):
        hours = {"opens": format_hour(self.env, self.send_from), "closes": format_hour(self.env, self.send_until)}
        if self.opening_hours_only:
            return self.env._("messages leave in opening hours, between %(opens)s and %(closes)s", **hours)
        if self.opening_days_only:
            return self.env._("messages leave on opening days, between %(opens)s and %(closes)s", **hours)
        if self.send_from <= 0 and self.send_until >= HOURS_OF_A_DAY:
            return self.env._("messages leave at any hour")
        return self.env._("messages leave between %(opens)s and %(closes)s", **hours)

    def _describe_expiry(self):
        days, hours = divmod(self.expires_after_hours, HOURS_OF_A_DAY)
        late = say_length(self.env, *((hours + days * HOURS_OF_A_DAY, "hour") if hours or days < 2 else (days, "day")))
        return self.env._("not if %(late)s late", late=late)

    def _describe_re_entry(self):
        if self.re_entry == states.RE_ENTRY_INTERVAL:
            return self.env._("again after %s at the earliest", say_length(self.env, self.re_entry_days, "day"))
        if self.re_entry != states.RE_ENTRY_OCCURRENCE:
            return self.env._("once for each record")
        date = self.env["dealership.catalogue"]._describe_attribute(self.anchor_attribute)
        if self.anchor_yearly:
            return self.env._("again each year (%s)", date)
        return self.env._("again at each new date (%s)", date)

    @api.depends("targeting_id", "team_id")
    @api.depends_context("lang")
    def _compute_targeting_sentence(self):
        for scenario in self:
            targeting = scenario.targeting_id
            scenario.targeting_sentence = targeting._describe() if targeting else False

    @api.model
    @api.readonly
    @arguments(subject=a_text)
    def get_anchor_choices(self, subject):
        """Return the dates of a subject's records, ``[[attribute, label]]``, for the form to choose from."""
        self.browse().check_access("read")
        schema = self.env["dealership.targeting"]._get_schema()
        attributes = schema[subject].attributes if subject in schema else {}
        return [
            [f"{subject}.{attribute.key}", attribute.label]
            for attribute in attributes.values()
            if attribute.type in ("date", "datetime") and attribute.field and "." not in attribute.field
        ]

    def action_view_waiting(self):
        """Open what somebody has to do or to decide by hand."""
        self.ensure_one()
        action = self.action_view_deliveries()
        return {**action, "domain": [*action["domain"], ("state", "=", WAITING)]}

    @api.depends("run_ids")
    def _compute_enrolment_count(self):
        groups = self.env["dealership.enrolment"]._read_group(
            [("scenario_id", "in", self.ids)], ["scenario_id"], ["__count"]
        )
        counts = {scenario.id: count for scenario, count in groups}
        for scenario in self:
            scenario.enrolment_count = counts.get(scenario.id, 0)

    def action_view_enrolments(self):
        """Open who has entered, for which occurrence, and what was done for them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enrolled in %s", self.name),
            "res_model": "dealership.enrolment",
            "views": [(False, "list"), (False, "form")],
            "domain": [("scenario_id", "=", self.id)],
        }

    def action_rehearse(self):
        """Calculate what it would do in the coming days, and show it."""
        self.ensure_one()
        return self.env["dealership.rehearsal"].create({"scenario_id": self.id}).action_rehearse()

    def action_preview_message(self):
        """Show the message of the first step as a customer would read it."""
        self.ensure_one()
        message = self.step_ids.sorted().message_id[:1]
        action = message.action_preview()
        return {**action, "context": {**action["context"], "default_scenario_id": self.id}}


def format_hour(env, hour):
    """Return hours since midnight as the reader writes them: ``9.5`` is 09:30, or 9 h 30; 24 is midnight again.

    Whatever is typed can be written: that no day has 30 hours is said when it is saved.
    """
    hours, minutes = divmod(round(hour * 60) % MINUTES_OF_A_DAY, 60)
    return write_time(time(hours, minutes), "HH:mm", babel_locale_parse(get_lang(env).code))


def say_length(env, count, unit):
    """Return a length of time in words, as "1 day" and "2 days".

    :param str unit: key of ``UNITS``
    """
    return f"{count} {env._((ONE_UNIT if count == 1 else UNITS)[unit])}"
