"""./dev bench feeds: a first load of repair orders with their vehicles and customers, then a day's changes.

Beside Odoo's own ``load()``, which three files and somebody who knows external ids have to be given to, and beside COPY
and SQL by hand, the limit. See ``docs/benchmarks.md``. Everything is taken back.
"""

import argparse
import resource
import time
from contextlib import contextmanager
from itertools import islice

from .dealership_group.measuring import print_row
from .feeding.by_hand import load_by_hand
from .feeding.files import CUSTOMERS, HEADERS, VEHICLES, make_files, make_rows
from .feeding.odoo_load import load_by_odoo

KILOBYTES = 1024
TIMES_LOAD, SHARE_OF_LIMIT, DAILY_SECONDS = 20, 0.5, 10  # the aims


def main(env, arguments):
    """Measure and print; an ``AssertionError`` tells of rows that were lost or doubled."""
    options = _parse(arguments)
    team = env["crm.team"].search([("company_id", "!=", False)], limit=1)
    print(f"{options.orders:,} repair orders, {int(options.orders * VEHICLES):,} vehicles and "
          f"{int(options.orders * CUSTOMERS):,} customers.\n")  # fmt: skip
    print_row(["way", "rows", "seconds", "rows per second", "MB before", "MB at most"])
    print_row(["---"] + ["---:"] * 5)
    limit = _measure(env, "COPY and SQL", options.orders, lambda: _load_by_hand(env, team, options.orders))
    ours, daily = _measure_feed(env, team, options)
    theirs = _measure(env, "load()", options.sample, lambda: load_by_odoo(env, team, make_rows(options.sample)))
    print(f"\n{ours / theirs:.1f} times load() (aim: {TIMES_LOAD}), {ours / limit:.0%} of the limit "
          f"(aim: {SHARE_OF_LIMIT:.0%});"
          f" a day in {daily:.1f} s (aim: {DAILY_SECONDS}).")  # fmt: skip


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench feeds")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--changed", type=int, default=5_000, help="rows of a day")
    parser.add_argument("--sample", type=int, default=2_000, help="repair orders that load() is given")
    return parser.parse_args(arguments)


@contextmanager
def taken_back(env):
    """Take back what the block does."""
    savepoint = env.cr.savepoint()
    try:
        yield
    finally:
        savepoint.rollback()
        savepoint.close(rollback=False)
        env.invalidate_all(flush=False)


def _measure(env, way, rows, load):
    """Print the row of a way, and take it back; return its rows per second."""
    with taken_back(env):
        return rows / _time(way, rows, load)


def _measure_feed(env, team, options):
    """Print the rows of a first load and of a day; return the rows per second of the one, the seconds of the other."""
    with taken_back(env):
        feed = make_feed(env, team)
        first = _time("feed, first load", options.orders, lambda: load_history(feed, options.orders))
        daily = _time("feed, a day", options.changed, lambda: _load_day(feed, options))
        return options.orders / first, daily


def _time(way, rows, load):
    """Print what a load took; return the seconds.

    :param load: callable that returns how many rows were taken in
    """
    before, started = _get_memory(), time.monotonic()
    found = load()
    seconds = time.monotonic() - started
    assert found == rows, f"{way}: {found} repair orders of {rows}"
    print_row([way, f"{rows:,}", seconds, int(rows / seconds), before, _get_memory()])
    return seconds


def _get_memory():
    """Return the most memory that the process has had, in MB."""
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES)


def _load_by_hand(env, team, count):
    return load_by_hand(env, team, make_files(make_rows(count)))


def load_history(feed, count):
    """Load so many repair orders as the first files of a feed; return how many were made."""
    files = enumerate(make_files(make_rows(count)), start=1)
    return sum(feed._load(content, f"orders_2026-01-01_{number}.csv").created_count for number, content in files)


def _load_day(feed, options):
    """Load so many orders again, each with more kilometres: news, which wakes whatever there is to wake."""
    [content] = make_files(islice(make_rows(options.orders, more_km=7), options.changed))
    return feed._load(content, "orders_2026-02-01.csv").updated_count


def make_feed(env, team):
    """Return a feed as somebody makes it of a sample."""
    content = next(make_files(islice(make_rows(200), 200)))
    guess = env["dealership.feed"]._guess(content, "orders.csv")
    source = env["dealership.source"].create({"name": "DMS", "company_id": team.company_id.id, "team_id": team.id})
    assert len(guess.column_ids.filtered("meaning")) == len(HEADERS), "a column was not guessed"
    return guess._keep(source, name="Repair orders")
