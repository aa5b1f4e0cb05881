"""Stop-watch, plans and table of the benchmarks."""

import re
import time
from statistics import median

from odoo.tools import SQL

MILLISECONDS = 1000
LARGE = 10_000  # rows of a table worth telling when it is read from end to end


def measure(ways, runs):
    """Call each way in turn, ``runs`` times after one run to warm up: what disturbs one disturbs the others.

    :param dict ways: callables by name
    :return: the last results and the medians in milliseconds, by name
    """
    results, spent = {}, {name: [] for name in ways}
    for _run in range(runs + 1):
        for name, call in ways.items():
            started = time.perf_counter()
            results[name] = call()
            spent[name].append((time.perf_counter() - started) * MILLISECONDS)
    return results, {name: median(times[1:]) for name, times in spent.items()}


def measure_call(call, runs=50):
    """Return the median, in milliseconds, of a call that is short."""
    _results, spent = measure({"call": call}, runs)
    return spent["call"]


def print_row(cells):
    """Print one row of a Markdown table, at once: a benchmark takes minutes."""
    texts = (f"{cell:.{1 if cell >= 10 else 2}f}" if isinstance(cell, float) else str(cell) for cell in cells)
    print("|", " | ".join(texts), "|", flush=True)


class Plan:
    """What PostgreSQL did for a query."""

    def __init__(self, env, query):
        self.statement = env.cr.mogrify(query.code, query.params).decode()
        self.text = "\n".join(line for (line,) in env.execute_query(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", query)))
        tables = re.findall(r"Seq Scan on (\w+)", self.text)
        large = env.execute_query(
            SQL("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples >= %s", tables, LARGE)
        )
        self.scanned = {name for (name,) in large}

    def save(self, folder, name):
        """Write it to a file of that name."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name.replace(' ', '_')}.txt").write_text(f"{self.statement}\n\n{self.text}\n")
