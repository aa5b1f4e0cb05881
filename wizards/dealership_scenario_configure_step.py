from odoo import api, fields, models

from ..engine.scenario.foreign_values import find_foreign
from ..engine.scenario.message import compile_message, compile_text
from ..engine.scenario.states import BASIS_ANCHOR, DELAY_BASES, DELAY_UNITS
from ..engine.scenario.template_check import find_unwritten
from ..models.channel.channel import TEXT
from ..models.scenario.dealership_scenario_model_step import ASKED, FORMAT_FIELDS, TEXT_FIELDS

DIRECTIONS = [("before", "before"), ("after", "after")]


class DealershipScenarioConfigureStep(models.TransientModel):
    """The questions about one step: by which channel, when, with which words.

    The texts of all formats stand side by side, so that changing the channel and back loses nothing.
    """

    _name = "dealership.scenario.configure.step"
    _description = "Step of a Scenario Being Configured"
    _order = "configure_id, sequence, id"

    configure_id = fields.Many2one("dealership.scenario.configure", required=True, index=True, ondelete="cascade")
    model_step_id = fields.Many2one("dealership.scenario.model.step", required=True, ondelete="cascade")
    subject_category = fields.Char(related="configure_id.preview_subject_category")
    sequence = fields.Integer()
    channel = fields.Selection(selection="_selection_channel", required=True)
    channel_choices = fields.Json(compute="_compute_channel_choices")
    is_contact = fields.Boolean(compute="_compute_channel_choices")
    fallback_channel = fields.Selection(selection="_selection_channel", string="Without Address")
    message_format = fields.Char(compute="_compute_message_format")
    delay_basis = fields.Selection(DELAY_BASES, required=True)
    delay_count = fields.Integer()
    delay_length = fields.Integer(string="Delay", compute="_compute_delay", inverse="_inverse_delay")
    delay_direction = fields.Selection(DIRECTIONS, compute="_compute_delay", inverse="_inverse_delay")
    delay_unit = fields.Selection(DELAY_UNITS, required=True)
    delay_start = fields.Char(compute="_compute_delay_start")
    own_hour = fields.Boolean()
    at_hour = fields.Float(string="At")
    subject = fields.Char()
    body_html = fields.Html(string="Message", sanitize="email_outgoing")
    body_text = fields.Text(string="Text")
    unwritten = fields.Char(compute="_compute_unwritten")
    foreign_values = fields.Char(string="Values of Another Program", compute="_compute_unwritten")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    @api.depends("model_step_id")
    def _compute_channel_choices(self):
        """What writes to customers may take any channel that has words; a task stays a task."""
        contacts = set(self.env["dealership.channel"]._get_contact_keys())
        written = [key for key, _label in self.env["dealership.channel"]._selection_message_channels()]
        for step in self:
            own = step.model_step_id.channel
            step.is_contact = own in contacts
            step.channel_choices = [key for key in written if key in contacts] if own in contacts else [own]

    @api.depends("delay_count")
    def _compute_delay(self):
        for step in self:
            step.delay_length = abs(step.delay_count)
            step.delay_direction = "before" if step.delay_count < 0 else "after"

    def _inverse_delay(self):
        for step in self:
            step.delay_count = step._get_delay_count()

    def _get_delay_count(self):
        before = self.delay_basis == BASIS_ANCHOR and self.delay_direction == "before"
        return -self.delay_length if before else self.delay_length

    @api.depends("delay_basis", "model_step_id")
    def _compute_delay_start(self):
        """Say what the delay counts from, as in "2 hours before: appointment date"."""
        for step in self:
            step.delay_start = step.model_step_id._describe_delay_start()

    @api.onchange("channel")
    def _onchange_channel(self):
        if self.fallback_channel == self.channel:
            self.fallback_channel = False

    @api.depends("channel")
    def _compute_message_format(self):
        for step in self:
            step.message_format = step._get_format()

    @api.depends("message_format", *TEXT_FIELDS)
    def _compute_unwritten(self):
        """Say what of the text shown is for its author to write, and what another program wrote."""
        for step in self:
            texts = {name: str(step[name] or "") for name in FORMAT_FIELDS[step.message_format or None]}
            foreign = [each.raw for name, text in texts.items() for each in find_foreign(text, name == "body_html")]
            step.unwritten = " · ".join(find_unwritten(*texts.values())) or False
            step.foreign_values = " · ".join(dict.fromkeys(foreign)) or False

    def _get_format(self, channel=None):
        return self.env["dealership.channel"]._get_channel(channel or self.channel or "email")._message_format

    def _compile(self, lang):
        """Return the `CompiledMessage`: of the example where it was left as it is, which exists in every language.

        :raises MessageError: the text is at fault
        """
        if self._is_example():
            return self.model_step_id._compile(self.message_format, lang)
        vocabulary = self.env["dealership.message.values"]._get_vocabulary(self.subject_category)
        if self.message_format == TEXT:
            return compile_text(self.body_text or "", vocabulary, lang)
        return compile_message(self.subject or "", str(self.body_html or ""), vocabulary, lang)

    def _is_example(self, channel=None):
        """Whether the text is as it came; a translated example is sanitised here only, as any text of a form is."""
        return all(
            self[name] == self._fields[name].convert_to_cache(self.model_step_id[name], self)
            for name in FORMAT_FIELDS[self._get_format(channel)]
        )

    # -- making it ------------------------------------------------------------------------------------

    def _prepare_step_vals(self):
        """Return the values of the scenario's step; its message is created here."""
        self.ensure_one()
        return {
            **self.model_step_id._prepare_step_vals(),
            **{name: self[name] for name in ASKED},
            "delay_count": self._get_delay_count(),
            "message_id": self._create_message(self.channel).id,
            "fallback_message_id": self._create_message(self.fallback_channel).id,
        }

    def _create_message(self, channel):
        """Create what the step writes on a channel; an example left as it was comes in all its languages."""
        message_format = channel and self._get_format(channel)
        if not message_format or not any(self[name] for name in FORMAT_FIELDS[message_format]):
            return self.env["dealership.message"]
        message = self.env["dealership.message"].create(
            {
                "name": self._get_message_name(channel),
                "company_id": self.configure_id.company_id.id,
                "team_id": self.configure_id.team_id.id,
                "channel": channel,
                "subject_category": self.subject_category,
                **{name: self[name] for name in FORMAT_FIELDS[message_format]},
            }
        )
        if self._is_example(channel):
            langs = [code for code, _name in self.env["res.lang"].get_installed()]
            for name in FORMAT_FIELDS[message_format]:
                message.update_field_translations(
                    name, {lang: self.model_step_id.with_context(lang=lang)[name] for lang in langs}
                )
        return message

    def _get_message_name(self, channel):
        """Return the scenario's name; with several messages, also where each belongs."""
        name = self.configure_id.name
        if len(self.configure_id.step_ids) == 1 and not self.fallback_channel:
            return name
        return f"{name} – {dict(self._selection_channel())[channel]}"
