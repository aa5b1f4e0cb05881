"""./dev bench invoices: a night of reminders for 20,000 overdue invoices, beside OCA's account_credit_control.

See ``docs/benchmarks.md``.
"""

import argparse

from ..tools import cache
from .dealership_group.measuring import print_row
from .dealership_group.seeding import NOW
from .mailing.processes import Sink, run_odoo_script
from .reminding import credit_control
from .reminding.stage import ReminderStage

AIM = 60  # seconds to plan a night
SMALLER = 10  # the share with which memory is compared


def main(env, arguments):
    """Measure and print; an ``AssertionError`` tells of reminders that did not arrive."""
    options = _parse(arguments)
    stages = []
    print("Each line is a process of its own; memory in MB, at most.\n")
    print_row(
        ["way", "invoices", "customers", "planning (s)", "e-mails", "e-mails per second", "MB before", "MB planned"]
    )
    print_row(["---"] * 8)
    with Sink() as sink:
        try:
            for share in (SMALLER, 1):
                stage = ReminderStage(env, options.customers // share, options.invoices // share, sink.port)
                stages.append(stage)
                ours = _remind(stage, sink, options.batches)
            theirs = _control_credit(stages[-1], options.mails) if options.beside else None
        finally:
            for stage in stages:
                stage.clean()
    if theirs:
        print(f"\naccount_credit_control takes {theirs / ours:.1f} times as long to plan.")
    print("The aim is met." if ours < AIM else f"The aim of {AIM} s is missed.")


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench invoices")
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--customers", type=int, default=8_000)
    parser.add_argument("--batches", type=int, default=10, help="batches of 200 due dates and more to send")
    parser.add_argument("--mails", type=int, default=200, help="e-mails of account_credit_control")
    parser.add_argument("--alone", dest="beside", action="store_false", help="without account_credit_control")
    return parser.parse_args(arguments)


def _remind(stage, sink, batches):
    """Print the row of our reminders; return the seconds of planning."""
    before = sink.count()
    planning, planned, sending, mails, idle, peak, _sent = stage.remind(batches)
    assert planned >= stage.invoices, f"{planned:.0f} reminders for {stage.invoices} overdue invoices"
    arrived = sink.count() - before
    assert arrived == mails, f"{arrived} of {mails:.0f} e-mails arrived"
    rate = mails / sending
    print_row(["ours", stage.invoices, stage.customers, planning, int(mails), rate, idle, peak])
    return planning


def _control_credit(stage, mails):
    addons = credit_control.fetch(cache.CACHE / "account_credit_control")
    words = run_odoo_script(
        "reminding/credit_control.py", stage.env.cr.dbname, stage.company.id, NOW.date(), mails, addons=(addons,)
    )
    planning, lines, sending, sent, idle, peak = [float(word) for word in words]
    assert lines == stage.invoices, f"{lines:.0f} lines for {stage.invoices} overdue invoices"
    rate = sent / sending
    print_row(["account_credit_control", stage.invoices, stage.customers, planning, int(sent), rate, idle, peak])
    return planning
