"""What the columns of a file of people mean: told by their headers, in English and French, or by what is in them."""

import re

from odoo.tools.translate import LazyTranslate

from ..plain_words import plain_words

_lt = LazyTranslate(__name__, default_lang="en_US")

NAME, FIRST_NAME, LAST_NAME = "name", "firstname", "lastname"

# Beside the keys (``customer_keys.py``): what people are called.
NAMES = [
    (NAME, _lt("Full name, or company")),
    (FIRST_NAME, _lt("First name")),
    (LAST_NAME, _lt("Last name")),
]

# The first pattern found in a header decides, after those of the keys; headers are compared without case, accents and
# punctuation.
_HEADERS = [
    (FIRST_NAME, r"first ?name|given name|prenom"),
    (NAME, r"full name|nom complet|nom et prenom|nom prenom|raison sociale|company|societe|client|customer|contact"),
    (LAST_NAME, r"last ?name|surname|family name|nom de famille|nom d usage"),
    (NAME, r"name|nom|denomination"),
]


def has_header(first_row, keys):
    """Whether the first row names the columns: no value of it belongs to one person."""
    return not any(_guess_value(value, keys) or re.search(r"\d{6}", value) for value in first_row)


def guess_meanings(headers, samples, keys):
    """Return the meaning of each column, ``False`` for those that matter to nothing.

    :param headers: names of the columns, all empty when the file has no header
    :param samples: some rows of values
    :param keys: every ``CustomerKey``
    """
    patterns = [*((key.key, key.headers) for key in keys), *_HEADERS]
    meanings = []
    for index, header in enumerate(headers):
        values = [row[index] for row in samples if index < len(row)]
        meaning = _guess_header(header, patterns) or _guess_values(values, keys)
        meanings.append(False if meaning in meanings else meaning)
    if LAST_NAME not in meanings and FIRST_NAME in meanings and NAME in meanings:
        meanings[meanings.index(NAME)] = LAST_NAME  # “Nom” beside “Prénom”
    return meanings


def _guess_header(header, patterns):
    text = " ".join(plain_words(header))
    return next((meaning for meaning, pattern in patterns if re.search(rf"\b(?:{pattern})\b", text)), False)


def _guess_values(values, keys):
    """Return what all the values look like."""
    found = {_guess_value(value, keys) for value in values if value}
    return found.pop() if len(found) == 1 else False


def _guess_value(value, keys):
    return next((key.key for key in keys if key.looks_like and re.match(key.looks_like, value)), False)
