"""What other programs call the values that a message can print, in English and French.

A name is read as words ("meta_vehicle_model", "client.prénom", "NOM DU CLIENT"): whose value it is (`ENTITIES`), and
which of its fields (`FIELDS`). What a database doesn't have, or a message can't speak of, is not known.
"""

import re

from ..plain_words import split_words

#: Our value → what else it is called.
ENTITIES = {
    "customer": "customer client cliente contact partner recipient destinataire buyer acheteur person personne",
    "vehicle": "vehicle car vehicule voiture auto automobile",
    "appointment": "appointment rdv meeting booking event reservation",
    "repair_order": "order or ro repair workorder intervention",
    "invoice": "invoice facture bill",
    "lead": "lead opportunity enquiry inquiry demande opportunite",
    "referenced_user": "referenced user advisor adviser conseiller conseillere salesperson seller vendeur agent sender "
    "signatory",
    "point_of_sale": "dealer dealership site agency agence garage concession store location etablissement",
    "company": "company societe organisation organization entreprise",
    "warranty": "warranty garantie guarantee",
    "service_manager": "servicemanager",
}
#: Our value → its field → what else the field is called, each name between commas.
FIELDS = {
    "customer": {
        "salutation": "salutation, greeting",
        "name": "name, full name, fullname, display name, nom, nom complet",
        "first_name": "first name, firstname, fname, given name, prenom",
        "last_name": "last name, lastname, lname, surname, family name, nom famille",
        "title": "title, civilite, civility, courtesy title",
        "city": "city, town, ville",
        "email": "email, e mail, mail, courriel, email address",
        "phone": "phone, mobile, telephone, tel, portable, phone number, mobile phone, cellphone",
        "birthday": "birthday, birthdate, birth date, date naissance",
    },
    "vehicle": {
        "name": "name, full name, nom, label",
        "brand": "brand, make, maker, manufacturer, marque, constructeur",
        "model": "model, model name, modele",
        "license_plate": "license plate, licence plate, plate, registration, registration number, immatriculation, "
        "immat, plaque",
        "delivery_date": "delivery date, delivery, delivered at, date livraison, livraison",
        "warranty_end": "warranty end, end warranty, warranty end date, fin garantie, date fin garantie",
        "next_service": "next service, next service date, prochain entretien, prochaine revision",
        "next_inspection": "next inspection, next inspection date, controle technique, prochain controle technique",
        "mileage": "mileage, odometer, km, kilometrage",
    },
    "appointment": {
        "date": "date, day, start, start date, start at, start at date, starts at, jour, date debut",
        "time": "time, hour, start time, start at time, heure, heure debut",
        "kind": "kind, type",
    },
    "repair_order": {
        "reference": "reference, number, numero, name, ref",
        "amount": "amount, total, montant",
        "opened_at": "opened at, opened on, opening date, date ouverture",
        "closed_at": "closed at, closed on, closing date, date cloture",
    },
    "invoice": {
        "number": "number, numero, name, reference, ref",
        "date": "date, invoice date, date facture",
        "due_date": "due date, due at, due on, echeance, date echeance",
        "amount": "amount, total, montant",
        "amount_due": "amount due, balance, solde",
    },
    "lead": {
        "brand": "brand, make, maker, marque",
        "received_on": "received on, received at, created at, date",
    },
    "referenced_user": {
        "name": "name, full name, nom",
        "email": "email, e mail, mail, courriel",
        "phone": "phone, telephone, tel, mobile, portable",
        "job": "job, job title, function, fonction, poste",
    },
    "point_of_sale": {
        "name": "name, nom",
        "phone": "phone, telephone, tel, phone number",
        "email": "email, e mail, mail, courriel",
        "address": "address, adresse",
        "city": "city, town, ville",
        "next_opening": "opening hours, opening hours tomorrow, tomorrow opening hours, hours tomorrow, next opening, "
        "opening times, horaires, horaires demain, horaires ouverture, heures ouverture, prochaine ouverture",
    },
    "company": {
        "name": "name, nom",
        "phone": "phone, telephone, tel",
        "email": "email, e mail, mail, courriel",
        "website": "website, site web, web, url",
    },
    "warranty": {
        "name": "name, nom, label, intitule",
        "terms": "terms, conditions, duration, duree",
    },
    "service_manager": {
        "name": "name, full name, nom",
        "email": "email, e mail, mail, courriel",
        "phone": "phone, telephone, tel, mobile, portable",
        "job": "job, job title, function, fonction, poste",
    },
}
#: Our links → what else they are called.
LINKS = {
    "unsubscribe_link": "unsubscribe, unsubscribe link, unsubscribe url, lien desinscription, lien desabonnement",
    "preferences_link": "preferences link, preferences url, lien preferences",
    "review_link": "review link, review url, google review link, lien avis",
    "booking_link": "booking link, booking url, online booking, online booking link, appointment link, "
    "appointment url, rdv link, rdv url, lien rdv, lien prise rdv, prise rdv en ligne, rdv en ligne, lien reservation",
    "shop_link": "shop link, shop url, accessory shop, accessories shop, accessories link, online shop, webshop, "
    "boutique accessoires, boutique en ligne, lien boutique, lien accessoires",
}
# Names of several words.
_PHRASES = {
    "(?:montant|reste) du$|reste a payer": "solde",
    "rendez vous": "rdv",
    "repair order": "order",
    "work order": "order",
    "ordre de reparation": "order",
    "service manager|(?:chef|responsable) (?:d |du |de l )?(?:atelier|service|apres vente|apv)": "servicemanager",
    "point of sale": "site",
    "point de vente": "site",
}
# What says nothing of which value it is.
_EMPTY = re.compile("meta|custom|attributes|fields|data|properties|dms|d[eu]s?|d|l[ae]|les|l|of|the|an?|une?")
# What a message can speak of beside what it is about, by a name alone.
_ALONE = ("customer", "vehicle")
# How an instruction to the author begins, in any letters.
_ORDER = re.compile(
    "enter|insert|fill|replace|saisi(r|ssez)|entre[rz]|insere[rz]|indique[rz]|renseigne[rz]|complete[rz]|rempli(r|ssez)"
    "|remplace[rz]"
)
_YOURS = re.compile("your|votre|vos")
# In capitals, what an author has to name: "LIEN DE PAIEMENT".
_NOTION = re.compile(
    "date|heure|time|hour|lien|link|url|adresse|address|montant|amount|prix|price|numero|number|nom|prenom|name|marque"
    "|modele|immatriculation"
)
_OF = re.compile("d[eu]|des|d|of")


