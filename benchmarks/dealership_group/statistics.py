"""Cold and warm: what PostgreSQL knows of the tables when something is measured.

*Cold* is a database that was just restored, or filled by an import at noon: PostgreSQL has never looked at any table,
and guesses. *Warm* is one that has lived for a while: it looked at the tables as they are. What is measured never has
it look, but where the product does.
"""

from contextlib import contextmanager

from odoo.tools import SQL

COLD, WARM = "cold", "warm"
IN_SCHEMA = SQL("relnamespace = current_schema()::regnamespace")
TABLES = SQL("relkind = 'r'")
TABLES_AND_INDEXES = SQL("relkind IN ('r', 'i')")


@contextmanager
def undisturbed(env):
    """Keep PostgreSQL's own maintenance, which would look sooner or later, away while the block runs.

    What the block has not committed is taken back.
    """
    env.cr.commit()
    _alter_tables(env, SQL("SET (autovacuum_enabled = false)"))
    try:
        yield
    finally:
        env.cr.rollback()
        _alter_tables(env, SQL("RESET (autovacuum_enabled)"))


@contextmanager
def cold(env):
    """Have PostgreSQL know nothing, in any process, while the block runs; then it looks at all tables."""
    with undisturbed(env):
        forget(env)
        env.cr.commit()
        yield
    vacuum(env.cr)


@contextmanager
def forgotten(env):
    """Have PostgreSQL know nothing in this transaction while the block runs, whose writes are taken back.

    Within ``undisturbed``: a transaction cannot change what maintenance has changed since it began.
    """
    savepoint = env.cr.savepoint()
    try:
        forget(env)
        yield
    finally:
        savepoint.close(rollback=True)
        env.invalidate_all(flush=False)


def forget(env):
    """Take away what PostgreSQL knows of the tables.

    :raise InsufficientPrivilege: when the role of the database is no superuser
    """
    env.cr.execute(SQL("DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE %s)", IN_SCHEMA))
    env.cr.execute(
        SQL(
            "UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0 WHERE %s AND %s",
            IN_SCHEMA,
            TABLES_AND_INDEXES,
        )
    )


def vacuum(cr, tables=()):
    """Have PostgreSQL look at tables, all if none is given, and settle their pages; VACUUM needs no transaction.

    :param cr: is committed
    """
    cr.commit()
    connection = cr._cnx
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
    finally:
        connection.autocommit = False


def _alter_tables(env, change):
    for (table,) in env.execute_query(SQL("SELECT relname FROM pg_class WHERE %s AND %s", IN_SCHEMA, TABLES)):
        env.cr.execute(SQL("ALTER TABLE %s %s", SQL.identifier(table), change))
    env.cr.commit()
