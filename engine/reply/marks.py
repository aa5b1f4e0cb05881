"""Marks as customers give them: "8", "8/10", "8 sur 10", "huit", "4,5/5".

A half is rounded down: nobody is made more satisfied than they said. A mark out of another number than the scale's
("16/20" where 10 was asked for) is none: a person reads it. So is a number of something ("6 mois", "2 pneus") or of a
day ("le 8").
"""

import re

from .wording import split_phrases, squeeze

# From the worst mark to the best.
SCALE = (0, 10)
_NUMBERS = {
    squeeze(word): number
    for number, words in enumerate(
        (
            "zero nul",
            "un une one",
            "deux two",
            "trois three",
            "quatre four",
            "cinq five",
            "six",
            "sept seven",
            "huit eight",
            "neuf nine",
            "dix ten",
        )
    )
    for word in words.split()
    if word != "nul"
}
# Articles as well: numbers only where nothing else is a mark.
ONES = frozenset(["un", "une", "one"])
_FIGURE = rf"\d{{1,3}}(?:[.,]5)?|{'|'.join(_NUMBERS)}"
# Stars are out of five.
_STARS = r" (?:etoiles?|stars?|⭐|🌟)"
_OUT_OF = rf"(?:/| sur | out of | on )(?:\d{{1,3}}|{'|'.join(_NUMBERS)})|{_STARS}"
# A mark among words as `keywords.py` parts them.
MARK = rf"(?:{_FIGURE})(?:{_OUT_OF})?"
# After these a number is a day, an hour or an address.
BEFORE_DAY = frozenset(
    split_phrases("""
    le, du, au, a, the, on, at, of, from, until, before, n, no, lundi, mardi, mercredi, jeudi, vendredi, samedi,
    dimanche, monday, tuesday, wednesday, thursday, friday, saturday, sunday
""")
)
# Of these it is a number.
_UNITS = frozenset(
    split_phrases("""
    h, heure, hour, am, pm, min, mn, minute, s, an, mois, jour, semaine, day, week, month, year, km, kms, m, euro,
    eur, ke, kg, cv, ch, x, fois, time, rue, avenue, av, bd, boulevard, chemin, impasse, allee, place, route,
    street, road, janvier, fevrier, mars, avril, mai, juin, juillet, aout, septembre, octobre, novembre, decembre,
    january, february, march, april, may, june, july, august, september, october, november, december, ou, or, a, to,
    et, and, bis, ter, eme, personne, people, person, autre, other, litre, porte, place, roue, pneu, cle, key, tyre,
    tire, voiture
""")
)
# What may follow "1", which else is one of something.
_AFTER_ONE = frozenset(
    squeeze(word)
    for word in split_phrases("""
    encore, toujours, tres, trop, pas, nul, nulle, car, parce, pour, mais, decu, decue, inadmissible, honteux,
    jamais, still, not, very, bad, terrible, because, never, but, for, since, no, aucun, aucune, plus, c
""")
)
# Words in s or x that are no plural: what else ends so after a number above one is counted.
_NO_PLURALS = frozenset(
    split_phrases("""
    tres, pas, plus, toujours, mais, sans, dans, vous, nous, moins, ses, des, les, mes, vos, nos, jamais, as, is,
    was, this, always, us, his, its, yes, has, surpris, satisfaits, mauvais, alors, apres, depuis, puis, mieux,
    super, bons
""")
)


def read_mark(words, before, scale=SCALE):
    """Return the mark that some words are, an integer on the scale; ``None``: they are another number.

    >>> [read_mark(words, "") for words in ("8", "8/10", "8 sur 10", "huit", "7,5/10", "16/20", "11", "3/5")]
    [8, 8, 8, 8, 7, None, None, None]
    >>> read_mark("3/5", "", (1, 5)), read_mark("8", "le"), read_mark("8", "mets")
    (3, None, 8)

    :param str words: what `MARK` has matched
    :param str before: the word before it
    """
    figure, *out_of = re.split(r"/| sur | out of | on ", re.sub(f"{_STARS}$", "/5", words))
    low, high = scale
    if before in BEFORE_DAY or (out_of and _get_number(out_of[0]) != high):
        return None
    mark = int(_get_number(figure))
    return mark if low <= mark <= high else None


def _get_number(word):
    return float(word.replace(",", ".")) if word[0].isdigit() else _NUMBERS[word]


def may_follow(words, following):
    """Return whether words can go on so after a mark that stands by itself: "2 encore le même bruit", not "2 pneus".

    >>> may_follow("2", "encore"), may_follow("2", "pneus"), may_follow("10", "h"), may_follow("1", "probleme")
    (True, False, False, False)
    """
    if "/" in words or " " in words:
        return True  # "8/10" is no number of anything
    if not words[0].isdigit() or following in _UNITS or following[0].isdigit() or following[0] in "€$£%°#":
        return False
    if words in ("0", "1"):
        return following in _AFTER_ONE
    return following in _NO_PLURALS or following[-1] not in "sx"
