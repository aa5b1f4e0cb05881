import re
from itertools import product
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.ledger import transitions
from ...engine.ledger.transitions import FINAL, TRANSITIONS, ForbiddenTransition
from ..common import ALL_STATES
from .common import NOW, DeliveryCommon

ADDON = Path(__file__).parents[2]
# Written by hand: which ways lead from a state (row) to a state (column). ``=`` is where the state stays as it is.
TABLE = {
    ("new", "planned"): "plan",
    ("new", "waiting"): "plan",
    ("new", "skipped"): "plan",
    ("planned", "="): "claim, give back, reschedule",
    ("planned", "planned"): "settle, share the fate",
    ("planned", "waiting"): "settle, share the fate",
    ("planned", "sending"): "send",
    ("planned", "sent"): "settle, prove, share the fate",
    ("planned", "failed"): "settle, share the fate",
    ("planned", "skipped"): "leave out, share the fate",
    ("waiting", "="): "reschedule",
    ("waiting", "planned"): "decide, share the fate",
    ("waiting", "waiting"): "share the fate",
    ("waiting", "sent"): "decide, prove, share the fate",
    ("waiting", "failed"): "share the fate",
    ("waiting", "skipped"): "leave out, share the fate",
    ("sending", "planned"): "settle",
    ("sending", "waiting"): "settle",
    ("sending", "sent"): "settle",
    ("sending", "failed"): "settle",
    ("sent", "failed"): "disprove",
    ("failed", "="): "reschedule",
    ("failed", "planned"): "decide, share the fate",
    ("failed", "waiting"): "share the fate",
    ("failed", "sent"): "decide, share the fate",
    ("failed", "failed"): "share the fate",
    ("failed", "skipped"): "leave out, share the fate",
    ("skipped", "="): "forget",
    ("skipped", "failed"): "show",
}
# Only these lead out of what is final, and each says so.
OUT_OF_FINAL = {("sent", "failed"): "disprove", ("skipped", "failed"): "show", ("skipped", "="): "forget"}


