from odoo import api, fields, models

from ...engine.scenario.foreign_values import convert, find_foreign
from ..channel.channel import TEXT


class DealershipMessage(models.Model):
    """A text that was brought along from another program, with values as that one writes them.

    It is saved, and neither sent nor tested before they are converted, or written anew: customers would read them.
    """

    _inherit = "dealership.message"

    foreign_values = fields.Char(string="Values of Another Program", compute="_compute_foreign_values")

    @api.depends("message_format", "subject", "body_html", "body_text")
    @api.depends_context("lang")
    def _compute_foreign_values(self):
        """What the form shows: of the language being written, and of the others as they are saved."""
        for message in self:
            saved = [part for _language, part in message._origin._iterate_languages("_get_foreign_values")]
            message.foreign_values = " · ".join(dict.fromkeys([*message._get_foreign_values(), *saved])) or False

    def _get_foreign_values(self):
        """Return the values of other programs in the language of the environment, as they are read."""
        found = [
            each.raw
            for name, is_html in self._get_text_parts()
            for each in find_foreign(str(self[name] or ""), is_html)
        ]
        return list(dict.fromkeys(found))

    def _get_text_parts(self):
        """Return (field, whether it is HTML) of what the message is made of."""
        return [("body_text", False)] if self.message_format == TEXT else [("subject", False), ("body_html", True)]

    def action_convert_foreign_values(self):
        """Turn what is known into our values, in every language; the rest is marked for whoever writes the message."""
        self.check_access("write")
        for message in self:
            vocabulary = self.env["dealership.message.values"]._get_vocabulary(message.subject_category)
            for lang, vals in message._prepare_converted_vals(vocabulary).items():
                message.with_context(lang=lang).write(vals)

    def _prepare_converted_vals(self, vocabulary):
        """Return language → what changes of the texts that the message has in it."""
        changes = {}
        for lang, _name in self.env["res.lang"].get_installed():
            for name, is_html in self._get_text_parts():
                text = self._get_own_text(name, lang)
                converted = convert(text, vocabulary, is_html)
                if converted != text:
                    changes.setdefault(lang, {})[name] = converted
        return changes

    def _get_own_text(self, name, lang):
        """Return a text as it was written in a language; empty where it is read in English instead."""
        stored = self._fields[name]._get_stored_translations(self) or {}
        is_own = lang in stored or "en_US" not in dict(self.env["res.lang"].get_installed())
        return str(self.with_context(lang=lang)[name] or "") if is_own else ""


class DealershipScenarioStep(models.Model):
    _inherit = "dealership.scenario.step"

    def _get_problems(self):
        yield from super()._get_problems()
        for message in self.message_id | self.fallback_message_id:
            for language, part in message._iterate_languages("_get_foreign_values"):
                yield self.env._(
                    "- Step %(number)s: the message %(message)s has a value of another program, which customers would "
                    "read as it stands (%(language)s): %(part)s. Press “Convert” on the message, or write it anew.",
                    number=self._get_number(),
                    message=message.name,
                    language=language,
                    part=part,
                )
