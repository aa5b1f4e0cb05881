"""How many rows PostgreSQL expects of a query, for when counting them takes too long."""

from odoo.tools import SQL


def explain_sql(query: SQL) -> SQL:
    """Return the statement that asks for the plan of a query, without executing it."""
    return SQL("EXPLAIN (FORMAT JSON) %s", query)


def read_rows(plans: list) -> int:
    """Return the number of rows that a plan expects, rounded to two digits: it is no better than that.

    >>> read_rows([{"Plan": {"Plan Rows": 412345}}])
    410000
    >>> read_rows([{"Plan": {"Plan Rows": 87}}])
    87
    """
    rows = int(plans[0]["Plan"]["Plan Rows"])
    return round(rows, min(2 - len(str(rows)), 0))