@tagged("post_install", "-at_install")
class TestTransitions(DeliveryCommon):
    """Who may go where: each pair of states, by each way, for one delivery and for many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.delivery = cls.make_scenario(cls.targeting)._run(NOW).delivery_ids

    def find_ways(self, origin, target):
        found = TABLE.get((origin, target))
        return set(found.split(", ")) if found else set()

    def each_way(self):
        """Yield ``(transition, state, target state or None, whether the table has it)``."""
        for transition, origin in product(TRANSITIONS, ALL_STATES):
            for target in (*ALL_STATES, None):
                yield transition, origin, target, transition.name in self.find_ways(origin, target or "=")

    def test_12_table_is_as_written_by_hand(self):
        found = {}
        for transition in TRANSITIONS:
            for pair in product(transition.origins or ("new",), transition.targets or ("=",)):
                found.setdefault(pair, set()).add(transition.name)
        self.assertEqual(found, {pair: self.find_ways(*pair) for pair in TABLE})
        ways = {pair: ", ".join(names) for pair, names in found.items() if pair[0] in FINAL}
        self.assertEqual(ways, OUT_OF_FINAL)

    def test_12_every_pair_for_one_delivery(self):
        for transition, origin, target, allowed in self.each_way():
            with self.subTest(way=transition.name, origin=origin, target=target):
                self.put(self.delivery, origin)
                vals = {"state": target} if target else {"attempts": 7}
                if allowed:
                    self.delivery._go(transition, vals)
                else:
                    with self.assertRaises(ForbiddenTransition):
                        self.delivery._go(transition, vals)
                self.assertEqual(self.delivery.state, (allowed and target) or origin)

    def test_12_every_pair_for_many(self):
        """A state that the way does not begin at is passed over; one that it never leads to raises."""
        mine = SQL("delivery.id = %s", self.delivery.id)
        for transition, origin, target, allowed in self.each_way():
            with self.subTest(way=transition.name, origin=origin, target=target):
                self.put(self.delivery, origin)
                columns = {"state": target} if target else {"attempts": 7}
                if target in (transition.targets or (None,)) and transition.origins:
                    ids = self.delivery._go_where(transition, columns, mine)
                    self.assertEqual(ids, self.delivery.ids if allowed else [])
                else:
                    with self.assertRaises(ForbiddenTransition):
                        self.delivery._go_where(transition, columns, mine)
                self.assertEqual(self.delivery.state, (allowed and target) or origin)
                if not allowed:
                    with self.assertRaises(ForbiddenTransition):
                        self.delivery._go_where(transition, columns, mine, among=[origin])

    def test_12_every_pair_for_all_of_many(self):
        """Where each has to go, one that may not raises; one that was deleted meanwhile does not."""
        for origin in ALL_STATES:
            with self.subTest(origin=origin):
                self.put(self.delivery, origin)
                ids = [self.delivery.id, 2**31 - 1]
                if origin in ("planned", "sending"):
                    self.delivery._settle_accepted(ids, NOW)
                    self.assertEqual((self.delivery.state, self.delivery.sent_at), ("sent", NOW))
                else:
                    with self.assertRaises(ForbiddenTransition):
                        self.delivery._settle_accepted(ids, NOW)

    def test_12_nobody_else_writes_a_state(self):
        for origin, target in product(ALL_STATES, repeat=2):
            self.put(self.delivery, origin)
            with self.assertRaises(ForbiddenTransition):
                self.delivery.state = target
            self.assertEqual(self.delivery.state, origin)
        vals = self.delivery.copy_data()[0]
        for state in set(ALL_STATES) - {"planned", "waiting", "skipped"}:
            with self.assertRaises(ForbiddenTransition):
                self.env["dealership.delivery"].create({**vals, "state": state})

    def test_12_what_is_sent_anew_begins_anew(self):
        self.put(self.delivery, "failed", reason="unreachable", attempts=3, interruptions=2, bounced_at=NOW)
        self.delivery._send_anew(NOW)
        begun = [self.delivery[name] for name in ("state", "reason", "attempts", "interruptions", "bounced_at")]
        self.assertEqual(begun, ["planned", False, 0, 0, False])

    def test_12_what_has_not_left_keeps_no_address_from_others(self):
        """Whatever takes a message back: of a person, of a worker that has no time left, of a provider."""
        ways = {
            ("waiting", "skipped"): lambda: self.delivery._leave_out("left_out_by_hand"),
            ("planned", "planned"): self.delivery._give_back,
            ("sending", "failed"): lambda: self.delivery._settle("failed", "unreachable"),
            ("sent", "failed"): lambda: self.delivery._disprove_sent("not_delivered"),
        }
        for (origin, target), way in ways.items():
            with self.subTest(origin=origin, target=target):
                self.put(self.delivery, origin, sent_at=NOW, address_key="jeanne@customer.test")
                way()
                self.assertEqual((self.delivery.state, self.delivery.address_key), (target, False))
        self.assertFalse(self.delivery.sent_at, "never sent, so it counts for no cap")

    def test_12_only_what_was_left_out_is_forgotten(self):
        for state in set(ALL_STATES) - {"skipped"}:
            with self.subTest(state=state):
                self.put(self.delivery, state)
                with self.assertRaises(ForbiddenTransition):
                    self.delivery._forget()
        self.put(self.delivery, "skipped")
        self.delivery._forget()
        self.assertFalse(self.delivery.exists())

    def test_12_a_number_that_a_provider_does_not_give_again_is_kept(self):
        """By it their report finds the message."""
        self.put(self.delivery, "sending", sms_sid="SM1")
        self.delivery._settle_accepted(self.delivery.ids, NOW, sms_sid=[None])
        self.assertEqual((self.delivery.state, self.delivery.sms_sid), ("sent", "SM1"))

    def test_12_what_has_left_lets_the_next_step_begin(self):
        """Whoever says so: the worker, a person, a provider."""
        steps = [{}, {"delay_count": 2, "delay_basis": "previous"}]
        for origin, way in (("planned", "_set_sent"), ("waiting", "_mark_done"), ("waiting", "_prove_sent")):
            with self.subTest(way):
                first = self.make_scenario(self.targeting, steps=steps)._run(NOW).delivery_ids
                self.put(first, origin, reason="interrupted")
                getattr(first, way)(NOW)
                following = first.enrolment_id.delivery_ids - first
                self.assertEqual((first.state, first.reason, following.state), ("sent", False, "planned"))

    def test_12_what_is_final_stays_so(self):
        """Whatever is asked of what was sent or left out, by any way but those that say so, nothing comes of it."""
        moves = {
            "settle": lambda: self.delivery._settle("failed", "unreachable"),
            "send": self.delivery._set_sending,
            "done": lambda: self.delivery._mark_done(NOW),
            "anew": lambda: self.delivery._send_anew(NOW),
            "leave out": lambda: self.delivery._leave_out("stopped"),
            "prove": lambda: self.delivery._prove_sent(NOW),
            "later": lambda: self.delivery._reschedule(NOW),
        }
        for state, (name, move) in product(FINAL, moves.items()):
            with self.subTest(state=state, move=name):
                self.put(self.delivery, state)
                with self.assertRaises(ForbiddenTransition):
                    move()
                self.delivery._give_back(NOW)
                self.delivery._leave_out_if("stopped", SQL("TRUE"), NOW)
                self.delivery._leave_out_where("stopped", SQL("TRUE"), NOW, among=("planned", "waiting", "failed"))
                self.assertEqual((self.delivery.state, self.delivery.reason), (state, False))

    def test_12_only_the_ledger_writes_its_table(self):
        writing = re.compile(r"(UPDATE|INSERT INTO|DELETE FROM) dealership_delivery\b")
        found = set()
        for folder in ("models", "wizards", "controllers", "report", "engine", "demo"):
            found |= {path for path in (ADDON / folder).rglob("*.py") if writing.search(path.read_text())}
        self.assertEqual(found, {ADDON / "models" / "ledger" / "transitions.py"})

    def test_12_errors_name_the_way(self):
        with self.assertRaisesRegex(ForbiddenTransition, r"settle: leads from .*, not from skipped"):
            transitions.SETTLE.check("skipped", "sent")
        with self.assertRaisesRegex(ForbiddenTransition, r"leave out: leads to .*, not to sent"):
            transitions.LEAVE_OUT.check("planned", "sent")
