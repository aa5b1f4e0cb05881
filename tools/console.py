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
    print(f"- {title} ...", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def complain(error):
    print(f"./dev: {error}", file=sys.stderr, flush=True)
