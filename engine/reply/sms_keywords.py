"""Words by which customers opt out of text messages, and in again.

A message opts out when it says so and nothing else: of its words at least one is an opt-out (``_STOP``), and the others
only say of what (``_ABOUT``), are kind (``_POLITE``) or say who writes. "Stop, j'arrive demain" says something else: a
person reads it. So do they all messages, whatever is understood here.

CANCEL and its like are not among the words, for they are said of appointments; nor is YES, which answers questions.
Where a provider has taken one of them for an opt-out, it says so itself (``ReceivedSms.keyword``).
"""

import re
from itertools import product

from .own_words import get_own_words, simplify

STOP = "stop"
START = "start"


def _list(text):
    """Return the phrases of a text, which commas part."""
    return tuple(phrase.strip() for phrase in text.split(","))


# What is written of, alone or after "no more". Without accents, as all words here.
_THINGS = _list("""
    sms, texto, textos, message, messages, pub, pubs, publicite, publicites, promo, promos, offre, offres, spam,
    newsletter, demarchage, text, texts, ads, offers, marketing, nachricht, nachrichten, werbung, angebote, bericht,
    berichten, berichtjes, reclame, messagen, reklamm, reklammen
""")
_NO_MORE = _list("plus de, plus aucun, plus aucune, pas de, no, no more, keine, keine weiteren, geen, keng, keen")
_STOP = _list("""
    stop, s t o p, stopper, stoppez, stoppen, stopall,
    arret, arrete, arreter, arretez, desabo, desabonner, desabonne, desabonnez, desabonnement,
    desinscrire, desinscrit, desinscrivez, desinscription,
    n envoyez plus, ne m envoyez plus, ne m envoie plus, ne plus envoyer, ne plus m envoyer, ne plus recevoir,
    ne veux plus de, ne veux plus recevoir, ne souhaite plus de, ne souhaite plus recevoir, ne desire plus recevoir,
    ne me contactez plus, ne plus me contacter, ne plus etre contacte, ne me sollicitez plus, ne plus me solliciter,
    ne plus etre sollicite, retirez moi, enlevez moi, supprimez moi, supprimez mon numero, effacez mon numero,
    unsubscribe, unsubscribed, un subscribe, quit, end, optout, opt out, revoke, remove me, remove my number,
    take me off, stop sending, stop texting, stop messaging, stop contacting, do not text, don t text, dont text,
    do not send, don t send, do not contact, don t contact,
    abmelden, abmeldung, abbestellen, austragen, melden sie mich ab, melde mich ab, schreiben sie mir nicht mehr,
    afmelden, afmelding, uitschrijven, uitschrijving, stopzetten,
    ofmellen, ofmelden, ofmeldung
""") + tuple(f"{no} {thing}" for no, thing in product(_NO_MORE, _THINGS))
_START = _list("""
    start, unstop, un stop, subscribe, resubscribe, optin, opt in, reprendre, reabonner, reabonnez, reabonnement,
    reinscrire, reinscrivez, reinscription, wieder anmelden, opnieuw aanmelden, erem umellen
""")
# Of what, from whom; "au" is none of them: "Stop au garage" is a way to drive.
_ABOUT = _THINGS + _list("""
    tout, tous, toutes, toute, rien, liste, listes, fichier, fichiers, prospection, envoyer, envoi, envois, recevoir,
    de, d, des, du, aux, les, vos, votre, le, la, l, m, me, moi, mon, ma, mes, je, j, et, a, veux, voudrais, souhaite,
    desire, part, je vous demande, de bien vouloir,
    all, everything, list, lists, any, your, the, my, i, to, from, of, and, this, number, want, would, like, it,
    alles, alle, von, ihre, ihren, ihrer, der, die, mich, mir, sie, mehr, weitere, ich, mochte, senden, schicken,
    uw, mij, van, meer, ik, wil, sturen, mei, vun, iech, ech, wellt, schecken
""")
_POLITE = _list("""
    merci, merci beaucoup, merci d avance, par avance, non merci, svp, stp, s il vous plait, s il te plait, bonjour,
    bonsoir, salut, madame, monsieur, cordialement, bien cordialement, cdt, bonne journee, bonne soiree, ok,
    please, pls, plz, thanks, thx, ty, thank you, many thanks, no thanks, no thank you, hi, hello, regards,
    bitte, danke, nein danke, vielen dank, hallo, guten tag, gruss, grusse, viele grusse, mit freundlichen grussen,
    mfg, alstublieft, alsjeblieft, aub, a u b, bedankt, nee bedankt, nee dank u, dank, dank u, dank u wel, dank je,
    dank je wel, groet, groeten, met vriendelijke groet, moien, w e g, weg, nee merci, villmools merci
""")
# "STOP au 36111": customers copy the whole mention; or they give their own number.
_NUMBER = r"(?:(?:au|to|an|naar|aan|op) )?(?:\d{5}|\d{9,13}|\d{2}(?: \d{2}){4})"

