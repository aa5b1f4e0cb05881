"""What all that reads answers knows of how people write: words as they are compared, what is only kind, who signs.

A word is compared without case, accents and repeated letters: a finger stays long on a key ("STOPPP", "ouiii").
"""

import re

from .own_words import get_own_words, simplify


def split_phrases(text):
    """Return the phrases of a text, which commas part."""
    return tuple(phrase.strip() for phrase in text.split(","))


# What is kind, and says nothing.
POLITE = split_phrases("""
    merci, merci beaucoup, merci d avance, par avance, non merci, svp, stp, s il vous plait, s il te plait, bonjour,
    bonsoir, salut, madame, monsieur, cordialement, bien cordialement, cdt, bonne journee, bonne soiree, ok,
    please, pls, plz, thanks, thx, ty, thank you, many thanks, no thanks, no thank you, hi, hello, regards,
    bitte, danke, nein danke, vielen dank, hallo, guten tag, gruss, grusse, viele grusse, mit freundlichen grussen,
    mfg, alstublieft, alsjeblieft, aub, a u b, bedankt, nee bedankt, nee dank u, dank, dank u, dank u wel, dank je,
    dank je wel, groet, groeten, met vriendelijke groet, moien, w e g, weg, nee merci, villmools merci
""")
CONTACT_LINE = re.compile(
    r"\S+@\S+\.\w+|(?:https?://|www\.)\S+"
    r"|(?:(?:tel|telephone|mobile|portable|port|gsm|handy)\s*[.:]*\s*)?\+?\d[\d\s./()-]{7,}"
)
_PARTICLES = frozenset(["de", "du", "des", "la", "le", "les", "van", "von", "der", "den", "dem", "d", "et"])
_SIGNATURE_LINES = 5


def get_words(text):
    """Return the words of a text as they are compared.

    >>> get_words("S'il vous plaît, STOPPP !")
    ['s', 'il', 'vous', 'plait', 'stop']
    """
    return [squeeze(word) for word in re.findall(r"[a-z0-9]+", simplify(text))]


def squeeze(word):
    """Return a word with each letter once; digits stay.

    >>> squeeze("arrett"), squeeze("100")
    ('aret', '100')
    """
    return re.sub(r"([^\W\d_])\1+", r"\1", word)


def get_pieces(text):
    """Return what the customer has written now, in pieces that lines, commas and dashes part.

    >>> get_pieces("Oui, merci - Zoé\\n> Venez-vous ?")
    ['Oui', 'merci', 'Zoé']
    """
    lines = get_own_words(text).split("\n")
    return [piece for line in lines for piece in re.split(r",\s+|\s+[-–—]\s+", line.strip()) if piece]


def any_of(phrases, words=get_words):
    """Return the pattern of one of these, the longest first.

    :param words: what a phrase is made of
    """
    squeezed = {" ".join(words(phrase)) for phrase in phrases}
    return "|".join(map(re.escape, sorted(squeezed, key=lambda phrase: (-len(phrase), phrase))))


def is_signature(lines, says_nothing):
    """Return whether lines only say who writes: names, numbers, addresses.

    :param says_nothing: callable(word) → whether it may stand there besides
    """
    return len(lines) <= _SIGNATURE_LINES and all(is_signature_line(line, says_nothing) for line in lines)


def is_signature_line(line, says_nothing):
    if CONTACT_LINE.fullmatch(simplify(line)):
        return True
    return all(map(says_nothing, get_words(line))) or _is_name(line.split())


def _is_name(words):
    """Return whether words are written as names are: "Jean-Luc de La Tour", "Zoé DURAND"; one alone may be a verb."""
    spelled = [word.strip(".,;:()") for word in words]
    capitals = [word for word in spelled if word and word.lower() not in _PARTICLES]
    written_so = all(word.istitle() or word.isupper() for word in capitals)
    return 2 <= len(capitals) <= 4 and written_so and any(word.istitle() and len(word) > 1 for word in capitals)
