"""Words by which customers opt out of text messages, and in again.

A message opts out when it says so and nothing else: of its words at least one is an opt-out (``_STOP``), and the others
only say of what (``_ABOUT``), are kind (``POLITE``) or say who writes. "Stop, j'arrive demain" says something else: a
person reads it. So do they all messages, whatever is understood here.

CANCEL and its like are not among the words, for they are said of appointments; nor is YES, which answers questions.
Where a provider has taken one of them for an opt-out, it says so itself (``ReceivedSms.keyword``).
"""

import re
from itertools import product

from .wording import POLITE, any_of, get_pieces, get_words, is_signature, split_phrases

STOP = "stop"
START = "start"

# What is written of, alone or after "no more". Without accents, as all words here.
_THINGS = split_phrases("""
    sms, texto, textos, message, messages, pub, pubs, publicite, publicites, promo, promos, offre, offres, spam,
    newsletter, demarchage, text, texts, ads, offers, marketing, nachricht, nachrichten, werbung, angebote, bericht,
    berichten, berichtjes, reclame, messagen, reklamm, reklammen
""")
_NO_MORE = split_phrases(
    "plus de, plus aucun, plus aucune, pas de, no, no more, keine, keine weiteren, geen, keng, keen"
)
_STOP = split_phrases("""
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
_START = split_phrases("""
    start, unstop, un stop, subscribe, resubscribe, optin, opt in, reprendre, reabonner, reabonnez, reabonnement,
    reinscrire, reinscrivez, reinscription, wieder anmelden, opnieuw aanmelden, erem umellen
""")
# Of what, from whom; "au" is none of them: "Stop au garage" is a way to drive.
_ABOUT = _THINGS + split_phrases("""
    tout, tous, toutes, toute, rien, liste, listes, fichier, fichiers, prospection, envoyer, envoi, envois, recevoir,
    de, d, des, du, aux, les, vos, votre, le, la, l, m, me, moi, mon, ma, mes, je, j, et, a, veux, voudrais, souhaite,
    desire, part, je vous demande, de bien vouloir,
    all, everything, list, lists, any, your, the, my, i, to, from, of, and, this, number, want, would, like, it,
    alles, alle, von, ihre, ihren, ihrer, der, die, mich, mir, sie, mehr, weitere, ich, mochte, senden, schicken,
    uw, mij, van, meer, ik, wil, sturen, mei, vun, iech, ech, wellt, schecken
""")
# "STOP au 36111": customers copy the whole mention; or they give their own number.
_NUMBER = r"(?:(?:au|to|an|naar|aan|op) )?(?:\d{5}|\d{9,13}|\d{2}(?: \d{2}){4})"


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
    lines = get_pieces(text)
    known = {word for name in names for word in get_words(name)}

    def says_nothing(word):
        return word in known or _PHRASE.fullmatch(f"{word} ")

    # The fewest lines first: what can be read as words need not be read as a signature.
    for count in range(len(lines), 0, -1):
        said = _read_words([word for line in lines[:count] for word in get_words(line)], known)
        if said and is_signature(lines[count:], says_nothing):
            return said
    return None


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


_PHRASE = re.compile(
    rf"(?:(?P<{STOP}>{any_of(_STOP)})|(?P<{START}>{any_of(_START)})|(?P<polite>{any_of(POLITE)})"
    rf"|(?P<about>{any_of(_ABOUT)})|(?P<number>{_NUMBER})) "
)
