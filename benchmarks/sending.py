"""./dev bench sending: e-mails by mass mailing, by our sender and by a plain loop, against a real mail server.

See ``docs/benchmarks.md``.
"""

import argparse
import time
from collections import Counter

from odoo import fields

from .dealership_group.measuring import MILLISECONDS, measure, print_row
from .dealership_group.statistics import vacuum
from .mailing import ways
from .mailing.processes import Sink, Worker
from .mailing.stage import Stage

SCENARIOS = 200
ROUNDS = 5
PARTS = ("rates", "enrolling", "tick", "memory", "workers")


def main(env, arguments):
    """Measure and print; an ``AssertionError`` tells of e-mails that did not arrive."""
    options = _parse(arguments)
    with Sink() as sink:
        stage = Stage(env, sink.port)
        try:
            bench = SendingBench(stage, sink, options.mails)
            for part in options.only.split(","):
                getattr(bench, f"measure_{part}")()
        finally:
            stage.clean()


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench sending")
    parser.add_argument("--mails", type=int, default=10_000, help="e-mails of one run; all else goes by it")
    parser.add_argument("--only", metavar="PARTS", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    return parser.parse_args(arguments)


class SendingBench:
    """Each part prints what it found."""

    def __init__(self, stage, sink, mails):
        self.stage = stage
        self.env = stage.env
        self.sink = sink
        self.mails = mails
        for count in (mails // ROUNDS // 10, mails // ROUNDS, mails // 10, mails, mails * 10):
            stage.ensure_customers(count)
        self._settle()

    def measure_rates(self):
        """Send the same newsletter in three ways, in turn; mass mailing a tenth of it: its rate would be the same."""
        print("\nE-mails in one process, with three tracked links, unsubscribe link and open tracking:\n")
        print_row(["way", "e-mails", "seconds", "e-mails per second", "times mass mailing", "ms of CPU per e-mail"])
        print_row(["---"] * 6)
        share = self.mails // ROUNDS
        shares = {ways.send_mass_mailing: share // 10, ways.send_plainly: share, ways.send_ours: share}
        sums = {send: Counter() for send in shares}
        for _round in range(ROUNDS):
            for send, count in shares.items():
                sums[send] += self._time(send, count)
        rates = {send: spent["count"] / spent["seconds"] for send, spent in sums.items()}
        for send, spent in sums.items():
            cost = spent["cpu"] / spent["count"] * MILLISECONDS
            faster = rates[send] / rates[ways.send_mass_mailing]
            print_row([send.__name__, spent["count"], spent["seconds"], rates[send], faster, cost])
        print(f"\nOurs is {rates[ways.send_ours] / rates[ways.send_plainly]:.0%} of the plain loop.", flush=True)

    def _time(self, send, count):
        before, cpu, started = self.sink.count(), time.process_time(), time.perf_counter()
        send(self.stage, count)
        spent = {"count": count, "seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
        arrived = self.sink.count() - before
        assert arrived == count, f"{send.__name__}: {arrived} of {count} arrived"
        self._settle()
        return Counter(spent)

    def measure_enrolling(self):
        """Time a run that enrols and plans, sending nothing."""
        count = self.mails * 10
        scenario = self.stage.make_scenario(count)
        started = time.perf_counter()
        scenario._run()
        self.env.cr.commit()
        print(f"\nEnrolling and planning {count:,} customers: {time.perf_counter() - started:.1f} s", flush=True)
        scenario.action_end()
        self._settle()

    def measure_tick(self):
        """Time the scheduled actions with nothing due."""
        for _number in range(SCENARIOS):
            self.stage.make_scenario(self.mails // 10, next_run_at=fields.Datetime.add(fields.Datetime.now(), days=1))
        self._settle()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._tick()
        queries = self.env.cr.sql_log_count - before
        _results, spent = measure({"tick": self._tick}, 20)
        print(f"\nNothing due, {SCENARIOS} active scenarios: {spent['tick']:.1f} ms, {queries} queries", flush=True)

    def _tick(self):
        self.env["dealership.scenario"]._cron_run_scenarios()
        self.env["dealership.delivery"]._cron_process()

    def measure_memory(self):
        """Say how much more memory a worker takes, at most, for ten and a hundred times the e-mails."""
        print("\nMemory of a worker, at most:\n")
        print_row(["e-mails", "MB before", "MB at most", "e-mails per second"])
        print_row(["---"] * 4)
        for count in (self.mails // 10, self.mails, self.mails * 10):
            seconds, [(before, most)] = self._work(count, 1)
            print_row([count, before, most, count / seconds])

    def measure_workers(self):
        """Compare two worker processes with one."""
        one, _memory = self._work(self.mails, 1)
        two, _memory = self._work(self.mails, 2)
        print(
            f"\nOne worker: {self.mails / one:.0f}/s, two: {self.mails / two:.0f}/s, {one / two:.2f} times", flush=True
        )

    def _work(self, count, number):
        """Return the seconds that workers took to send a run, and their memory."""
        workers = [Worker(self.env.cr.dbname) for _number in range(number)]
        self.stage.make_scenario(count)._run()
        self.env.cr.commit()
        before = self.sink.count()
        started = time.perf_counter()
        for worker in workers:
            worker.ask()
        memory = [worker.wait() for worker in workers]
        seconds = time.perf_counter() - started
        arrived = self.sink.count() - before
        assert arrived == count, f"{arrived} of {count} arrived"
        self._settle()
        return seconds, memory

    def _settle(self):
        """Have PostgreSQL clear up and count, as its own maintenance would have done by now."""
        vacuum(
            self.env.cr,
            ("res_partner", "dealership_delivery", "dealership_enrolment", "mailing_trace", "mail_message"),
        )