_CONTACT_LINE = re.compile(
    r"\S+@\S+\.\w+|(?:https?://|www\.)\S+"
    r"|(?:(?:tel|telephone|mobile|portable|port|gsm|handy)\s*[.:]*\s*)?\+?\d[\d\s./()-]{7,}"
)
_PARTICLES = frozenset(["de", "du", "des", "la", "le", "les", "van", "von", "der", "den", "dem", "d", "et"])
_SIGNATURE_LINES = 5


def read_keyword(text, names=()):
    """Return ``STOP``, ``START`` or ``None`` for any other message.

    >>> [read_keyword(text) for text in ("stop", " Arrêt ! ", "STOPP", "STOP merci", "STOP au 36111", "Reprendre")]
    ['stop', 'stop', 'stop', 'stop', 'stop', 'start']
    >>> read_keyword("Stop, j'arrive demain"), read_keyword("")
    (None, None)
    >>> read_keyword("STOP durand"), read_keyword("STOP durand", names=["Zoé Durand"])
    (None, 'stop')

    :param names: of whoever may have written it, and of whom they write to: these say nothing else
    """
    lines = _get_own_lines(text)
    known = {word for name in names for word in _get_words(name)}
    # The fewest lines first: what can be read as words need not be read as a signature.
    for count in range(len(lines), 0, -1):
        said = _read_words([word for line in lines[:count] for word in _get_words(line)], known)
        if said and _is_signature(lines[count:], known):
            return said
    return None


def _get_own_lines(text):
    """Return what the customer has written now, in pieces that lines, commas and dashes part."""
    lines = get_own_words(text).split("\n")
    return [piece for line in lines for piece in re.split(r",\s+|\s+[-–—]\s+", line.strip()) if piece]


def _get_words(text):
    return [_squeeze(word) for word in re.findall(r"[a-z0-9]+", simplify(text))]


def _squeeze(word):
    """Return a word with each letter once, however long the finger lay on it: "STOPPP", "ARRETT"."""
    return re.sub(r"([a-z])\1+", r"\1", word)


def _read_words(words, known):
    """Return the keyword of words that are all understood; ``None`` where they say something else, or both."""
    kinds = set()
    text, place = " ".join(words) + " ", 0
    while place < len(text):
        match = _PHRASE.match(text, place)
        word = text[place : text.index(" ", place)]
        if match:
            kinds.add(match.lastgroup)
            place = match.end()
        elif word in known:
            place += len(word) + 1
        else:
            return None
    said = kinds & {STOP, START}
    return said.pop() if len(said) == 1 else None


def _is_signature(lines, known):
    """Return whether lines only say who writes: names, numbers, addresses."""
    few = len(lines) <= _SIGNATURE_LINES
    return few and all(_is_signature_line(line, known) for line in lines)


def _is_signature_line(line, known):
    if _CONTACT_LINE.fullmatch(simplify(line)):
        return True
    words = _get_words(line)
    return all(word in known or _PHRASE.fullmatch(f"{word} ") for word in words) or _is_name(line.split())


def _is_name(words):
    """Return whether words are written as names are: "Jean-Luc de La Tour", "Zoé DURAND"; one alone may be a verb."""
    spelled = [word.strip(".,;:()") for word in words]
    capitals = [word for word in spelled if word and word.lower() not in _PARTICLES]
    written_so = all(word.istitle() or word.isupper() for word in capitals)
    return 2 <= len(capitals) <= 4 and written_so and any(word.istitle() and len(word) > 1 for word in capitals)


def _any_of(phrases):
    """Return the pattern of one of these, the longest first."""
    squeezed = {" ".join(_get_words(phrase)) for phrase in phrases}
    return "|".join(sorted(squeezed, key=len, reverse=True))


_PHRASE = re.compile(
    rf"(?:(?P<{STOP}>{_any_of(_STOP)})|(?P<{START}>{_any_of(_START)})|(?P<polite>{_any_of(_POLITE)})"
    rf"|(?P<about>{_any_of(_ABOUT)})|(?P<number>{_NUMBER})) "
)
