"""./dev bench killed: a run whose workers are killed again and again; does anybody get two, is anybody forgotten?

See ``docs/benchmarks.md``.
"""

import argparse
import random
import time
from collections import Counter

from odoo.tools import SQL

from .mailing.processes import Sink, WorkerStarter
from .mailing.stage import Stage

WORKERS = 2
# The moment of a kill: up to so many seconds after so many e-mails have left.
LATEST = 0.1
PARKED = ("waiting", "interrupted")


def main(env, arguments):
    """Kill, restart, compare; an ``AssertionError`` says what is wrong."""
    options = _parse(arguments)
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    print(f"{options.mails} e-mails, {options.kills} kills, seed {seed}", flush=True)
    with Sink() as sink, WorkerStarter(env.cr.dbname) as starter:
        stage = Stage(env, sink.port)
        try:
            KilledRun(stage, sink, starter, options.mails, random.Random(seed)).go(options.kills)
        finally:
            stage.clean()


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench killed")
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, help="of the moments; drawn when absent")
    return parser.parse_args(arguments)


class KilledRun:
    """One run, sent by two processes of which one is killed at a random moment, and replaced, until enough were."""

    def __init__(self, stage, sink, starter, mails, dice):
        self.stage = stage
        self.env = stage.env
        self.sink = sink
        self.starter = starter
        self.mails = mails
        self.dice = dice
        self.scenario = stage.make_scenario(mails)
        self.workers = []
        self.kills = Counter()

    def go(self, kills):
        self.scenario._run()
        self.env.cr.commit()
        self.workers = [self.starter.start() for _number in range(WORKERS)]
        for number in range(1, kills + 1):
            # What is parked for a person never leaves: of the last quarter nobody knows how much will.
            self._kill_one(self.mails * 3 * number // (4 * kills))
        while any(self.starter.is_at_work(pid) for pid in self.workers):
            time.sleep(0.1)
        self.report()

    def _kill_one(self, count):
        """Let them work until about so many e-mails have left, then kill one at a random moment."""
        while self.sink.count() < count and any(self.starter.is_at_work(pid) for pid in self.workers):
            time.sleep(0.002)
        time.sleep(self.dice.uniform(0, LATEST))
        busy = [index for index, pid in enumerate(self.workers) if self.starter.is_at_work(pid)]
        index = self.dice.choice(busy or range(WORKERS))
        self.kills["at work" if self.starter.kill(self.workers[index]) else "already done"] += 1
        self.workers[index] = self.starter.start()

    def report(self):
        """Compare the mail server's own log with the ledger, and print both.

        :raise AssertionError: somebody got two, was forgotten, or the figures don't add up
        """
        received = Counter(address for address, _message_id in self.sink.read())
        self.env.cr.rollback()
        rows = self.env.execute_query(
            SQL(
                "SELECT address, state, reason FROM dealership_delivery WHERE scenario_id = %s ORDER BY id",
                self.scenario.id,
            )
        )
        states = Counter((state, reason) for _address, state, reason in rows)
        sent = {address for address, state, _reason in rows if state == "sent"}
        parked = {address for address, state, reason in rows if (state, reason) == PARKED}
        run = self.scenario.run_ids
        print("kills:", dict(self.kills))
        print("mail server:", sum(received.values()), "e-mails to", len(received), "addresses")
        print("ledger:", {" ".join(filter(None, key)): count for key, count in states.items()})
        print("parked, of which the server has got:", len(parked), len(parked & set(received)))
        assert max(received.values()) == 1, [address for address, count in received.items() if count > 1]
        assert len(rows) == self.mails, "somebody has no delivery, or two"
        assert sent | parked == {address for address, *_others in rows}, "somebody was forgotten"
        assert sent <= set(received), "called sent and never received"
        assert set(received) <= sent | parked, "received, and the ledger does not know"
        assert len(parked) <= self.kills["at work"], "more than one in doubt for a kill"
        figures = (run.sent_count, run.waiting_count, run.planned_count + run.sending_count + run.failed_count)
        assert figures == (len(sent), len(parked), 0), figures
        print(
            "Nobody got two, nobody was forgotten, one at most is in doubt for each kill, the figures add up.",
            flush=True,
        )
