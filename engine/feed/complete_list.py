"""Whether what a complete list of open items lacks may be taken for settled without a person looking at it."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")

# So many vanish from one day to the next; more of them, and more than this share, look like a file that is broken off.
FEW = 20
SHARE = 0.25


def find_doubt(open_count, absent_count, refused_count, row_count):
    """Return why a list is not trusted, as a ``LazyGettext``; empty when it is.

    :param int open_count: what was open, as far as the list speaks of it
    :param int absent_count: of these, what the list lacks
    :param int refused_count: rows of the list that were refused
    :param int row_count: all its rows
    """
    if not absent_count:
        return ""
    if not row_count:
        return _lt("the file is empty")
    if refused_count:
        return _lt("rows were refused, and may be of what is missing")
    if absent_count > max(FEW, SHARE * open_count):
        return _lt("they are so many that the file may be broken off")
    return ""
