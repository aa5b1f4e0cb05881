"""What an answer says by keywords: words or marks that somebody has given a meaning.

How it is read
    The text, without what it quotes, falls into clauses, parted by punctuation and by "and" or "but". A clause says a
    keyword when it says nothing else: what is kind, names, the number of a telephone or a car, and words that only ask
    ("je voudrais ma …") are nothing else. So "FACTURE svp" says it; "quelle facture", "merci pour la facture" and
    "great service", which are two words that mean something, don't.

What else is said
    A text with any other clause, or with a question mark, *says more*: a person has to read it. A request ("FACTURE
    svp, et quand ouvrez-vous ?") is understood all the same. What decides something (`Keyword.alone`: "oui") is not,
    for the rest may take it back: "oui si vous me prêtez une voiture". When it shall be ("RDV mardi 10h") is more as
    well. A mark may begin what explains it: "2 encore le bruit".

Contradictions
    Two answers to one question ("oui, pas demain", "8 ou plutôt 9") are none, and the text says more.

Which one
    The keyword of the narrowest place (`Keyword.rank`) has a word for itself; several of the same rank all have it.
    "OK" and its like, which are kind as well, count where nothing else is said.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .marks import BEFORE_DAY, MARK, ONES, SCALE, may_follow, read_mark
from .own_words import simplify
from .wording import POLITE, any_of, get_pieces, is_signature_line, split_phrases, squeeze

# What surrounds keywords and marks, and asks for what they say, or gives it.
_AROUND = split_phrases("""
    je, j, nous, on, vous, moi, me, m, mon, ma, mes, le, la, l, les, un, une, de, du, d, des, ce, cette, en, votre,
    vos, veux, veut, voudrais, voudrait, souhaite, souhaiterais, souhaitons, desire, aimerais, demande, besoin, ai,
    envoyer, envoyez, envoie, recevoir, avoir, prendre, obtenir, fixer, faire, donner, pouvez, pourriez, peut, peux,
    puis, est il possible, serait il possible, est ce possible, possible, est ce que, ma reponse est, reponse, pour,
    voiture, vehicule, auto, plaque, immatriculation, immatriculee, immat, numero, tel, telephone, mobile, portable,
    mets, met, mettrai, mettrais, mettons, donne, donnerais, dis, dirais, disons, note, point, points, c est, ce
    sera, sera, est, sur, ca, y, a tous, tout le monde, equipe, garage, toute l equipe, la part de, i, we, you, my,
    our, the, an, a, to, of, for, it, s, is, d, want, would, like, need, have, get, can, could, may, send, give,
    book, make, say, answer, my answer is, score, rating, mark, vehicle, plate, number, phone, team, everybody, and
    thanks
""")
_CLOSING = split_phrases("""
    a demain, a bientot, a tout a l heure, a tout de suite, a plus tard, a plus, bonne fin de journee, bonne nuit,
    bon week end, bonne fin de semaine, belle journee, bien a vous, sinceres salutations, salutations, coucou,
    bonjour a tous, bonjour madame, mille mercis, grand merci, un grand merci, encore merci, merci encore, merci a
    vous, merci bien, merci par avance, s v p, s t p, d avance, mme, mr, monsieur dame, messieurs, mesdames, desole,
    desolee, pardon, sorry, see you, see you tomorrow, see you soon, see you then, see you there, cheers, best, best
    regards, kind regards, dear, good morning, good afternoon, good evening, have a nice day, have a good day,
    thanks a lot, thanks so much, thank you very much, thank you so much, thanks again, many thanks, sir, madam, bye
""")
# What one thanks for is not asked for: "merci pour la facture".
_THANKS = r"(?:merci|merci beaucoup|thanks|thank you|thank you very much|thx|bravo) (?:pour|for)"
_FOR = any_of(
    split_phrases("""
    tout, le rappel, votre rappel, ce rappel, votre message, l info, l information, votre retour, the reminder, your
    reminder, your message, everything, letting me know, moi, nous, ma part, me, us
""")
)
# They may stand between the words of a phrase: "annuler mon rdv" says "annuler rdv".
_ARTICLES = frozenset(
    split_phrases("""
    le, la, l, les, mon, ma, mes, notre, nos, votre, vos, ce, cet, cette, un, une, de, du, d, des, pour, the, my,
    our, a, an, of, for
