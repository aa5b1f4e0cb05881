import random
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...engine.call.call_event import CONNECTED, MISSED, ONGOING, conclude, fold
from ...engine.call.numbers import read_number
from .sequences import OURS, READERS, SEQUENCES, START, THEIRS, get_expected


def _read(provider, sequence):
    reader = READERS[provider]
    return [event for at, payload in sequence for event in reader.interpret(payload, START + timedelta(seconds=at))]


def _tell(state):
    return (state.direction, state.outcome, state.reason, state.talk_seconds)


@tagged("post_install", "-at_install")
class TestCallEvents(BaseCase):
    def _each_sequence(self):
        for provider, kinds in SEQUENCES.items():
            for kind, sequence in kinds.items():
                yield provider, kind, sequence

    def test_each_sequence_is_the_call_it_was(self):
        for provider, kind, sequence in self._each_sequence():
            state = fold(_read(provider, sequence))
            self.assertEqual(_tell(state), get_expected(provider, kind), f"{provider} {kind}")
            self.assertTrue(state.final, f"{provider} {kind}")
            ours, theirs = read_number(state.to_number, "FR"), read_number(state.from_number, "FR")
            self.assertEqual({ours, theirs}, {OURS, THEIRS})
            self.assertEqual(state.started_at, START)

    def test_order_and_repetition_do_not_matter(self):
        chance = random.Random(7)
        for provider, kind, sequence in self._each_sequence():
            expected = fold(_read(provider, sequence))
            for _try in range(40):
                mixed = sequence + chance.choices(sequence, k=chance.randrange(5))
                chance.shuffle(mixed)
                self.assertEqual(fold(_read(provider, mixed)), expected, f"{provider} {kind}")

    def test_cut_short_says_nothing_wrong(self):
        """As long as messages are missing a call may still go on; it is never taken for another kind of call."""
        for provider, kind, sequence in self._each_sequence():
            direction, outcome, *_rest = get_expected(provider, kind)
            for length in range(1, len(sequence)):
                state = fold(_read(provider, sequence[:length]))
                possible = {ONGOING, outcome}
                if kind in ("voicemail", "transferred"):  # missed for a moment, then more happened
                    possible.add(MISSED)
                self.assertIn(state.outcome, possible, f"{provider} {kind}")
                self.assertEqual(state.direction, direction)

    def test_any_one_message_may_be_lost(self):
        """All of these calls are told by more than one message, but for the last one of a sequence of two."""
        for provider, kind, sequence in self._each_sequence():
            expected = get_expected(provider, kind)[1]
            for lost in range(1, len(sequence)):
                rest = sequence[:lost] + sequence[lost + 1 :]
                state = conclude(fold(_read(provider, rest)), START + timedelta(hours=5))
                if kind in ("voicemail", "busy", "abandoned") and provider == "generic":
                    continue  # said once only
                self.assertEqual(state.outcome, expected, f"{provider} {kind} without message {lost}")

    def test_silence_ends_a_call(self):
        ringing = fold(_read("twilio", SEQUENCES["twilio"]["missed"][:1]))
        self.assertEqual(conclude(ringing, START + timedelta(hours=1)), ringing)
        self.assertEqual(conclude(ringing, START + timedelta(hours=5)).outcome, MISSED)
        talking = fold(_read("twilio", SEQUENCES["twilio"]["answered"][:4]))
        self.assertFalse(talking.final)
        later = conclude(talking, START + timedelta(hours=5))
        self.assertEqual((later.outcome, later.final), (CONNECTED, True))

    def test_completed_alone_is_not_answered(self):
        """The caller hung up before anything was dialled: Twilio says no more than "completed"."""
        sequence = SEQUENCES["twilio"]["answered"]
        state = fold(_read("twilio", [sequence[0], sequence[-1]]))
        self.assertEqual((state.outcome, state.final), (ONGOING, False))
        self.assertEqual(_tell(conclude(state, START + timedelta(minutes=10))), ("incoming", MISSED, "abandoned", 0))

    def test_who_took_the_call(self):
        self.assertEqual(
            fold(_read("aircall", SEQUENCES["aircall"]["transferred"])).user_email, "test_adviser@dealership.test"
        )
        self.assertEqual(fold(_read("aircall", SEQUENCES["aircall"]["missed"])).user_email, "")

    def test_live_transcription(self):
        base = SEQUENCES["twilio"]["answered"]
        said = [
            (30, {"CallSid": "CA1", "TranscriptionEvent": "transcription-content", "SequenceId": "3", "Final": "true",
                  "TranscriptionData": '{"transcript": "the blue one", "confidence": 0.9}'}),
            (20, {"CallSid": "CA1", "TranscriptionEvent": "transcription-content", "SequenceId": "2", "Final": "true",
                  "TranscriptionData": '{"transcript": "I would like", "confidence": 0.95}'}),
            (20, {"CallSid": "CA1", "TranscriptionEvent": "transcription-content", "SequenceId": "4", "Final": "false",
                  "TranscriptionData": '{"transcript": "half a wo", "confidence": 0.95}'}),
        ]  # fmt: skip
        state = fold(_read("twilio", base + said))
        self.assertEqual(state.transcription, "I would like\nthe blue one")
        self.assertFalse(state.bad_quality)
        mumbled = [(20, {**said[0][1], "TranscriptionData": '{"transcript": "mmh", "confidence": 0.1}'})]
        state = fold(_read("twilio", base + mumbled))
        self.assertEqual((state.transcription, state.bad_quality), ("", True))

    def test_withheld_numbers(self):
        for text in ("anonymous", "+266696687", "", None, "Restricted"):
            self.assertEqual(read_number(text, "FR"), "")
        self.assertEqual(read_number("06 12 34 56 78", "FR"), THEIRS)
        self.assertEqual(read_number("201", "FR"), "201")

    def test_moments_with_parts_of_a_second(self):
        """As systems write them that count in seconds since 1970."""
        told = {"call_id": "1", "status": "answered", "duration": 12.6}
        for moment in (1763629200, 1763629200.75, "1763629200.75", "2025-11-20T09:00:00.75Z"):
            [event] = READERS["generic"].interpret({**told, "started_at": moment}, START)
            self.assertEqual((event.started_at, event.talk_seconds), (datetime(2025, 11, 20, 9), 12), moment)
        for odd in (float("inf"), 1e30, -1.5, "1.2.3", True):
            [event] = READERS["generic"].interpret({**told, "started_at": odd, "duration": odd}, START)
            self.assertEqual((event.started_at, event.talk_seconds), (None, None), odd)
