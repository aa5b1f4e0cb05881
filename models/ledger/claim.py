from contextlib import contextmanager
from datetime import datetime, timezone
from time import monotonic

from psycopg2.errors import SerializationFailure

from odoo import modules
from odoo.tools import SQL

from ..client.inner_context import get_inner, with_inner

# First key of our advisory locks ("dlvr" in ASCII): the second is the number of a claim; 0 for claiming itself.
LOCK_SPACE = 0x646C7672
CLAIMING = 0
# A customer's opening, a bounce or a report may touch the same rows while results are written: then they are again.
WRITE_ATTEMPTS = 5
# Seconds that a worker hands over what it has claimed. Odoo kills a scheduled action after two minutes
# (limit_time_real), and what is just being handed over would be in doubt.
TIME_BUDGET = 45


def read_clock():
    """Return the clock, naive UTC: seconds are too coarse to say how many leave within a minute."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def checkpoint(env):
    """Make what was done so far survive a crash. Tests keep their one transaction."""
    env.flush_all()
    if not modules.module.current_test:
        env.cr.commit()


@contextmanager
def committing_each_statement(env):
    """Have PostgreSQL commit each statement by itself, which takes no further round trip; right after a ``checkpoint``.

    For what the ORM knows nothing of: nothing that was read is forgotten.
    """
    if modules.module.current_test:
        yield
        return
    connection = env.cr._cnx
    connection.autocommit = True
    try:
        yield
    finally:
        if not connection.closed:
            connection.autocommit = False


def roll_back(env):
    if not modules.module.current_test:
        env.cr.rollback()


def write_surely(env, write):
    """Call ``write`` and commit: what has left is never forgotten because something else came at the same time.

    Nothing uncommitted may precede it.
    """
    # What was read while sending began a transaction that knows nothing of what came in since.
    checkpoint(env)
    for attempt in range(1, WRITE_ATTEMPTS + 1):
        try:
            write()
            checkpoint(env)
        except SerializationFailure:
            roll_back(env)
            env.invalidate_all(flush=False)
            if attempt == WRITE_ATTEMPTS:
                raise
        else:
            return


def begin_time_budget(deliveries):
    """Return claimed deliveries in an environment that knows how long they may be handed over."""
    return with_inner(deliveries, dealership_time_budget_ends=monotonic() + TIME_BUDGET)


def is_time_up(env):
    """Return whether a channel is to stop: what it has not begun is given back, to be claimed again."""
    return monotonic() > get_inner(env, "dealership_time_budget_ends", float("inf"))


@contextmanager
def claim(env):
    """Give a worker a number to take deliveries under, with a PostgreSQL session lock that lives as long as it does.

    The lock outlives commits and dies with the connection: a claim whose lock is free has no worker any more.
    It needs a connection of its own, as Odoo's workers and cron have (no transaction pooling in between).
    """
    [[number]] = env.execute_query(SQL("SELECT nextval('dealership_delivery_claim_seq')::int"))
    with _session_lock(env, number):
        yield number


@contextmanager
def claiming_lock(env):
    """Let one worker at a time claim: two must not both find an address or a customer still free."""
    with _session_lock(env, CLAIMING):
        # The snapshot of this transaction is older than the wait for the lock.
        checkpoint(env)
        yield
        checkpoint(env)


def lock_if_dead(env, number):
    """Return whether a claim's worker is gone. What it has written last is seen by the next transaction only."""
    [[free]] = env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, number))
    return free


@contextmanager
def _session_lock(env, number):
    env.cr.execute(SQL("SELECT pg_advisory_lock(%s, %s)", LOCK_SPACE, number))
    try:
        yield
    except BaseException:
        # The transaction may be broken; what was committed is recovered once the lock is free.
        roll_back(env)
        raise
    finally:
        if not env.cr.closed:
            env.cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", LOCK_SPACE, number))
