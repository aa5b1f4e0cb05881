"""Names as they are compared."""

from ..plain_words import plain_words
from ..targeting.import_columns import FIRST_NAME, LAST_NAME, NAME


def read_name(text):
    """Return the words of a name, whatever their order, case and accents: “DUPONT Éric” is “Eric Dupont”."""
    return tuple(sorted(plain_words(text)))


def read_record_name(record):
    """Return the same of a row of texts, whichever columns it has."""
    return read_name(record.get(NAME) or f"{record.get(FIRST_NAME) or ''} {record.get(LAST_NAME) or ''}")
