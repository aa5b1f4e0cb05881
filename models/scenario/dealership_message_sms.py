from odoo import api, fields, models

from ...engine.scenario.message import MessageError, MessageProblem, Recipient, compile_text
from ...engine.sms.segments import measure_sms
from ..client.arguments import a_text, arguments
from ..sms.sms_text import SmsText
from .message_batch import MessageBatch

# Records on which a text is measured while it is written.
SAMPLE_SIZE = 20


class DealershipMessage(models.Model):
    """What a text message costs: measured on real records, for a long name may make one SMS two."""

    _inherit = "dealership.message"

    @api.model
    @api.readonly
    @arguments(body_text=a_text, subject_category=a_text)
    def measure_text(self, body_text, subject_category=False):
        """Tell the form how long a text becomes for the newest records of what it is about.

        Values of the user's own records only; what marketing says of opting out is counted.

        :return: ``{"examples", "segments", "characters", "costly", "text"}`` of the longest; ``examples`` is 0 when
            nobody could be written to
        """
        self.browse().check_access("read")
        body_text = body_text or ""
        try:
            compile_text(body_text, self.env["dealership.message.values"]._get_vocabulary(subject_category))
        except MessageError:
            return {"examples": 0}
        text = SmsText(self.env.company, "marketing")
        texts = [text.preview(each) for each in self._render_samples(body_text, subject_category)]
        if not texts:
            return {"examples": 0}
        longest = max(texts, key=lambda each: (measure_sms(each).segments, len(each)))
        size = measure_sms(longest)
        return {
            "examples": len(texts),
            "segments": size.segments,
            "characters": size.characters,
            "costly": size.costly,
            "text": longest,
        }

    def _render_samples(self, body_text, subject_category):
        vocabulary = self.env["dealership.message.values"]._get_vocabulary(subject_category)
        recipients = self._get_sample_recipients(subject_category)
        # sudo: as for real sending, see _render_batch; the records are ones that the user can read
        batch = MessageBatch(
            self.sudo().env,
            lambda lang: compile_text(body_text, vocabulary, lang),
            recipients,
            fields.Datetime.now(),
            viewer=self.env,
        )
        return [each for each in batch.render_all() if not isinstance(each, MessageProblem)]

    def _get_sample_recipients(self, subject_category):
        """Return the customers of the newest records of a category, as far as the user may read them."""
        catalogue = self.env["dealership.catalogue"]
        category = catalogue._get_category_by_key(subject_category or "vehicle")
        if category is None:
            return []
        model = self.env[category._category_model]
        records = model.search(category._get_reachable_domain(), order="id desc", limit=SAMPLE_SIZE)
        readable = category._get_customer(records)._filtered_access("read")
        records = records.filtered(lambda record: category._get_customer(record) in readable)
        return [
            Recipient(
                category._get_customer(record).id,
                record._name,
                record.id,
                user_id=self.env.uid,
                unsubscribe_link=f"{self.get_base_url()}/dealership/unsubscribe/preview",
                preferences_link=f"{self.get_base_url()}/dealership/preferences/preview",
            )
            for record in records
        ]
