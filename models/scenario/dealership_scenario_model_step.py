from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html_translate

from ...engine.scenario.message import MessageError, compile_message, compile_text
from ...engine.scenario.states import BASIS_ANCHOR, BASIS_ENROLMENT, BASIS_PREVIOUS, DELAY_BASES, DELAY_UNITS
from ..channel.channel import HTML, TEXT
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

# What a scenario's step takes over from that of its model.
COPIED = (
    "sequence",
    "channel",
    "fallback_channel",
    "delay_basis",
    "delay_count",
    "delay_unit",
    "own_hour",
    "at_hour",
    "automatic",
    "check_matching",
    "said_within_hours",
    "task_due_days",
    "task_priority",
    "lead_business_attribute",
    "lead_tag_ids",
)
# What whoever configures it decides anew.
ASKED = ("channel", "fallback_channel", "delay_basis", "delay_count", "delay_unit", "own_hour", "at_hour")
# The texts of each format; the names are those of ``dealership.message``.
FORMAT_FIELDS = {HTML: ("subject", "body_html"), TEXT: ("body_text",), None: ()}
TEXT_FIELDS = ("subject", "body_html", "body_text")


class DealershipScenarioModelStep(models.Model):
    """One step of a card: channel, delay and example texts.

    A step that writes to customers has both a rich text (e-mail, letter) and a short one (SMS), so that whoever
    configures it may choose the channel. HTML is translated block by block: greetings and signatures only once.
    """

    _name = "dealership.scenario.model.step"
    _description = "Step of a Scenario Model"
    _order = "model_id, sequence, id"

    model_id = fields.Many2one("dealership.scenario.model", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    channel = fields.Selection(selection="_selection_channel", required=True, default="email")
    channel_label = fields.Char(compute="_compute_channel_label")
    fallback_channel = fields.Selection(selection="_selection_channel", string="Without Address")
    delay_basis = fields.Selection(DELAY_BASES, required=True, default=BASIS_ENROLMENT)
    delay_count = fields.Integer(string="Delay")
    delay_unit = fields.Selection(DELAY_UNITS, required=True, default="day")
    own_hour = fields.Boolean(string="At Its Own Hour")
    at_hour = fields.Float(string="At", default=9.0)
    automatic = fields.Boolean(default=True)
    check_matching = fields.Boolean(string="Check the Targeting Again", default=True)
    said_within_hours = fields.Integer(string="Not if Told Within (Hours)")
    task_due_days = fields.Integer(string="Due In (Days)")
    task_priority = fields.Selection([("0", "Normal"), ("1", "High")], string="Priority", required=True, default="0")
    lead_business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry")
    lead_tag_ids = fields.Many2many("crm.tag", string="Tags")
    subject = fields.Char(string="Example Subject", translate=True)
    body_html = fields.Html(string="Example Message", translate=html_translate, sanitize="email_outgoing")
    body_text = fields.Text(string="Example Text", translate=True)
    example_subject = fields.Char(string="Subject Shown", compute="_compute_example")
    example_body = fields.Html(string="Message Shown", compute="_compute_example", sanitize="email_outgoing")
    example_text = fields.Text(string="Text Shown", compute="_compute_example")
    example_note = fields.Char(compute="_compute_channel_label")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    @api.constrains("channel", "fallback_channel", "subject", "body_html", "body_text", "model_id")
    def _check_texts(self):
        for step in self:
            if any(not step._has_example(channel) for channel in (step.channel, step.fallback_channel) if channel):
                raise ValidationError(self.env._("%s: the example text is missing.", step.model_id.name))
            for lang, _name in self.env["res.lang"].get_installed():
                step._check_texts_in(lang)

    def _has_example(self, channel):
        carrier = self.env["dealership.channel"]._get_channel(channel)
        return all(self[name] for name in FORMAT_FIELDS[carrier._message_format]) or not carrier._message_required

    def _check_texts_in(self, lang):
        author = self.env(su=False)
        vocabulary = author["dealership.message.values"]._get_vocabulary(self.model_id.subject)
        try:
            self._compile_formats(lang, vocabulary)
        except MessageError as error:
            raise ValidationError(
                self.env._(
                    "%(model)s: the example cannot be used. %(place)s: %(text)s",
                    model=self.model_id.name,
                    place=error.place,
                    text=error.text,
                )
            ) from error

    def _describe_fallback(self, labels):
        if not self._get_channel()._consent_channel:
            return self.env._("Nothing is written to the customer.")
        fallback = labels.get(self.fallback_channel)
        return fallback and self.env._("For customers without an address for it: %s", fallback)

    @api.depends("channel", "fallback_channel")
    @api.depends_context("lang")
    def _compute_channel_label(self):
        labels = dict(self._selection_channel())
        for step in self:
            step.channel_label = labels.get(step.channel)
            step.example_note = step._describe_fallback(labels)

    @api.depends("subject", "body_html", "body_text", "channel", "model_id.subject")
    @api.depends_context("lang")
    def _compute_example(self):
        """Show the example to people who do not read Jinja2: each value by its name."""
        vocabulary = self.env["dealership.message.values"].sudo()._get_vocabulary()  # sudo: as in _compile
        context = {name: vocabulary.build_example(name, self.env._) for name in vocabulary}
        for step in self:
            message_format = step._get_format()
            compiled = message_format and step._compile(message_format, self.env.lang or "en_US")
            rendered = compiled and compiled.render(context, as_example=True)
            step.example_subject = rendered.subject if message_format == HTML else False
            step.example_body = rendered.body_html if message_format == HTML else False
            step.example_text = rendered.body_text if message_format == TEXT else False

    def _describe_delay_start(self):
        """Return what the delay counts from, in words."""
        self.ensure_one()
        if self.delay_basis == BASIS_ANCHOR:
            return self.model_id._describe_anchor()
        if self.delay_basis == BASIS_PREVIOUS:
            return self.env._("the step before")
        return self.env._("the trigger")

    def _get_channel(self):
        return self.env["dealership.channel"]._get_channel(self.channel)

    def _get_format(self):
        """Return what this step's message is made of, ``None`` where it has none."""
        return self._get_channel()._message_format

    def _compile(self, message_format, lang, vocabulary=None):
        """Return the example compiled for a language.

        :param Vocabulary vocabulary: what it may speak of; all that is there, when absent
        :raises MessageError: the example is at fault
        """
        self.ensure_one()
        step = self.with_context(lang=lang)
        if vocabulary is None:
            # sudo: what it may speak of was judged when it was saved
            vocabulary = self.env["dealership.message.values"].sudo()._get_vocabulary(self.model_id.subject)
        if message_format == TEXT:
            return compile_text(step.body_text or "", vocabulary, lang)
        return compile_message(step.subject or "", str(step.body_html or ""), vocabulary, lang)

    def _compile_formats(self, lang, vocabulary):
        """:raises MessageError: the example of some format is at fault"""
        for message_format in (HTML, TEXT):
            self._compile(message_format, lang, vocabulary)

    def _prepare_configure_vals(self):
        """Return the answers with which the questions about this step begin."""
        self.ensure_one()
        asked = {name: self[name] for name in ASKED}
        return {"model_step_id": self.id, "sequence": self.sequence, **asked, **self._prepare_example_vals()}

    def _prepare_step_vals(self):
        """Return what the step of a scenario takes over."""
        self.ensure_one()
        return {name: self._fields[name].convert_to_write(self[name], self) for name in COPIED}

    def _prepare_example_vals(self):
        """Return the example texts in the user's language."""
        return {name: self[name] for name in TEXT_FIELDS}
