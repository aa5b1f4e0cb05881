import logging
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import fields
from odoo.tools import split_every

from ...engine.channel.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ...engine.ledger import states
from ...engine.scenario.message import MessageProblem, Recipient, RenderedMessage
from ..ledger.claim import checkpoint, committing_each_statement, is_time_up, write_surely
from .handover import Handover
from .sender import Sender, Senders
from .sending_records import SendingRecords, reserve_ids

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class OutgoingMessage:
    """One message ready to leave, in plain values: reading records anew after each commit would cost more than sending.

    :ivar payload: what ``hand_over`` needs besides
    :ivar copy: values of the ``mail.message`` on the customer's record: the text as the customer reads it
    :ivar trace: values of the ``mailing.trace`` that openings and clicks are reported to; empty without one
    :ivar ledger: what the delivery keeps of this attempt: a Message-ID, a reference of ours
    :ivar attachment_ids: files, which stand with the copy as well
    """

    delivery_id: int
    partner_id: int
    address: str
    sender: Sender
    payload: object
    copy: dict
    trace: dict = field(default_factory=dict)
    ledger: dict = field(default_factory=dict)
    attachment_ids: list = ()
    copy_id: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery with the text of its message, and whom it is from."""

    delivery: object
    sender: Sender
    recipient: Recipient
    text: RenderedMessage


class SendingBatch:
    """Sends one step's messages of one claim, on any channel; a channel says how they are composed and handed over.

    Chunk by chunk, while the time budget of the worker lasts: **write down** what is about to leave (the ledger's
    "sending", the text on the customer's record, the trace) and **commit**, **hand over**, **write the results** and
    commit again. While it hands over it notes what begins and what is done (``handover.py``), so that a worker that is
    killed leaves in doubt one message per session; its successor recovers the rest (``recover``).

    A channel's own batch has ``compose`` and ``hand_over``, and what it needs besides: ``opened``, ``sessions``,
    ``load_size``, ``on_written``, ``on_accepted``, ``on_refused``.

    :param step: ``dealership.scenario.step``, as superuser
    :param deliveries: its claimed deliveries, of one channel
    :param datetime now: naive UTC
    """

    # Written down, and their results, at a time: so many may be in doubt when the *server* of the database dies.
    chunk_size = 20
    # How many sessions hand over at the same time. With more than one, ``hand_over`` runs in threads: without records.
    sessions = 1
    # How many messages go into one request, all of them in doubt when the worker dies before its answer.
    load_size = 1
    # As what the copy stands on the customer's record.
    copy_subtype = "mail.mt_note"
    # The field of the ledger that keeps what the provider calls a message by.
    reference_field = None

    def __init__(self, step, deliveries, now):
        self.step = step.with_company(step.scenario_id.company_id)
        self.env = self.step.env
        self.scenario = self.step.scenario_id
        self.company = self.scenario.company_id
        self.deliveries = deliveries.with_env(self.env)
        self.channel = self.deliveries[:1].channel
        self.message = self.step._get_message(self.channel)
        self.now = now
        self.records = SendingRecords(self.env)
        self.handover = Handover(self.env)
        self.senders = Senders(self.scenario)
        self._subtype_id = self.env.ref(self.copy_subtype).id
        self._has_next_step = bool(self.step._get_next())
        # Of those that count against a limit: id → gate.
        self._gates = {}
        self._claim_id = 0
        self._executor = None
        self._fault = None

    # -- what a channel says --------------------------------------------------------------------------

    def find_gate(self, delivery):
        """Return the gate of the ``dealership.sending.route`` by which a delivery leaves; None where there is none."""

    @contextmanager
    def opened(self):
        """Keep open, while the batch is sent, what messages are handed over through."""
        yield

    def compose(self, deliveries):
        """Return the messages of these deliveries; what can't be written is held back, or refused, here.

        :return: list of ``OutgoingMessage``, see ``draft`` and ``prepare``
        """
        raise NotImplementedError

    def hand_over(self, message):
        """Give one message to whoever carries it, and return the ``Outcome``, also for errors of the network.

        :param OutgoingMessage message:
        """
        raise NotImplementedError

    def hand_over_load(self, messages):
        """Give to a provider what goes into one request: one message, unless ``load_size`` says more.

        :return: the ``Outcome`` of each message
        """
        return [self.hand_over(message) for message in messages]

    def on_written(self, messages):
        """Called when messages have been written down, in the same transaction."""

    def on_accepted(self, deliveries):
        """Called when the ledger says that these are sent, in the same transaction."""

    def on_refused(self, delivery, outcome):
        """Called when the ledger says that this was refused for good, in the same transaction."""

    def let_pass(self, messages):
        """Return what of a chunk may leave after what has come back of those before; the rest is taken up anew."""
        return messages

    def get_server(self, delivery):
        """Return the name of the server or provider that a delivery was handed over to."""
        return self.env["dealership.channel"]._get_channel(self.channel)._get_label()

    # -- composing ------------------------------------------------------------------------------------

    def draft(self, deliveries):
        """Return a ``Draft`` of each of those whose text can be written; the others wait for a person."""
        senders = self.senders.get_all(deliveries)
        recipients = [
            delivery._get_recipient(sender.user) for delivery, sender in zip(deliveries, senders, strict=True)
        ]
        texts = self.message._render_batch(recipients, self.now)
        drafts = []
        for draft in map(Draft, deliveries, senders, recipients, texts):
            if isinstance(draft.text, MessageProblem):
                self.hold_back(draft.delivery, draft.text.text)
            else:
                drafts.append(draft)
        return drafts

    def prepare(self, draft, payload, copy, **vals):
        """Return the ``OutgoingMessage`` of a ``Draft``; see there for ``payload``, ``copy`` and further values."""
        delivery = draft.delivery
        copy = {"message_type": "comment", "subtype_id": self._subtype_id, **copy}
        return OutgoingMessage(
            delivery.id, delivery.partner_id.id, delivery.address, draft.sender, payload, copy, **vals
        )

    def hold_back(self, delivery, words):
        """Let a message wait until a person has mended its text, or what its text needs."""
        delivery._settle(states.WAITING, states.INCOMPLETE, words)

    # -- sending --------------------------------------------------------------------------------------

    def send(self):
        self._gates = {delivery.id: delivery.gate for delivery in self.deliveries if delivery.gate}
        self._claim_id = self.deliveries[:1].claim_id
        with self.opened(), self._get_executor() as self._executor:
            for deliveries in split_every(self._count_composed(), self.deliveries.ids, self.deliveries.browse):
                if is_time_up(self.env):
                    return
                messages = self.compose(deliveries)
                ids = reserve_ids(self.env, "mail_message_id_seq", len(messages))
                for message, copy_id in zip(messages, ids, strict=True):
                    message.copy_id = copy_id
                self._send_chunks(messages)

    def _count_composed(self):
        """A document for each customer takes a second to print: not all of them before the first leaves."""
        return self.chunk_size if self.message.report_id else len(self.deliveries)

    def _send_chunks(self, messages):
        """Send chunk by chunk while there is time; the first in any case, so that every claim gets on."""
        for number, chunk in enumerate(split_every(self.chunk_size, messages, list)):
            if number and is_time_up(self.env):
                return
            if not self.env["dealership.database"]._may_send():
                return  # somebody has just said that it is a copy
            chunk = self.let_pass(chunk)
            if not chunk:
                continue
            self._write_sending(chunk)
            checkpoint(self.env)
            with committing_each_statement(self.env):
                results = [(message.delivery_id, outcome) for message, outcome in self._hand_over(chunk)]
            # Whoever opens an e-mail at once, or reports on a text message, changes the same rows.
            write_surely(self.env, lambda results=results: self._write_results(results))

    def _hand_over(self, chunk):
        """Hand over, over all sessions, noting what begins and what is done; no query runs in between.

        :return: list of ``(message, Outcome)``
        """
        loads = deque(split_every(self.load_size, chunk, list))
        running, done, results = {}, [], []
        while loads or running:
            starting = [loads.popleft() for _session in range(min(len(loads), self.sessions - len(running)))]
            self._note([message for load in starting for message in load], done)
            running |= {self._executor.submit(self._hand_over_guarded, load): load for load in starting}
            finished, _unfinished = wait(running, return_when=FIRST_COMPLETED)
            done = [pair for each in finished for pair in zip(running.pop(each), each.result(), strict=True)]
            results += done
        return results

    def _get_executor(self):
        return ThreadPoolExecutor(self.sessions) if self.sessions > 1 else _AtOnce()

    def _hand_over_guarded(self, load):
        """Hand over; a fault of the channel itself leaves its message in doubt and the others for later.

        It must not hold up what other channels send.
        """
        if self._fault:
            return [self._fault] * len(load)
        try:
            return self.hand_over_load(load)
        except Exception as error:  # whatever another addon, or a library that it uses, comes up with
            _logger.exception("Channel %s: deliveries %s", self.channel, [message.delivery_id for message in load])
            self._fault = Outcome(DEFERRED, states.UNREACHABLE, str(error))
            return [Outcome(UNKNOWN, states.UNREACHABLE, str(error))] * len(load)

    def _note(self, begun, done):
        self.handover.note(
            [message.delivery_id for message in begun], [(message.delivery_id, outcome) for message, outcome in done]
        )

    # -- the ledger -----------------------------------------------------------------------------------

    def _write_sending(self, messages):
        self.env.flush_all()
        self.records.write_down(messages, self.now)
        self.deliveries._begin_sending(
            [message.delivery_id for message in messages],
            fields.Datetime.now(),
            mail_message_id=[message.copy_id for message in messages],
            signatory_id=[message.sender.user.id or None for message in messages],
            **{name: [message.ledger[name] for message in messages] for name in messages[0].ledger},
        )
        self.handover.open(message.delivery_id for message in messages)
        self.on_written(messages)

    def _write_results(self, results):
        """Write down what became of deliveries, by list of ``(id, Outcome)``."""
        # Reports have been written meanwhile.
        self.deliveries.invalidate_recordset(flush=False)
        by_kind = {ACCEPTED: [], REFUSED: [], DEFERRED: [], UNKNOWN: []}
        for delivery_id, outcome in results:
            delivery = self.deliveries.browse(delivery_id).with_prefetch(self.deliveries.ids)
            # Something may have come back already that proves what the answer left open.
            kind = ACCEPTED if outcome.kind == UNKNOWN and delivery._has_surely_left() else outcome.kind
            by_kind[kind].append((delivery, outcome))
        self._write_accepted(by_kind[ACCEPTED])
        for delivery, outcome in by_kind[REFUSED]:
            delivery._settle(states.FAILED, outcome.reason, outcome.words)
            self.on_refused(delivery, outcome)
            if outcome.dead:
                delivery._note_dead_address(outcome.dead, outcome.words, self.get_server(delivery), self.now)
                delivery._take_over(self.now)
        for delivery, outcome in by_kind[UNKNOWN]:
            delivery._settle(states.WAITING, states.INTERRUPTED, outcome.words)
        for delivery, outcome in by_kind[DEFERRED]:
            delivery._try_later(outcome, self.now)
        self.records.forget(self._join(by_kind[REFUSED] + by_kind[DEFERRED]))
        self.handover.close(delivery_id for delivery_id, _outcome in results)
        self._note_left(results)

    def _note_left(self, results):
        """Count what was handed over against the limits of its route, whatever the answer."""
        left = Counter(self._gates[delivery_id] for delivery_id, _outcome in results if delivery_id in self._gates)
        for gate, count in left.items():
            self.env["dealership.sending.usage"]._note_left(gate, count, self._claim_id)

    def _write_accepted(self, pairs):
        if not pairs:
            return
        deliveries = self._join(pairs)
        references = [outcome.reference or None for _delivery, outcome in pairs]
        deliveries._settle_accepted(
            deliveries.ids, self.now, **{self.reference_field: references} if self.reference_field else {}
        )
        self.records.write_accepted(deliveries.ids, self.now)
        if self._has_next_step:
            deliveries._plan_next_steps(self.now)
        self.on_accepted(deliveries)

    def _join(self, pairs):
        return self.deliveries.browse(delivery.id for delivery, _outcome in pairs)

    # -- after a kill ---------------------------------------------------------------------------------

    def recover(self):
        """Settle what a dead worker noted: what had an answer gets its result, what had not begun to leave is planned.

        What is in doubt stays as it is.
        """
        unbegun, results = self.handover.get_notes(self.deliveries.ids)
        self._write_results(results)
        returned = self.deliveries.browse(unbegun)
        self.records.forget(returned)
        returned._return_unbegun()
        self.handover.close(self.deliveries.ids)


class _AtOnce(Executor):
    """Runs what is submitted here and now: one session needs no thread, and may use records."""

    def submit(self, call, /, *args, **kwargs):
        future = Future()
        future.set_result(call(*args, **kwargs))
        return future
