"""What the columns of a file of people mean: told by their headers, in English and French, and by what is in them.

A header proposes, the values decide: “Consentement e-mail” holds no addresses, and “Value” may. The headers are those
of dealer systems, of Google Contacts and of Outlook; ``tests/engine/test_import_columns.py`` has whole rows of them.
"""

import re

from odoo.tools.translate import LazyTranslate

from ..customer import header_words
from ..plain_words import plain_words

_lt = LazyTranslate(__name__, default_lang="en_US")

NAME, FIRST_NAME, LAST_NAME, COMPANY = "name", "firstname", "lastname", "company"
ZIP, BIRTHDAY = "zip", "birthday"
SAMPLE_ROWS = 300  # address books leave most of their columns empty

# Beside the keys (``customer_keys.py``): what people are called, and what tells them from others of their name.
NAMES = [
    (NAME, _lt("Full name, or company")),
    (FIRST_NAME, _lt("First name")),
    (LAST_NAME, _lt("Last name")),
    (COMPANY, _lt("Company, of which the person is a contact")),
    (ZIP, _lt("Postcode")),
    (BIRTHDAY, _lt("Birthday")),
]

# The first pattern found in a header decides, after those of the keys; headers are compared without case, accents and
# punctuation.
_HEADERS = [
    (NAME, rf"{header_words.FULL_NAME}|nom (et |ou )?(la )?raison sociale"),
    (FIRST_NAME, header_words.FIRST_NAME),
    # In a feed an “établissement” is a point of sale, and “commercial” a salesperson.
    (COMPANY, rf"{header_words.COMPANY}|etablissement|enseigne|business name|nom commercial"),
    (COMPANY, r"employeur|employer|organi[sz]ation(?: \d+)?(?: name| nom)?$"),
    (NAME, r"client|customer|contact"),
    (LAST_NAME, header_words.LAST_NAME),
    (NAME, r"name|nom|denomination"),
]
# Whole headers, of what holds no letters as a rule.
_WHOLE_HEADERS = {
    BIRTHDAY: header_words.BIRTHDAY,
    ZIP: rf"(?:home |address 1 )?(?:{header_words.ZIP})(?: domicile)?",
}
# What is said about an address or a name, and those of somebody else: no values make it the person's.
_BESIDE_THE_POINT = "|".join(
    (
        r"consent\w*|accord|accepte\w*|autoris\w*|opt ?(?:in|out)|rgpd|gdpr",
        r"newsletter|desinscri\w*|unsubscribe\w*|blacklist\w*",
        r"types?|labels?|libelles?|display name|nom complet de l adresse|statut|status|url|web|photo",
        r"dates?|(?<!nom de )naissance|birth\w*|anniversaire",
        r"fax|telecopie\w*|telex|pager|radio\w*|isdn|rnis|tdd|tty",
        r"assistant\w*|managers?|vendeu\w+|conseiller\w*|(?<!nom )commercial|salesperson|responsable",
        r"conjoint\w*|spouse|referred",
        r"middle|deuxieme prenom|additional|phonetic|phonetique|yomi|prefix\w*|suffix\w*",
        r"nick ?name|surnom|maiden|short name|file as",
        r"company main|telephone (?:de la )?societe|identification",
        r"title|titre|department|departement|service",
    )
)
_UNLIKE_NAMES = r"^[\W\d_]*$|@|^(?:oui|non|yes|no|true|false|vrai|faux|[ynox])$"
_MOST = 0.8  # of the values of a column without a telling header have to look alike


def has_header(first_row, keys):
    """Whether the first row names the columns: no value of it belongs to one person."""
    return not any(_look_alike(value, keys) or re.search(r"\d{6}", value) for value in first_row)


def guess_meanings(headers, samples, keys, country_code=""):
    """Return the meaning of each column, ``False`` for those that matter to nothing.

    Several columns may hold one key: Google Contacts have three e-mail addresses. Names stand in one.

    :param headers: names of the columns, all empty when the file has no header
    :param samples: some rows of values
    :param keys: every ``CustomerKey``
    :param str country_code: ISO code of the country of numbers without a prefix; any number will do when not given
    """
    several = {key.key for key in keys}
    meanings = []
    for index, header in enumerate(headers):
        values = [row[index] for row in samples if index < len(row) and row[index]]
        meaning = _guess_column(header, values, keys, country_code)
        meanings.append(False if meaning in meanings and meaning not in several else meaning)
    if LAST_NAME not in meanings and FIRST_NAME in meanings and NAME in meanings:
        meanings[meanings.index(NAME)] = LAST_NAME  # “Nom” beside “Prénom”
    return meanings


def count_keys(rows, keys, country_code=""):
    """Return by how many keys the people of a table can be recognised; its first row may name the columns."""
    if not rows:
        return 0
    named = has_header(rows[0], keys)
    headers = rows[0] if named else [""] * max(map(len, rows))
    return len(set(guess_meanings(headers, rows[named:], keys, country_code)) & {key.key for key in keys})


def can_tell(meanings, keys):
    """Whether columns of these meanings say who people are: all those that one key is made of."""
    there = set(meanings)
    if there & {FIRST_NAME, LAST_NAME}:
        there.add(NAME)
    return any(there.issuperset(key.columns) for key in keys)


def _guess_column(header, values, keys, country_code):
    text = " ".join(plain_words(header))
    for meaning, pattern in _WHOLE_HEADERS.items():
        if re.fullmatch(pattern, text):
            return meaning
    if re.search(rf"\b(?:{_BESIDE_THE_POINT})\b", text):
        return False
    patterns = [(key.key, key.headers, key.unlike) for key in keys if key.headers]
    patterns += [(meaning, pattern, _UNLIKE_NAMES) for meaning, pattern in _HEADERS]
    proposed = (
        meaning
        for meaning, pattern, unlike in patterns
        if re.search(rf"\b(?:{pattern})\b", text) and _may_be(values, unlike)
    )
    return next(proposed, False) or _guess_values(values, keys, country_code)


def _may_be(values, unlike):
    """Whether most of the values are not of another kind."""
    return not unlike or 2 * sum(bool(re.search(unlike, value)) for value in values) <= len(values)


def _guess_values(values, keys, country_code):
    """Return what most of the values are."""
    for key in keys:
        alike = sum(_is_of(value, key, country_code) for value in values)
        if alike and alike >= _MOST * len(values):
            return key.key
    return False


def _is_of(value, key, country_code):
    return bool(
        key.looks_like and re.match(key.looks_like, value) and (not country_code or key.read_all(value, country_code))
    )


def _look_alike(value, keys):
    return any(_is_of(value, key, "") for key in keys)
