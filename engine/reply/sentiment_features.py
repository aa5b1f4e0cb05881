"""What a text is made of, for the model that tells its mood (``sentiment.py``): words as people really text them.

Case, accents and repeated letters count for nothing, typing errors for little: a word is known by its parts, too.
"""

import re

from .own_words import simplify

_TOKEN = re.compile(
    r"[:;=x]-?[)(dp/|]+(?!\w)|<3|\^\^|[a-z]+|\d+(?:[.,]\d+)?|[!?]+|\.{2,}|[^\w\s.,'’:;\"()-]", re.IGNORECASE
)
_SHORTEST, _LONGEST = 3, 5
_LENGTHS = ((1, "1"), (3, "3"), (8, "8"), (20, "20"))


def get_tokens(text):
    """Return the words, marks and signs of a text, as the model knows them.

    >>> get_tokens("NULLLL!!! 3ème fois, jamais rappelé :(")
    ['nul', '!', '#', 'eme', 'fois', 'jamais', 'rapele', ':(']
    """
    return [_normalise(token) for token in _TOKEN.findall(simplify(text))]


def get_features(text):
    """Return pairs of a feature and the numbers of the tokens it comes from.

    :param list tokens: of ``get_tokens``
    """
    tokens = get_tokens(text)
    found = [(f"w {token}", (number,)) for number, token in enumerate(tokens)]
    for number, token in enumerate(tokens):
        found += [(f"c {part}", (number,)) for part in _get_parts(token)]
        for distance, kind in ((1, "b"), (2, "s")):
            if number + distance < len(tokens):
                found.append((f"{kind} {token} {tokens[number + distance]}", (number, number + distance)))
    if tokens:
        found += [(f"f {tokens[0]}", (0,)), (f"l {tokens[-1]}", (len(tokens) - 1,))]
    found.append((f"n {_get_length(len(tokens))}", ()))
    if _shouts(text):
        found.append(("caps", ()))
    return found


def _normalise(token):
    if token[0].isdigit():
        return "#" * min(len(token), 3)
    if token[0] in "!?":
        return "!?" if {"!", "?"} <= set(token) else token[0]
    return re.sub(r"(.)\1+", r"\1", token)


def _get_parts(token):
    if not token[0].isalpha() or len(token) < 2:
        return
    word = f"<{token}>"
    for size in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _get_length(count):
    return next((name for limit, name in _LENGTHS if count <= limit), "more")


def _shouts(text):
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 8 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
