from contextlib import contextmanager
from uuid import uuid4

from odoo.tools import plaintext2html

from ...engine.ledger import states
from ...engine.sms.segments import measure_sms
from ..channel.sending_batch import SendingBatch
from ..channel.sending_records import insert
from .sms_text import SmsText


class SmsBatch(SendingBatch):
    """Text messages through the provider of the company, by as many connections as it takes."""

    chunk_size = 100
    reference_field = "sms_sid"

    @property
    def _adapter(self):
        return self.env["dealership.adapter"]._get_sms_adapter(self.company)

    def find_gate(self, delivery):
        return self._adapter._get_sms_route(self.company)._get_gate()

    @contextmanager
    def opened(self):
        with self._adapter._open_sms(self.company) as self._post:
            self.sessions, self.load_size = self._post.sessions, self._post.load_size
            yield

    def hand_over_load(self, messages):
        return self._post.hand_over([message.payload for message in messages])

    def compose(self, deliveries):
        drafts = self.draft(deliveries)
        text = SmsText(self.company, self.scenario.purpose)
        text.shorten([draft.text.body_text for draft in drafts])
        return [self._compose_one(text, draft) for draft in drafts]

    def _compose_one(self, text, draft):
        body, trace_id = text.finish(draft.text)
        # Our own name for this attempt, in the address that the provider reports to.
        reference = uuid4().hex
        address = draft.delivery.address
        return self.prepare(
            draft,
            payload=self._post.prepare(address, body, reference),
            copy={"message_type": "sms", "body": str(plaintext2html(body))},
            # Clicks are counted by Odoo's link tracker, on traces; 0 for a text without links.
            trace={"trace_type": "sms", "sms_id_int": trace_id, "sms_number": address} if trace_id else {},
            ledger={
                "sms_reference": reference,
                "sms_sid": None,
                "sms_status": None,
                "sms_segments": measure_sms(body).segments,
            },
        )

    def on_written(self, messages):
        # Odoo's own routes for reports look for a tracker.
        if self._adapter._reports_sms_to_odoo:
            insert(self.env["sms.tracker"], [{"sms_uuid": message.ledger["sms_reference"]} for message in messages])

    def get_server(self, delivery):
        return self._adapter._get_label()

    def on_accepted(self, deliveries):
        # A report may have come before the answer.
        deliveries._judge_reports()

    def on_refused(self, delivery, outcome):
        if outcome.reason == states.OPTED_OUT_AT_PROVIDER:
            delivery._note_opted_out_at_provider(outcome.words)
