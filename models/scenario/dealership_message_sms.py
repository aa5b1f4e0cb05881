from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.delivery.sms_segments import measure_sms
from ...engine.scenario.message import MessageError, MessageProblem, Recipient, compile_text
from ...engine.scenario.values import available_values
from ..client.arguments import a_text, arguments
from ..delivery.sms_text import SmsText
from .message_batch import MODEL_OF_SUBJECT, RECORD_KINDS, MessageBatch

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

        Values of the user's own records only; the way out that marketing mentions is counted.

        :return: ``{"examples", "segments", "characters", "costly", "text"}`` of the longest; ``examples`` is 0 when
            nobody could be written to
        """
        self.browse().check_access("read")
        try:
            compile_text(body_text or "", "en_US", available_values(subject_category or None))
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
        names = available_values(subject_category or None)
        recipients = self._get_sample_recipients(MODEL_OF_SUBJECT.get(subject_category, "fleet.vehicle"))
        # sudo: as for real sending, see _render_batch; the records are ones that the user can read
        batch = MessageBatch(
            self.sudo().env,
            lambda lang: compile_text(body_text, lang, names),
            recipients,
            fields.Datetime.now(),
            viewer=self.env,
        )
        rendered = (batch.render(recipient) for recipient in recipients)
        return [each for each in rendered if not isinstance(each, MessageProblem)]

    def _get_sample_recipients(self, model):
        """Return the customers of the newest records of a model, as far as the user may read them."""
        customer = RECORD_KINDS[model].customer
        domain = Domain("partner_share", "=", True) if customer == "id" else Domain(customer, "!=", False)
        records = self.env[model].search(domain, order="id desc", limit=SAMPLE_SIZE)
        if customer != "id":
            readable = records[customer]._filtered_access("read")
            records = records.filtered(lambda record: record[customer] in readable)
        return [
            Recipient(
                record[customer] if customer == "id" else record[customer].id,
                record._name,
                record.id,
                user_id=self.env.uid,
                unsubscribe_link=f"{self.get_base_url()}/dealership/unsubscribe/preview",
            )
            for record in records
        ]
