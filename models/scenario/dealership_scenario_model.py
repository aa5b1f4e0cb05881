from odoo import api, fields, models
from odoo.tools import html_translate

from ...engine.contact.purposes import PURPOSES
from ...engine.local_time import DAYS_OF_WEEK
from ...engine.scenario import states
from ...engine.scenario.message import MessageError
from ...engine.scenario.schedule import DAILY, SCHEDULES

AREAS = [
    ("sales", "Sales"),
    ("workshop", "Workshop"),
    ("ownership", "Ownership"),
    ("staff", "Staff"),
    ("telephony", "Telephony"),
]


class DealershipScenarioModel(models.Model):
    """A card of the gallery: a scenario thought out once, from which many are made.

    To add a card from another addon, write a record and its steps in XML; nothing else is needed. ``trigger``,
    ``target`` and ``action`` are the three chips drawn on the card. A card without ``rule_tree`` asks for a targeting.
    """

    _name = "dealership.scenario.model"
    _description = "Scenario Model"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    area = fields.Selection(AREAS, required=True, default="ownership", index=True)
    icon = fields.Char(default="fa-magic", help="A Font Awesome class, as in fa-car.")
    trigger = fields.Char(required=True, translate=True, help="When it starts, in a few words.")
    trigger_icon = fields.Char(default="fa-clock-o")
    target = fields.Char(required=True, translate=True, help="Whom it reaches, in a few words.")
    target_icon = fields.Char(default="fa-user")
    action = fields.Char(required=True, translate=True, help="What it does, in a few words.")
    action_icon = fields.Char(default="fa-envelope-o")
    explanation = fields.Html(
        translate=html_translate,
        sanitize="email_outgoing",
        help="What it does and when to use it, shown by “Learn more”.",
    )

    purpose = fields.Selection(PURPOSES, required=True, default="marketing")
    subject = fields.Selection("_selection_subject", string="Targets", required=True, default="customer")
    rule_tree = fields.Json(string="Rule")
    schedule = fields.Selection(SCHEDULES, required=True, default=DAILY)
    run_hour = fields.Float(string="At", default=9.0)
    run_weekday = fields.Selection(DAYS_OF_WEEK, string="Day", default="0", help="For the schedule on chosen weekdays.")
    send_from = fields.Float(default=0.0)
    send_until = fields.Float(default=24.0)
    expires_after_hours = fields.Integer(default=24)
    re_entry = fields.Selection(states.RE_ENTRIES, required=True, default=states.RE_ENTRY_NEVER)
    re_entry_days = fields.Integer(default=180)
    anchor_attribute = fields.Char(string="Date of the Record")
    anchor_yearly = fields.Boolean(string="Every Year")
    signatory = fields.Selection(states.SIGNATORIES, required=True, default="responsible")
    step_ids = fields.One2many("dealership.scenario.model.step", "model_id", string="Steps", copy=True)
    channels = fields.Json(compute="_compute_channels", help="The channels of its steps, in order, for the card.")
    scenario_ids = fields.One2many("dealership.scenario", "scenario_model_id", string="Scenarios")
    scenario_count = fields.Integer(compute="_compute_scenario_count")

    @api.model
    def _selection_subject(self):
        return self.env["dealership.catalogue"]._selection_subject()

    @api.constrains("rule_tree", "subject")
    def _check_rule_tree(self):
        for model in self.filtered("rule_tree"):
            self.env["dealership.targeting"].new(model._prepare_targeting_vals())._get_domain()

    @api.depends("step_ids.channel")
    def _compute_channels(self):
        for model in self:
            model.channels = model.step_ids.mapped("channel")

    @api.depends("scenario_ids")
    def _compute_scenario_count(self):
        groups = self.env["dealership.scenario"]._read_group(
            [("scenario_model_id", "in", self.ids)], ["scenario_model_id"], ["__count"]
        )
        counts = dict(groups)
        for model in self:
            model.scenario_count = counts.get(model, 0)

    def action_configure(self):
        """Open the few questions that make a scenario of this model."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "dealership.scenario.configure",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_model_id": self.id},
        }

    def action_learn_more(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("crm_dealership.dealership_scenario_model_view_form_about").id, "form")],
            "target": "new",
        }

    def action_view_scenarios(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_scenario_action")
        return {**action, "domain": [("scenario_model_id", "=", self.id)]}

    def _describe_anchor(self):
        """Return the date of the record in words, as in "Appointment: Date"; empty without one."""
        return self.env["dealership.catalogue"]._describe_attribute(self.anchor_attribute)

    def _prepare_targeting_vals(self, **values):
        self.ensure_one()
        return {"name": self.name, "subject": self.subject, "rule_tree": self.rule_tree, **values}

    def _can_speak_of(self, subject):
        """Return whether the example texts read nothing but what a message about records of a subject has."""
        vocabulary = self.env["dealership.message.values"]._get_vocabulary(subject)
        try:
            for step in self.step_ids:
                step._compile_formats(self.env.lang or "en_US", vocabulary)
        except MessageError:
            return False
        return True
