from odoo.tools import split_every

from ...engine.delivery import states
from ...engine.delivery.smtp import ACCEPTED, DEFERRED, REFUSED, UNKNOWN
from .claim import checkpoint, is_stint_over, write_surely
from .email_couriers import EmailCouriers
from .email_letter import LetterWriter
from .email_records import EmailRecords

# How many e-mails may be in doubt when a process dies: results are written down after so many.
CHUNK_SIZE = 20


class EmailBatch:
    """Sends one step's e-mails of one claim.

    Writes them, then goes chunk by chunk, while the worker's time lasts: writes down what is about to leave (state,
    Message-ID, the text on the customer's record, the trace) and commits, hands over, writes the results down and
    commits again.

    :param step: ``dealership.scenario.step``, as superuser
    :param deliveries: its claimed deliveries
    :param datetime now: naive UTC
    """

    def __init__(self, step, deliveries, now):
        self.step = step.with_company(step.scenario_id.company_id)
        self.env = self.step.env
        self.scenario = self.step.scenario_id
        self.deliveries = deliveries.with_env(self.env)
        self.now = now
        self.records = EmailRecords(self.env)
        self.has_next_step = bool(self.step._get_next())

    def send(self):
        message = self.step._get_message(self.deliveries[:1].channel)
        writer = LetterWriter(self.step, message, self.now)
        # A document is printed for each customer, which takes a second: not for all of them before the first leaves.
        portion = CHUNK_SIZE if message.report_id else len(self.deliveries)
        with EmailCouriers(self.scenario.company_id, self.scenario.mail_server_id) as couriers:
            for deliveries in split_every(portion, self.deliveries.ids, self.deliveries.browse):
                if is_stint_over(self.env):
                    return
                letters, unwritten = writer.write_letters(deliveries)
                self._hold_back(unwritten)
                self._hand_over(couriers, letters)

    def _hold_back(self, unwritten):
        for problem in unwritten:
            if problem.lacks_sender:
                problem.delivery._settle(states.FAILED, states.UNSENDABLE, problem.words)
            else:
                problem.delivery._settle(states.WAITING, states.INCOMPLETE, problem.words)

    def _hand_over(self, couriers, letters):
        """Hand over chunk by chunk while there is time; the first in any case, so that every claim gets on."""
        for number, chunk in enumerate(split_every(CHUNK_SIZE, letters, list)):
            if number and is_stint_over(self.env):
                return
            self.records.write_sending(chunk, self.now)
            checkpoint(self.env)
            results = [(letter, couriers.hand_over(letter.message, letter.sender.email_from)) for letter in chunk]
            # Whoever opens an e-mail at once changes the same rows.
            write_surely(self.env, lambda results=results: self._write_results(results))

    # -- the ledger -----------------------------------------------------------------------------------

    def _write_results(self, results):
        by_kind = {ACCEPTED: [], REFUSED: [], DEFERRED: [], UNKNOWN: []}
        for letter, outcome in results:
            by_kind[outcome.kind].append((letter, outcome))
        self._write_accepted([letter for letter, _outcome in by_kind[ACCEPTED]])
        for letter, outcome in by_kind[REFUSED]:
            letter.delivery._settle(states.FAILED, outcome.reason, outcome.words)
        for letter, outcome in by_kind[UNKNOWN]:
            letter.delivery._settle(states.WAITING, states.INTERRUPTED, outcome.words)
        for letter, outcome in by_kind[DEFERRED]:
            letter.delivery._try_later(outcome, self.now)
        self.records.forget_unsent([letter for letter, _outcome in by_kind[REFUSED] + by_kind[DEFERRED]])

    def _write_accepted(self, letters):
        if not letters:
            return
        deliveries = self.deliveries.browse(letter.delivery_id for letter in letters)
        deliveries._settle_accepted(deliveries.ids, self.now)
        self.records.write_accepted(letters)
        if self.has_next_step:
            deliveries._plan_next_steps(self.now)
