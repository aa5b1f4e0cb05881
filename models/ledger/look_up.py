from odoo.tools import SQL


def look_up(table, alias, where):
    """Return a row source for ``CROSS JOIN LATERAL``: what a table has for each row of the sources before it.

    As a plain join, PostgreSQL chooses which of two tables it reads first, and by which index; and for a table of which
    it expects next to no rows, each way costs the same: reading the whole of it for each row, too. Looked up, only an
    index that fits ``where`` serves: ``OFFSET 0`` keeps other conditions and the join out. See ``statistics.py``.

    :param str table: the table
    :param str alias: how its rows are called
    :param SQL where: of the columns of the table, unqualified, what one index finds; and of sources before it
    """
    return SQL("LATERAL (SELECT * FROM %s WHERE %s OFFSET 0) %s", SQL.identifier(table), where, SQL.identifier(alias))
