"""./dev bench invoices: a night of reminders for 20,000 overdue invoices, beside OCA's account_credit_control.

See ``docs/benchmarks.md``.
"""

import argparse

from ..tools import cache
from .dealership_group.measuring import print_row
from .dealership_group.seeding import NOW
from .dealership_group.statistics import COLD, WARM, cold
from .mailing.processes import Sink, run_odoo_script
from .reminding import credit_control
from .reminding.stage import ReminderStage

AIM = 60  # seconds to plan a night
SMALLER = 10  # the share with which memory is compared


def main(env, arguments):
    """Measure and print; an ``AssertionError`` tells of reminders that did not arrive."""
    options = _parse(arguments)
    print("Each figure is of a process of its own, cold (nothing analysed) and warm; memory in MB, at most.\n")
    titles = ["planning (s)", "e-mails", "e-mails per second", "MB before", "MB planned"]
    print_row(["way", "invoices", "customers", *(f"{title}, {known}" for title in titles for known in (COLD, WARM))])
    print_row(["---"] * (3 + 2 * len(titles)))
    for share in (SMALLER, 1):
        with (
            Sink() as sink,
            ReminderStage(env, options.customers // share, options.invoices // share, sink.port) as stage,
        ):
            ours = _compare(stage, "ours", lambda: _remind(stage, sink, options.batches))
            if share == 1 and options.beside:
                theirs = _compare(stage, credit_control.MODULE, lambda: _control_credit(stage, options.mails))
                times = [f"{each / own:.1f} times as long" for each, own in zip(theirs, ours, strict=True)]
                print(f"\nTo plan, {credit_control.MODULE} takes {times[0]} cold, {times[1]} warm.")
    print("The aim is met." if max(ours) < AIM else f"The aim of {AIM} s is missed.")


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench invoices")
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--customers", type=int, default=8_000)
    parser.add_argument("--batches", type=int, default=10, help="batches of 200 due dates and more to send")
    parser.add_argument("--mails", type=int, default=200, help="e-mails of account_credit_control")
    parser.add_argument("--alone", dest="beside", action="store_false", help="without account_credit_control")
    return parser.parse_args(arguments)


def _compare(stage, name, measure):
    """Print the row of a way, cold and warm; return the seconds of planning."""
    with cold(stage.env):
        found = [measure()]
        # What PostgreSQL sees when it looks next is a ledger with a night in it.
    stage.take_back()
    found.append(measure())
    stage.take_back()
    print_row(
        [name, stage.invoices, stage.customers, *(figure for pair in zip(*found, strict=True) for figure in pair)]
    )
    return [planning for planning, *_rest in found]


def _remind(stage, sink, batches):
    """Return seconds of planning, e-mails, e-mails per second and memory of our reminders."""
    before = sink.count()
    planning, planned, sending, mails, idle, peak, _sent = stage.remind(batches)
    assert planned >= stage.invoices, f"{planned:.0f} reminders for {stage.invoices} overdue invoices"
    arrived = sink.count() - before
    assert arrived == mails, f"{arrived} of {mails:.0f} e-mails arrived"
    return planning, int(mails), mails / sending, idle, peak


def _control_credit(stage, mails):
    addons = credit_control.fetch(cache.CACHE / credit_control.MODULE)
    words = run_odoo_script(
        "reminding/credit_control.py", stage.env.cr.dbname, stage.company.id, NOW.date(), mails, addons=(addons,)
    )
    planning, lines, sending, sent, idle, peak = [float(word) for word in words]
    assert lines == stage.invoices, f"{lines:.0f} lines for {stage.invoices} overdue invoices"
    return planning, int(sent), sent / sending, idle, peak