""")
)
# When something shall be: no part of what is asked for, and nothing that one can decide without reading it.
_WHEN = split_phrases("""
    lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, demain, apres demain, aujourd hui, ce soir, matin,
    midi, apres midi, soir, soiree, matinee, semaine, semaine prochaine, mois, mois prochain, prochain, prochaine,
    vers, avant, apres, entre, fin, debut, courant, au, aux, des que possible, rapidement, urgent, janvier, fevrier,
    mars, avril, mai, juin, juillet, aout, septembre, octobre, novembre, decembre, monday, tuesday, wednesday,
    thursday, friday, saturday, sunday, tomorrow, today, tonight, morning, afternoon, evening, noon, next, week,
    month, at, on, before, after, around, between, asap, january, february, march, april, june, july, august,
    september, october, november, december
""")
_HOUR = (
    r"\d{1,2} ?h(?:eures?)?(?: ?\d\d)?|\d{1,2} ?(?:am|pm)|\d{1,2}[:.]\d\d"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.\d{2,4}"
)
# What a part of a sentence is.
_SAID, _ONE, _WHEN_KIND, _NOTHING, _JOINT, _UNKNOWN = "said", "one", "when", "nothing", "joint", "unknown"
_AND = frozenset(["et", "mais", "and", "but", "puis", "sinon", "aussi", "also"])
# No name, whatever the capitals: "Pas Demain".
_NO_NAMES = frozenset(
    squeeze(word)
    for word in split_phrases("""
    pas, non, oui, mais, si, sauf, plus, jamais, trop, tres, demain, plutot, quand, a, no, not, yes, but, if, never,
    tomorrow, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, today, later, encore, toujours, rien, ne
