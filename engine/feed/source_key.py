"""By which number a source knows a record, however it is written.

Only what tells no two records of any numbering apart is folded: a fold too few makes two records of one, which can be
merged; a fold too much makes one of two, which nobody can part again. So zeros at the beginning are a part of the
number: where a spreadsheet has dropped them nothing tells 0099 from another 99.
"""

import re

from ..one_line import seen_line

_DASHES = re.compile("[\u2010-\u2015\u2212]")
# A whole number, as a program writes it that takes it for one with decimals.
_AS_DECIMAL = re.compile(r"(\d+)[.,]0")
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 2
# No cell has it (``clean_value``): what is known by an alias is no number of a source's.
ALIAS_START = "\x1f"


def tidy_source_key(text):
    """Return a number as it is shown: as it was written, without what spreadsheets add.

    >>> tidy_source_key(" OR\u00a09 "), tidy_source_key("99.0"), tidy_source_key("0099")
    ('OR 9', '99', '0099')
    """
    tidy = seen_line(text.replace("\u00a0", " ").replace("\u202f", " "))
    found = _AS_DECIMAL.fullmatch(tidy)
    return found[1] if found else tidy


def is_shortened(text):
    """Return whether a spreadsheet has cut a long number: 2,02611E+11 is that of many records."""
    return bool(_SHORTENED.fullmatch(text.strip()))


def fold_source_key(text):
    """Return what is the same of all notations of a number.

    Capitals don't matter in numbers with a word or two in them, as people write them: or-9 is OR-9. In what machines
    make they do: aB3x9 is not Ab3X9.

    >>> fold_source_key("or\u20139"), fold_source_key("aB3x9"), fold_source_key("k3x9q")
    ('OR-9', 'aB3x9', 'k3x9q')
    """
    key = _DASHES.sub("-", tidy_source_key(text))
    is_of_people = key in (key.upper(), key.lower()) and len(_LETTERS.findall(key)) <= _MOST_WORDS
    return key.upper() if is_of_people else key


def get_alias(*words):
    """Return what stands for a number that a source doesn't give, of words that tell what it is of."""
    return ALIAS_START + ALIAS_START.join(words)
