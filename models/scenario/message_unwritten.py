from odoo import api, fields, models

from ...engine.scenario.template_check import find_unwritten
from ..channel.channel import TEXT


class DealershipMessage(models.Model):
    """A message with parts that its author has still to write is saved, but neither sent nor tested."""

    _inherit = "dealership.message"

    unwritten = fields.Char(string="Still to Be Written", compute="_compute_unwritten")

    @api.depends("message_format", "subject", "body_html", "body_text")
    @api.depends_context("lang")
    def _compute_unwritten(self):
        """What the form shows: of the language being written, and of the others as they are saved."""
        for message in self:
            saved = [part for _language, part in message._origin._iterate_languages("_get_unwritten")]
            message.unwritten = " · ".join(dict.fromkeys([*message._get_unwritten(), *saved])) or False

    def _get_unwritten(self):
        """Return what is still to be written in the language of the environment."""
        if self.message_format == TEXT:
            return find_unwritten(self.body_text or "")
        return find_unwritten(self.subject or "", str(self.body_html or ""))

    def _iterate_languages(self, method):
        """Yield ``(language's name, part)`` of all that a method of ours finds in the text, in any language."""
        for message in self:
            for lang, name in self.env["res.lang"].get_installed():
                for part in getattr(message.with_context(lang=lang), method)():
                    yield name, part


class DealershipScenarioStep(models.Model):
    _inherit = "dealership.scenario.step"

    def _get_unwritten(self):
        """Return what of the step's own words is still to be written in the language of the environment.

        They are read by staff where a channel of the step has no message.
        """
        if all(self._get_message(channel) for channel in self._get_channels()):
            return ()
        return find_unwritten(self.task_summary or "", str(self.task_note or ""))

    def _get_problems(self):
        yield from super()._get_problems()
        for lang, language in self.env["res.lang"].get_installed():
            for part in self.with_context(lang=lang)._get_unwritten():
                yield self.env._(
                    "- Step %(number)s: what is to be done is not finished. To be written (%(language)s): %(part)s",
                    number=self._get_number(),
                    language=language,
                    part=part,
                )
        for message in self.message_id | self.fallback_message_id:
            for language, part in message._iterate_languages("_get_unwritten"):
                yield self.env._(
                    "- Step %(number)s: the message %(message)s is not finished. To be written (%(language)s): "
                    "%(part)s",
                    number=self._get_number(),
                    message=message.name,
                    language=language,
                    part=part,
                )
