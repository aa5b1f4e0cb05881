"""What ./dev says: one line per step with its duration, and errors without a traceback."""

import sys
import time
from contextlib import contextmanager


class DevError(Exception):
    """A failure whose message tells the person what failed, where, and what to do."""


def say(text=""):
    print(text, flush=True)


@contextmanager
def step(title):
    """Show `title` while the block runs, then how many seconds it took."""
    started = time.monotonic()
    note(f"- {title} ...", end="")
    try:
        yield
    except BaseException:
        note(" failed")
        raise
    note(f" {time.monotonic() - started:.1f} s")


def complain(error):
    note(f"\n./dev: {error}")


def note(text, end="\n"):
    """Progress goes to standard error: the output of a script given to ./dev shell stays clean."""
    print(text, end=end, file=sys.stderr, flush=True)
