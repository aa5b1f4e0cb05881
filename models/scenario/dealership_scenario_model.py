from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.delivery.contact import PURPOSES
from ...engine.scenario import states
from ...engine.scenario.message import MessageError, compile_message
from ...engine.scenario.schedule import DAILY, SCHEDULES
from ...engine.scenario.values import VALUES, available_values, build_labels


class DealershipScenarioModel(models.Model):
    """A card of the gallery: a scenario thought out once, from which many are made.

    To add a card from another addon, write a record in XML; nothing else is needed. ``trigger``, ``target``
    and ``action`` are the three chips drawn on the card. Without ``rule_tree`` the card asks for a targeting.
    """

    _name = "dealership.scenario.model"
    _description = "Scenario Model"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(default="fa-magic", help="A Font Awesome class, as in fa-car.")
    trigger = fields.Char(required=True, translate=True, help="When it starts, in a few words.")
    trigger_icon = fields.Char(default="fa-clock-o")
    target = fields.Char(required=True, translate=True, help="Whom it reaches, in a few words.")
    target_icon = fields.Char(default="fa-user")
    action = fields.Char(required=True, translate=True, help="What it does, in a few words.")
    action_icon = fields.Char(default="fa-envelope-o")
    explanation = fields.Html(
        translate=True, sanitize="email_outgoing", help="What it does and when to use it, shown by “Learn more”."
    )

    purpose = fields.Selection(PURPOSES, required=True, default="marketing")
    subject = fields.Selection("_selection_subject", string="Targets", required=True, default="customer")
    rule_tree = fields.Json(string="Rule")
    schedule = fields.Selection(SCHEDULES, required=True, default=DAILY)
    run_hour = fields.Float(string="At", default=9.0)
    re_entry = fields.Selection(states.RE_ENTRIES, required=True, default=states.RE_ENTRY_NEVER)
    re_entry_days = fields.Integer(default=180)
    anchor_attribute = fields.Char(string="Date of the Record")
    anchor_yearly = fields.Boolean(string="Every Year")
    signatory = fields.Selection(states.SIGNATORIES, required=True, default="responsible")
    message_subject = fields.Char(string="Example Subject", translate=True, required=True)
    message_body = fields.Html(string="Example Message", translate=True, sanitize="email_outgoing", required=True)
    example_subject = fields.Char(string="Subject Shown", compute="_compute_example")
    example_body = fields.Html(string="Message Shown", compute="_compute_example", sanitize="email_outgoing")
    scenario_ids = fields.One2many("dealership.scenario", "scenario_model_id", string="Scenarios")
    scenario_count = fields.Integer(compute="_compute_scenario_count")

    @api.model
    def _selection_subject(self):
        return self.env["dealership.catalogue"]._selection_subject()

    @api.constrains("rule_tree", "subject")
    def _check_rule_tree(self):
        for model in self.filtered("rule_tree"):
            self.env["dealership.targeting"].new(model._prepare_targeting_vals())._get_domain()

    @api.constrains("message_subject", "message_body", "subject")
    def _check_message(self):
        for model in self:
            for lang, _name in self.env["res.lang"].get_installed():
                try:
                    model._compile_message(lang)
                except MessageError as error:
                    raise ValidationError(
                        self.env._(
                            "%(model)s: the example cannot be used. %(place)s: %(text)s",
                            model=model.name,
                            place=error.place,
                            text=error.text,
                        )
                    ) from error

    @api.depends("scenario_ids")
    def _compute_scenario_count(self):
        groups = self.env["dealership.scenario"]._read_group(
            [("scenario_model_id", "in", self.ids)], ["scenario_model_id"], ["__count"]
        )
        counts = dict(groups)
        for model in self:
            model.scenario_count = counts.get(model, 0)

    @api.depends("message_subject", "message_body", "subject")
    @api.depends_context("lang")
    def _compute_example(self):
        """Show the example to people who do not read Jinja2: each value by its name."""
        context = {name: build_labels(name, self.env._) for name in VALUES}
        for model in self:
            rendered = model._compile_message(self.env.lang or "en_US").render(context)
            model.example_subject = rendered.subject
            model.example_body = rendered.body_html

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

    def _compile_message(self, lang):
        """Return the example message, compiled for a language.

        :raises MessageError: the example is at fault
        """
        self.ensure_one()
        model = self.with_context(lang=lang)
        names = available_values(self.subject)
        return compile_message(model.message_subject or "", str(model.message_body or ""), lang, names)

    def _prepare_targeting_vals(self, **values):
        self.ensure_one()
        return {"name": self.name, "subject": self.subject, "rule_tree": self.rule_tree, **values}
