"""Which texts are the same to a person: capitals and the blanks around them don't count, accents do.

Programs of dealers pad their codes and write them as they like: ``N``, ``n`` and ``N`` with a blank behind it are one.
"""

from odoo.tools import SQL

# What ``str.strip`` takes away; PostgreSQL has to be told.
BLANKS = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_ESCAPED_BLANKS = "".join(f"\\u{ord(character):04x}" for character in BLANKS)


def simplify_sql(text) -> SQL:
    """Return what two texts that are the same have in common.

    :param text: a column (``SQL``), or a plain text
    """
    return SQL("LOWER(BTRIM(%s, %s))", text, BLANKS)


def get_index(column: str) -> str:
    """Return the definition of an index by which PostgreSQL finds the texts of a column that are the same.

    It lets PostgreSQL count, too, how many there are of each.
    """
    return f"(LOWER(BTRIM({column}, E'{_ESCAPED_BLANKS}')))"
