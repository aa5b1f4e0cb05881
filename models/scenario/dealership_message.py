from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from ...engine.scenario.message import MessageError, compile_message, compile_text
from ...engine.scenario.values import MORE
from ..channel.channel import HTML, TEXT
from ..client.arguments import a_text, arguments, texts
from .message_batch import MessageBatch


class DealershipMessage(models.Model):
    """What is written to customers: a Jinja2 template over named values, in any language of the database.

    The channel says what it is made of (``message_format``): a subject and a rich body, or a plain text.

    A template is checked when it is saved. A value that one recipient lacks holds back that recipient's
    message only.
    """

    _name = "dealership.message"
    _description = "Message"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    channel = fields.Selection(selection="_selection_channel", required=True, default="email")
    message_format = fields.Char(compute="_compute_message_format")
    company_id = fields.Many2one("res.company", index=True, default=lambda self: self.env.company, ondelete="restrict")
    subject_category = fields.Selection(
        selection="_selection_subject_category",
        string="About",
        help="The records this message is about: they decide which values it may use. Empty: values of any record.",
    )
    subject = fields.Char(translate=True)
    body_html = fields.Html(string="Message Body", translate=True, sanitize="email_outgoing")
    body_text = fields.Text(string="Text", translate=True)

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_message_channels()

    @api.model
    def _selection_subject_category(self):
        return self.env["dealership.catalogue"]._selection_subject()

    @api.constrains("channel", "subject", "body_html", "body_text", "subject_category")
    def _check_template(self):
        """Refuse what can't be rendered, and what its author may not read: they would have it sent to themselves."""
        author = self.env(su=False)  # whatever code creates it for them as superuser
        for message in self:
            vocabulary = author["dealership.message.values"]._get_vocabulary(message.subject_category)
            if not message._is_written():
                raise ValidationError(self.env._('The message "%s" is still empty: write its text.', message.name))
            for lang, _name in self.env["res.lang"].get_installed():
                try:
                    message.with_context(lang=lang)._compile(vocabulary)
                except MessageError as error:
                    raise ValidationError(
                        self.env._(
                            'The message "%(name)s" cannot be saved. %(place)s: %(text)s',
                            name=message.name,
                            place=error.place,
                            text=error.text,
                        )
                    ) from error

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Clean translations as any text: Odoo writes those of other languages by SQL, just as they are given."""
        field = self._fields[field_name]
        if field.type == "html":
            translations = {
                lang: field.convert_to_cache(text, self) if isinstance(text, str) else text
                for lang, text in translations.items()
            }
        return super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)

    def _is_written(self):
        if self.message_format == TEXT:
            return bool((self.body_text or "").strip())
        return bool(self.subject) and not is_html_empty(self.body_html)

    @api.depends("channel")
    def _compute_message_format(self):
        channels = self.env["dealership.channel"]
        for message in self:
            message.message_format = channels._get_channel(message.channel or "email")._message_format or HTML

    def _compile(self, vocabulary=None):
        """Return the `CompiledMessage` in the language of the environment.

        :param Vocabulary vocabulary: what it may speak of; all that is there, when absent
        :raises MessageError: the template is at fault; a saved one is when a field that it names is gone
        """
        self.ensure_one()
        lang = self.env.lang or "en_US"
        if vocabulary is None:
            # sudo: what it may speak of was judged when it was saved; who looks at it sees what they may read
            vocabulary = self.env["dealership.message.values"].sudo()._get_vocabulary(self.subject_category)
        if self.message_format == TEXT:
            return compile_text(self.body_text or "", vocabulary, lang)
        return compile_message(self.subject or "", self._get_body_html(), vocabulary, lang)

    @api.model
    @api.readonly
    @arguments(subject_category=a_text)
    def get_picker_values(self, subject_category=False):
        """Return what the picker offers: ``[{"name", "label", "fields": [{"path", "label", "link", "more"}]}]``.

        What the message is about comes first. A link is a value with one field, itself. ``more`` are the fields that
        nobody declared, by their label, as rules offer them.
        """
        vocabulary = self.env["dealership.message.values"]._get_vocabulary(subject_category)
        offered = [value for name, value in vocabulary.items() if name in vocabulary.available]
        return [_describe_value(value) for value in sorted(offered, key=lambda value: value.name not in vocabulary.own)]

    @api.model
    @api.readonly
    @arguments(paths=texts)
    def get_value_labels(self, paths):
        """Return what values are called, ``{"customer.first_name": "Customer: first name"}``, of those that the user
        may read; what is no value has no name.
        """
        vocabulary = self.env["dealership.message.values"]._get_vocabulary()
        labels = {path: vocabulary.find_label(path) for path in paths}
        return {path: self.env._(label) for path, label in labels.items() if label}

    # -- rendering ------------------------------------------------------------------------------------

    def _render_batch(self, recipients, now=None):
        """Render the message for many recipients with a constant number of queries.

        The targeting chose the recipients with the rights of the scenario's responsible; a message also
        prints what their records lead to (adviser, point of sale), hence the superuser here. Only the
        declared values can be read. Whoever lets a user choose the record checks that user's access.

        :param recipients: list of ``engine.scenario.message.Recipient``
        :param datetime now: naive UTC; the clock when absent
        :return: one `RenderedMessage` or `MessageProblem` per recipient, in their order: what goes wrong with one is
            a problem of that one
        """
        self.ensure_one()
        message = self.sudo()
        batch = MessageBatch(
            message.env,
            lambda lang: message.with_context(lang=lang)._compile(),
            recipients,
            now or fields.Datetime.now(),
        )
        return batch.render_all()

    def action_preview(self):
        """Show the message as a customer would read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview: %s", self.name),
            "res_model": "dealership.message.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_message_id": self.id},
        }


def _describe_value(value):
    if value.is_link:
        fields = [{"path": value.name, "label": value.label, "link": True, "more": False}]
    else:
        fields = [
            {
                "path": f"{value.name}.{key}",
                "label": field.label,
                "link": field.type == "link",
                "more": field.group == MORE,
            }
            for key, field in value.fields.items()
        ]
    fields.sort(key=lambda field: (field["more"], field["label"].lower() if field["more"] else ""))
    return {"name": value.name, "label": value.label, "fields": fields}