def _list_names(names):
    return [name.strip() for name in names.split(",")]


_OWNERS = {word: ours for ours, words in ENTITIES.items() for word in words.split()}
_KEYS = {
    ours: {name: key for key, names in fields.items() for name in [key.replace("_", " "), *_list_names(names)]}
    for ours, fields in FIELDS.items()
}
_LINKS = {name: link for link, names in LINKS.items() for name in [link.replace("_", " "), *_list_names(names)]}
_PEOPLE = frozenset(name for name, key in _KEYS["customer"].items() if key in ("name", "first_name", "last_name"))
_KNOWN = frozenset(_LINKS).union(*(_KEYS[ours] for ours in (*_ALONE, "appointment")))


def find_path(name, vocabulary, links_only=False):
    """Return what we call a value of another program, empty when a message has none such.

    :param Vocabulary vocabulary: what the message may speak of
    :param bool links_only: it stands where an address does
    """
    return next((path for path in _get_candidates(name, vocabulary) if _is_there(path, vocabulary, links_only)), "")


def is_known_word(name):
    """Return whether one word alone is what some program calls a value.

    >>> is_known_word("prénom"), is_known_word("firstName"), is_known_word("TTC")
    (True, True, False)
    """
    return " ".join(_split(name)) in _KNOWN


def is_instruction(words):
    """Return whether words in brackets tell an author what to write there.

    >>> is_instruction("ENTER THE MAKER"), is_instruction("Prénom"), is_instruction("Nom du conseiller")
    (True, True, True)
    >>> is_instruction("URGENT"), is_instruction("OFFRE SPECIALE"), is_instruction("GARAGE MARTIN")
    (False, False, False)
    """
    said, meant = split_words(words), _split(words)
    if not said:
        return False
    if any(field in _KEYS[owner] for owner, field in _find_owners(meant)) or " ".join(meant) in _PEOPLE:
        return True
    if len(said) > 1 and (_ORDER.fullmatch(said[0]) or (_YOURS.fullmatch(said[0]) and _is_named(said[1:]))):
        return True
    return words == words.upper() and _names_something(said, meant)


def _names_something(said, meant):
    """Return whether words in capitals are what an author has to name."""
    if len(said) > 1 and _OF.fullmatch(said[1]):
        return bool(_NOTION.fullmatch(said[0]))
    return _is_named(meant)


def _is_named(words):
    name = " ".join(words)
    return name in _KNOWN or bool(_NOTION.fullmatch(name))


def _split(name):
    said = " ".join(split_words(name.replace("_", " ")))
    for phrase, word in _PHRASES.items():
        said = re.sub(rf"\b(?:{phrase})\b", word, said)
    return [word for word in said.split() if not _EMPTY.fullmatch(word)]


def _get_candidates(name, vocabulary):
    """Yield what the name could be of ours, the likeliest first."""
    yield name  # it may be ours already, in other brackets
    words = _split(name)
    said = " ".join(words)
    if said in _LINKS:
        yield _LINKS[said]
    for owner, field in _find_owners(words):
        # The enquiry's first name is that of whoever made it.
        for each in (owner, "customer") if owner == "lead" else (owner,):
            if field in _KEYS[each]:
                yield f"{each}.{_KEYS[each][field]}"
    for owner in (_ALONE[0], *sorted(vocabulary.own & _KEYS.keys()), *_ALONE[1:]):
        if said in _KEYS[owner]:
            yield f"{owner}.{_KEYS[owner][said]}"


def _find_owners(words):
    """Yield whose value it is and which: the kinds of record stand before ("customer vehicle model") or after."""
    leading = 0
    while leading < len(words) - 1 and words[leading] in _OWNERS:
        leading += 1
    for count in range(leading, 0, -1):
        yield _OWNERS[words[count - 1]], " ".join(words[count:])
    if len(words) > 1 and words[-1] in _OWNERS:
        yield _OWNERS[words[-1]], " ".join(words[:-1])


def _is_there(path, vocabulary, links_only):
    name, _dot, key = path.partition(".")
    if name not in vocabulary.available:
        return False
    value = vocabulary[name]
    if not key:
        return value.is_link
    return key in value.fields and (not links_only or value.fields[key].type == "link")
