from dataclasses import dataclass
from uuid import uuid4

from odoo.tools import split_every

from ...engine.delivery import states
from ...engine.delivery.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN
from ...engine.delivery.sms_segments import measure_sms
from ...engine.scenario.message import MessageProblem
from .claim import checkpoint, is_stint_over, write_surely
from .email_sender import Sender, Senders
from .sms_records import SmsRecords
from .sms_text import SmsText

# How many text messages may be in doubt when a process dies: results are written down after so many.
CHUNK_SIZE = 100


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One text message ready to leave, with plain values: records would be read anew after each commit.

    :ivar reference: our own name for this attempt, in the address that the provider reports to
    :ivar trace_id: of the row that counts clicks; 0 for a text without links
    """

    delivery: object
    partner_id: int
    address: str
    sender: Sender
    reference: str
    body: str
    segments: int
    trace_id: int = 0


class SmsBatch:
    """Sends one step's text messages of one claim.

    Renders all of them, then goes chunk by chunk: writes what is about to leave (state, reference, the text on the
    customer's record) and commits, hands over many at a time, writes the results and commits again. No query runs in
    between, so that reports which arrive meanwhile are seen.

    :param step: ``dealership.scenario.step``, as superuser
    :param deliveries: its claimed deliveries
    :param datetime now: naive UTC
    """

    def __init__(self, step, deliveries, now):
        self.scenario = step.scenario_id
        self.company = self.scenario.company_id
        self.env = step.with_company(self.company).env
        self.step = step.with_env(self.env)
        self.deliveries = deliveries.with_env(self.env)
        self.now = now
        self.records = SmsRecords(self.env)

    def send(self):
        messages = self._get_messages()
        company = self.company.with_env(self.env)
        with self.env["dealership.adapter"]._get_sms_adapter(company)._open_sms(company) as provider:
            for chunk in split_every(CHUNK_SIZE, messages, list):
                if is_stint_over(self.env):
                    break
                self.records.write_sending(chunk, self.now)
                parcels = [(message.address, message.body, message.reference) for message in chunk]
                checkpoint(self.env)
                results = list(zip(chunk, provider.hand_over(parcels), strict=True))
                # A report may touch the same rows.
                write_surely(self.env, lambda results=results: self._write_results(results))

    # -- writing --------------------------------------------------------------------------------------

    def _get_messages(self):
        """Return the messages; deliveries whose text can't be written are held back here."""
        senders = Senders(self.scenario.with_env(self.env))
        chosen = [(delivery, senders.get(delivery)) for delivery in self.deliveries]
        message = self.step._get_message(self.deliveries[:1].channel)
        rendered = message._render_batch(
            [delivery._get_recipient(sender.user) for delivery, sender in chosen], self.now
        )
        text = SmsText(self.company.with_env(self.env), self.scenario.purpose)
        writable = []
        for (delivery, sender), result in zip(chosen, rendered, strict=True):
            if isinstance(result, MessageProblem):
                delivery._settle(states.WAITING, states.INCOMPLETE, result.text)
            else:
                writable.append((delivery, sender, result))
        text.shorten([result.body_text for *_others, result in writable])
        return [self._write_message(text, *parts) for parts in writable]

    def _write_message(self, text, delivery, sender, rendered):
        body, trace_id = text.finish(rendered)
        return TextMessage(
            delivery=delivery,
            partner_id=delivery.partner_id.id,
            address=delivery.address,
            sender=sender,
            reference=uuid4().hex,
            body=body,
            segments=measure_sms(body).segments,
            trace_id=trace_id,
        )

    # -- the ledger -----------------------------------------------------------------------------------

    def _write_results(self, results):
        # Reports have been written meanwhile.
        self.deliveries.invalidate_recordset(flush=False)
        by_kind = {ACCEPTED: [], REFUSED: [], DEFERRED: [], UNKNOWN: []}
        for message, outcome in results:
            by_kind[outcome.kind].append((message.delivery, outcome))
        self._write_accepted(by_kind[ACCEPTED])
        for delivery, outcome in by_kind[REFUSED]:
            delivery._settle(states.FAILED, outcome.reason, outcome.words)
            if outcome.reason == states.OPTED_OUT_AT_PROVIDER:
                delivery._decide_marketing(granted=False, source=self.env._("Opted out at the SMS provider"))
        for delivery, outcome in by_kind[DEFERRED]:
            delivery._try_later(outcome, self.now)
        self._write_unknown(by_kind[UNKNOWN])
        self.records.forget_unsent(self._join(by_kind[REFUSED] + by_kind[DEFERRED]))

    def _join(self, pairs):
        return self.deliveries.browse(delivery.id for delivery, _outcome in pairs)

    def _write_accepted(self, pairs):
        if not pairs:
            return
        self.records.write_accepted(pairs, self.now)
        self._join(pairs)._plan_next_steps(self.now)

    def _write_unknown(self, pairs):
        """Park what nobody knows of for a person, unless a report has told already."""
        deliveries = self._join(pairs)
        reported = deliveries.filtered("sms_status")
        self._write_accepted([pair for pair in pairs if pair[0] in reported])
        for delivery, outcome in pairs:
            if delivery not in reported:
                delivery._settle(states.WAITING, states.INTERRUPTED, outcome.words)