""")
)
_PHONE = (
    r"(?:\+|00)\d{1,3}(?:[\s.()-]{0,2}\d){7,12}|0\d([\s.-]?)\d\d(?:\1\d\d){3}|0\d{2,3}[\s./-]?\d{2,3}(?:[\s.]?\d\d){2}"
    r"|\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}"
)
_PLATE = (
    r"[a-z]{2}-\d{3}-[a-z]{2}|[a-z]{2} ?\d{3} ?[a-z]{2}|\d-[a-z]{3}-\d{3}|[a-z]\d\d[ -]?[a-z]{3}|[a-z]{2}\d\d ?[a-z]{3}"
)
_DETAIL = "¤"
_DETAILS = re.compile(rf"(?<![\w.,/-])(?:{_PHONE}|{_PLATE})(?![\w/-])")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])")
_EMOJI = r"[\u2600-\u27bf\u2b50\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
_WORD = re.compile(rf"\d+(?:[.,:/-]\d+)+[^\W_]*|[^\W_]+|[€$£%#°{_DETAIL}]|{_EMOJI}")
_ONLY_EMOJI = re.compile(_EMOJI)
_SENTENCE = re.compile(r"[.!?;:…]+(?=\s|$)|[()\[\]\"“”«»]")
_RANGE = re.compile(r"(\d{1,2})(?:\s*(?:-|–|—|à|a|to|…|\.\.\.?)\s*(\d{1,2}))?")


@dataclass(frozen=True)
class Keyword:
    """Words and marks that mean something.

    :param key: what it is known by
    :param tuple phrases: words, as people write them
    :param tuple marks: ``(lowest, highest)`` pairs
    :param bool alone: it decides something, and is not understood where more is said
    :param tuple answer: ``(question, answer)``: two answers to one question are a contradiction
    :param int rank: the higher, the narrower the place it is for
    """

    key: object
    phrases: tuple = ()
    marks: tuple = ()
    alone: bool = True
    answer: tuple = ()
    rank: int = 0


class Found(NamedTuple):
    key: object
    mark: int | None = None


class Understanding(NamedTuple):
    """What a text says: by keywords, in their order, and whether a person has to read it besides."""

    found: tuple = ()
    says_more: bool = False


class _Unit(NamedTuple):
    """Some words of a sentence, and what they are."""

    kind: str
    words: str
    mark: int | None = None


class _Clause(NamedTuple):
    """What a clause says, phrases and marks, and whether that is all."""

    said: tuple
    complete: bool = True


def read_line(line):
    """Return what a line of a table of keywords means: a phrase, or a pair of marks; "" where it is neither.

    >>> read_line("Rendez-vous"), read_line("0-6"), read_line("7 à 8"), read_line("10"), read_line(" ! ")
    ('rendez vous', (0, 6), (7, 8), (10, 10), '')
    """
    marks = _RANGE.fullmatch(line.strip().lower())
    if marks:
        low, high = int(marks[1]), int(marks[2] or marks[1])
        return min(low, high), max(low, high)
    return " ".join(_get_words(line))


def understand(text, keywords, names=(), scale=SCALE):
    """Return the `Understanding` of a text.

    :param keywords: list of `Keyword`, in the order in which they act
    :param names: of whoever may have written it, and of whom they write to: these say nothing
    :param scale: ``(lowest, highest)`` mark that was asked for

    >>> table = [Keyword("yes", ("oui",)), Keyword("invoice", ("facture",), alone=False)]
    >>> table.append(Keyword("mark", (), ((0, 10),)))
    >>> understand("Oui merci !", table).found, understand("je mets 8", table).found
    ((Found(key='yes', mark=None),), (Found(key='mark', mark=8),))
    >>> understand("FACTURE svp, et quand ouvrez-vous ?", table)
    Understanding(found=(Found(key='invoice', mark=None),), says_more=True)
    >>> understand("oui si c'est avant midi", table), understand("le 8 mars", table).found
    (Understanding(found=(), says_more=True), ())
    """
    reader = _Reader(tuple(keywords), names, scale)
    pieces = get_pieces(text)
    clauses = reader.read_clauses(pieces)
    says_more = any("?" in piece for piece in pieces) or not all(clause.complete for clause in clauses)
    said = _drop_kind([each for clause in clauses for each in clause.said])
    pairs = [(keyword, mark) for keyword in keywords for mark in reader.find(keyword, said)]
    contradicted = _find_contradicted(pairs)
    says_more = says_more or bool(contradicted)
    found = [
        Found(keyword.key, mark)
        for keyword, mark in pairs
        if _get_question(keyword, mark) not in contradicted and not (keyword.alone and says_more)
    ]
    return Understanding(tuple(dict.fromkeys(found)), says_more)


def _get_words(text):
    """Return the words of a text: as everywhere, in any script, with numbers as they are written and emoji."""
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), simplify(text))
    plain = re.sub(r"(?<=\d)\s*/\s*(?=\d)", "/", _DETAILS.sub(f" {_DETAIL} ", plain))
    return [squeeze(word) for word in _WORD.findall(plain)]


def _drop_kind(said):
    """Leave out what is only kind where something else is said."""
    return [each for each in said if each not in _KIND] or said


def _find_contradicted(pairs):
    """Return the questions to which there are several answers."""
    answers = {}
    for keyword, mark in pairs:
        answers.setdefault(_get_question(keyword, mark), set()).add(keyword.answer[1:] if mark is None else mark)
    return {question for question, given in answers.items() if question and len(given) > 1}


def _get_question(keyword, mark):
    if mark is not None:
        return "mark"
    return keyword.answer[0] if keyword.answer else None


class _Reader:
    """Reads texts by a table of keywords."""

    def __init__(self, keywords, names, scale):
        self.scale = scale
        self.known = {word for name in names for word in _get_words(name)} - _NO_NAMES
        self.meanings = {keyword: self._get_meanings(keyword) for keyword in keywords}
        self.pattern = _compile(frozenset(phrase for keyword in keywords for phrase in keyword.phrases))
        self.ranks = {}
        for keyword, meanings in self.meanings.items():
            for meant in meanings:
                self.ranks[meant] = max(keyword.rank, self.ranks.get(meant, keyword.rank))

    def _get_meanings(self, keyword):
        """Return what a keyword is said by: phrases and marks."""
        low, high = self.scale
        marks = (mark for first, last in keyword.marks for mark in range(max(first, low), min(last, high) + 1))
        return {*map(_strip, keyword.phrases), *marks}

    def find(self, keyword, said):
        """Return what a keyword finds in what was said: marks, ``None`` for its words."""
        meant = [each for each in said if each in self.meanings[keyword] and self.ranks[each] == keyword.rank]
        return dict.fromkeys(each if isinstance(each, int) else None for each in meant)

    def read_clauses(self, pieces):
        """Return the clauses of a text, without who signs."""
        clauses = []
        for piece in pieces:
            if not (any(clause.said for clause in clauses) and self._is_signature(piece)):
                for sentence in _SENTENCE.split(piece):
                    clauses += self._read_sentence(_get_words(sentence), is_first=not clauses)
        return clauses or [_Clause(())]

    def _is_signature(self, piece):
        words = _get_words(piece)
        written_so = "".join(words).isascii() and not _NO_NAMES & set(words)
        return written_so and is_signature_line(piece, self.known.__contains__)

    def _read_sentence(self, words, is_first):
        """Return the clauses of a sentence that have any words."""
        clauses, units = [], []
        for unit in [*self._part(words), _Unit(_JOINT, "")]:
            if unit.kind != _JOINT:
                units.append(unit)
            elif units:
                clauses.append(self._read_clause(units, may_go_on=is_first and not clauses))
                units = []
        return clauses

    def _part(self, words):
        """Yield the `_Unit`s of a sentence."""
        text, place, before = " ".join(words) + " ", 0, ""
        while words and place < len(text):
            word = text[place : text.index(" ", place)]
            unit = self._give_back(self._take(self.pattern.match(text, place), word, before), text, place)
            yield unit
            place, before = place + len(unit.words) + 1, unit.words.rpartition(" ")[2]

    def _give_back(self, unit, text, place):
        """Return a unit that is only kind without its last word, where that begins a phrase: "merci, bien noté"."""
        kind, _blank, last = unit.words.rpartition(" ")
        if unit.kind != _NOTHING or not kind:
            return unit
        following = self.pattern.match(text, place + len(unit.words) - len(last))
        begins = following and following.lastgroup == _SAID and " " in following[_SAID]
        return _Unit(_NOTHING, kind) if begins else unit

    def _take(self, match, word, before):
        if not match:
            if word in _AND:
                return _Unit(_JOINT, word)
            known = word in self.known or word == _DETAIL or _ONLY_EMOJI.fullmatch(word)
            return _Unit(_NOTHING if known else _UNKNOWN, word)
        words = match[match.lastgroup]
        if match.lastgroup != "mark":
            return _Unit(match.lastgroup, words)
        mark = read_mark(words, before, self.scale)
        if mark is None and before in BEFORE_DAY:
            return _Unit(_WHEN_KIND, words)
        return _Unit(_ONE if words in ONES else _UNKNOWN if mark is None else _SAID, words, mark)

    def _read_clause(self, units, may_go_on):
        """Return the `_Clause` that some words are.

        :param bool may_go_on: it is the first: a mark that it begins with may be explained
        """
        kinds = {unit.kind for unit in units}
        said = [unit for unit in units if unit.kind == _SAID]
        if not said and kinds <= {_ONE, _NOTHING}:
            said = [unit for unit in units if unit.kind == _ONE][:1]
        counted = any(unit.mark is not None and _get_next(units, unit).kind == _WHEN_KIND for unit in said)
        if _UNKNOWN not in kinds and not counted and self._is_one(said):
            return _Clause(tuple(map(_get_meaning, said)), complete=_WHEN_KIND not in kinds)
        return _Clause((said[0].mark,) if may_go_on and _is_explained(units, said) else (), complete=False)

    def _is_one(self, said):
        """Return whether one keyword has all that a clause says: "great service" praises, and asks for nothing."""
        meanings = {_get_meaning(unit) for unit in said} - _KIND
        marks = {meant for meant in meanings if isinstance(meant, int)}
        if marks or not meanings:
            return marks == meanings
        return any(meanings <= meant for meant in self.meanings.values())


def _get_meaning(unit):
    return _strip(unit.words) if unit.mark is None else unit.mark


def _get_next(units, unit):
    """Return what follows on a part of a clause and is something."""
    place = next(place for place, each in enumerate(units) if each is unit)
    return next((each for each in units[place + 1 :] if each.kind != _NOTHING), _Unit(_JOINT, ""))


def _is_explained(units, said):
    """Return whether a clause is a mark and what it is given for."""
    if not said or said[0].mark is None or any(each.kind != _NOTHING for each in units[: units.index(said[0])]):
        return False
    return _get_next(units, said[0]).kind in (_UNKNOWN, _SAID) and may_follow(
        said[0].words, _get_next(units, said[0]).words
    )


def _strip(phrase):
    """Return a phrase without articles: "annuler mon rdv" is "annuler rdv"."""
    first, *others = phrase.split()
    return " ".join([first, *(word for word in others if word not in _ARTICLES)])


@lru_cache(maxsize=64)
def _compile(phrases):
    """Return the pattern of what stands at a place of a sentence: a phrase of the table, a mark, or nothing said."""
    between = f" (?:(?:{'|'.join(sorted(_ARTICLES))}) )*"
    stripped = sorted({_strip(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    nothing = any_of(POLITE + _CLOSING + _AROUND)
    table = "|".join(between.join(map(re.escape, phrase.split())) for phrase in stripped)
    return re.compile(
        rf"(?:(?P<{_SAID}>{table or '(?!)'})|(?P<{_WHEN_KIND}>{any_of(_WHEN)}|{_HOUR})|(?P<mark>{MARK})"
        rf"|(?P<{_UNKNOWN}>{_THANKS}(?! (?:{_FOR}) ))|(?P<{_NOTHING}>{_THANKS} (?:{_FOR})|{nothing})) "
    )


_KIND = frozenset(_strip(" ".join(_get_words(phrase))) for phrase in POLITE)
