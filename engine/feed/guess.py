"""What the columns of a file mean: by their headers, and by what is in them."""

import re

from ..plain_words import split_words
from ..targeting.import_columns import FIRST_NAME, LAST_NAME, NAME
from ..vehicle.vin import VIN
from . import field as types
from .notation import Unreadable
from .reading import READERS

# A column is what its values can be read as, most of them: exports have blemishes.
_READABLE = 0.7
# What is told by its values alone, where the header says nothing. Narrower than in files of people
# (``customer_keys.py``): the orders and parts of a DMS have numbers that look like telephones.
_TOLD_BY_VALUES = {
    types.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    types.VIN: VIN,
    types.PLATE: re.compile(r"[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}", re.IGNORECASE),
    types.PHONE: re.compile(r"(?:\+33|0033|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}"),
}


def guess_columns(headers, samples, fields, notation):
    """Return ({header: path of the field it means}, how well they fit), of those columns that mean something.

    :param list headers:
    :param dict samples: header → some of its values
    :param list fields: the ``FeedField`` that a row can have, in the order of their importance
    :param Notation notation: how dates and numbers are written
    """
    rated = [
        (rating, -position, header, feed_field.path)
        for header in headers
        for position, feed_field in enumerate(fields)
        if (rating := _rate(header, samples.get(header, ()), feed_field, notation))
    ]
    guessed, total = {}, 0
    for rating, _position, header, path in sorted(rated, reverse=True):
        if header not in guessed and path not in guessed.values():
            guessed[header] = path
            total += rating
    return {header: guessed[header] for header in headers if header in guessed}, total


def settle_names(guessed):
    """Return the same, where “Nom client” is the whole name if nothing else has the first name.

    :param dict guessed: header → path
    """
    paths = set(guessed.values())
    return {header: _settle_name(path, paths) for header, path in guessed.items()}


def _settle_name(path, paths):
    part, dot, name = path.rpartition(".")
    beside = {f"{part}{dot}{other}" for other in (NAME, FIRST_NAME)}
    return f"{part}{dot}{NAME}" if name == LAST_NAME and beside.isdisjoint(paths) else path


def _rate(header, values, feed_field, notation):
    """Return how well a column fits a field, 0 where it doesn't; a whole header weighs more than a word of it."""
    words = " ".join(split_words(header))
    found = re.search(rf"\b(?:{feed_field.headers})\b", words) if feed_field.headers else None
    if found and _can_read(values, feed_field, notation):
        return 100 + len(found[0]) + (100 if found[0] == words else 0)
    pattern = _TOLD_BY_VALUES.get(feed_field.type)
    return 10 if pattern and values and all(pattern.fullmatch(value) for value in values) else 0


def _can_read(values, feed_field, notation):
    readable = sum(_is_readable(value, feed_field, notation) for value in values)
    return readable >= _READABLE * len(values)


def _is_readable(value, feed_field, notation):
    try:
        READERS[feed_field.type](value, notation)
    except Unreadable:
        return False
    return True
