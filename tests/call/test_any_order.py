"""One caller has one open lead, in whatever order and however often messages come in."""

from dataclasses import dataclass, field
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import CallCommon
from .sequences import OURS, START, THEIRS

EXAMPLES = 80
OTHER_NUMBER = "+33565420002"
PRIVATE_LINE = "+33565990000"
RING, TALK = timedelta(seconds=9), timedelta(seconds=60)

MISSED, ANSWERED, CALLED_BACK, FROM_ELSEWHERE, REFUSED = (
    "missed",
    "answered",
    "called back",
    "from elsewhere",
    "refused",
)
KINDS = (MISSED, MISSED, MISSED, ANSWERED, CALLED_BACK, FROM_ELSEWHERE, REFUSED)


@dataclass(frozen=True)
class PlannedCall:
    """A call of one caller, and what the telephone system says of it."""

    key: str
    kind: str
    at: object
    number: str
    user: str

    @property
    def ended_at(self):
        return self.at + (RING if self.kind in (MISSED, REFUSED) else TALK)

    def tell(self):
        """Return the messages; that it began is said by the first alone, as some systems do."""
        outgoing = self.kind in (CALLED_BACK, FROM_ELSEWHERE, REFUSED)
        ours = PRIVATE_LINE if self.kind == FROM_ELSEWHERE else self.number
        talked = self.kind not in (MISSED, REFUSED)
        messages = [{"status": "ringing", "at": self.at}]
        if talked:
            messages.append({"status": "answered", "at": self.at + RING, "user": self.user})
        messages.append({"status": "answered" if talked else "no-answer", "at": self.ended_at, "user": self.user})
        messages[-1]["ended_at"] = self.ended_at
        for place, message in enumerate(messages):
            moments = {name: value.isoformat() for name, value in message.items() if name in ("at", "ended_at")}
            yield {
                **message,
                **moments,
                "call_id": self.key,
                "event_id": f"{self.key} {place}",
                "direction": "outgoing" if outgoing else "incoming",
                "from": ours if outgoing else THEIRS,
                "to": THEIRS if outgoing else ours,
            }


@dataclass
class ExpectedLead:
    missed: list = field(default_factory=list)
    answered_by: PlannedCall | None = None

    def tell(self):
        answer = self.answered_by
        return (
            [call.key for call in self.missed],
            answer.key if answer else False,
            "done" if answer else "open",
            answer.ended_at if answer else False,
            answer.user if answer else False,
            self.missed[0].number,
        )


def expect(calls):
    """Return what there is to be of calls, told in the order in which they were made."""
    leads, waiting = [], None
    for call in sorted(calls, key=lambda call: call.at):
        if call.kind == MISSED:
            if not waiting:
                waiting = ExpectedLead()
                leads.append(waiting)
            waiting.missed.append(call)
        elif call.kind != REFUSED and waiting:
            waiting.answered_by = call
            waiting = None
    return [lead.tell() for lead in leads]


@tagged("post_install", "-at_install")
class TestAnyOrder(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.accounts["generic"]
        cls.other_source = cls.env["utm.source"].create({"name": "Radio (test)"})
        cls.make_tracking_number(number=OTHER_NUMBER, source_id=cls.other_source.id)
        cls.users = [cls.user_sales.email, cls.user_adviser.email]

    def _tell(self):
        """Return what stands in the books, lead by lead."""
        calls = self.env["dealership.call"].search([("account_id", "=", self.account.id)], order="started_at")
        leads = self.env["crm.lead"].search([("phone", "=", THEIRS)])
        numbers = {self.source: OURS, self.other_source: OTHER_NUMBER}
        told = []
        for lead in leads:
            missed = calls.filtered(lambda call, lead=lead: call.lead_id == lead and call.is_missed)
            answers = missed.answered_by_id
            self.assertTrue(missed, "a lead that no missed call stands for")
            self.assertLessEqual(answers.lead_id, lead, "whoever answered stands with the lead")
            told.append(
                (
                    missed.mapped("external_id"),
                    answers.external_id if all(call.answered_by_id for call in missed) else False,
                    lead.lead_state,
                    lead.done_at,
                    lead.user_id.email,
                    numbers[lead.source_id],
                )
            )
        return sorted(told, key=lambda lead: missed_order(calls, lead[0]))

    def _play(self, messages, batches):
        events = self.env["dealership.call.event"]
        for place, message in enumerate(messages):
            events._store(self.account, message["event_id"], message["call_id"], message, START + timedelta(hours=1))
            if place in batches:
                self._process(events)
        self._process(events)

    def _process(self, events):
        while events._process_batch(3):
            pass

    def test_11_24_leads_are_the_same_in_any_order(self):
        seen = set()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # to shrink what fails would take minutes
        )
        @given(st.data())
        def check(data):
            calls = self._draw_calls(data)
            messages = [message for call in calls for message in call.tell()]
            messages += data.draw(st.lists(st.sampled_from(messages), max_size=3))
            messages = data.draw(st.permutations(messages))
            batches = data.draw(st.sets(st.integers(0, len(messages))))
            expected = expect(calls)
            with self.env.cr.savepoint() as savepoint:
                self._play(messages, batches)
                told = self._tell()
                states = {lead[2] for lead in told}
                savepoint.rollback()
            self.env.invalidate_all()
            self.assertEqual(told, expected)
            seen.update({len(told)} | states)

        with freeze_time(START + timedelta(hours=2)):
            check()
        self.assertLessEqual({1, 2, 3, "open", "done"}, seen)

    def _draw_calls(self, data):
        gaps = data.draw(st.lists(st.sampled_from([70, 300]), min_size=4, max_size=8))
        at, calls = START, []
        for place, gap in enumerate(gaps):
            at += timedelta(seconds=gap)
            kind, number, user = (
                data.draw(st.sampled_from(some)) for some in (KINDS, (OURS, OTHER_NUMBER), self.users)
            )
            calls.append(PlannedCall(f"call {place}", kind, at, number, user))
        return calls


def missed_order(calls, keys):
    return min(calls.filtered(lambda call: call.external_id in keys).mapped("started_at"))
