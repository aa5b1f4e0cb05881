"""A portal's e-mail read by what a person has said of its labels."""

import re

from odoo.tools import email_normalize
from odoo.tools.translate import LazyTranslate

from ..plain_words import plain_words
from .labels import find_labels
from .lead_json import TYPES
from .moments import read_moment
from .request import LeadRequest, Problem, UnreadableError, Vehicle, write_reference

_lt = LazyTranslate(__name__, default_lang="en_US")

IGNORED = "ignored"
MEANINGS = [
    ("first_name", "First Name"),
    ("last_name", "Family Name"),
    ("full_name", "First and Last Name"),
    ("company_name", "Company"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("street", "Street"),
    ("zip", "ZIP"),
    ("city", "City"),
    ("country", "Country"),
    ("message", "Message"),
    ("vehicle", "Vehicle"),
    ("make", "Brand"),
    ("model", "Vehicle Model"),
    ("year", "Year"),
    ("vin", "VIN"),
    ("stock", "Stock Number"),
    ("status", "New or Used"),
    ("trade_in", "Trade-in"),
    ("reference", "Number of the Enquiry"),
    ("requested_at", "Requested On"),
    ("vendor", "Point of Sale"),
    ("campaign", "Campaign"),
    (IGNORED, "Of No Use"),
]
# What labels usually mean, by their words; the first that fits.
USUAL = [
    ("email", r"e ?mail|mail|courriel|adresse e ?mail|adresse mail"),
    ("first_name", r"prenom|first ?name|given name"),
    ("last_name", r"nom de famille|nom|last ?name|surname|family name"),
    (
        "full_name",
        r"(?:full |your )?name|nom complet|nom (?:et )?prenom|prenom et nom|client|contact|customer",
    ),
    ("company_name", r"societe|entreprise|raison sociale|company"),
    ("phone", r"(?:numero de )?(?:tel|telephone|portable|mobile|phone)(?: portable| mobile| fixe| number)?"),
    ("street", r"adresse(?: postale)?|rue|address|street"),
    ("zip", r"code postal|cp|zip(?: code)?|post(?:al)? ?code"),
    ("city", r"ville|commune|city|town"),
    ("country", r"pays|country"),
    ("message", r"(?:votre |son |your )?(?:message|commentaires?|comments?|question|demande)(?: du client)?"),
    ("make", r"marque|make|brand"),
    ("model", r"modele|model"),
    ("vehicle", r"vehicule(?: souhaite| demande)?|vehicle|annonce|car"),
    ("year", r"annee|millesime|year"),
    ("vin", r"vin|n(?:umero)? de serie|chassis|n(?:umero)? de chassis"),
    ("stock", r"(?:ref(?:erence)? |n(?:umero)? )?(?:de )?stock(?: number)?|reference (?:du )?(?:vehicule|annonce)"),
    ("trade_in", r"reprise|vehicule (?:de )?repris|trade in"),
    ("requested_at", r"date(?: de (?:la )?demande| et heure)?|requested on|recu le|envoye le"),
    ("reference", r"(?:n(?:umero)?|id|reference|ref)(?: de (?:la )?demande| du lead| lead)?|lead id"),
    ("vendor", r"point de vente|concession|site|garage|dealer|dealership"),
    ("campaign", r"campagne|campaign"),
]
STATUSES = {"neuf": "new", "neuve": "new", "vn": "new", "new": "new", "occasion": "used", "vo": "used", "used": "used"}
PERSONAL = ("first_name", "last_name", "full_name", "company_name", "street", "zip", "city", "country", "campaign")
OF_VEHICLE = ("make", "model", "year", "vin", "stock")
LONGEST_VALUE = 200


def guess_meaning(label):
    """Return what a label usually means, empty when that is not known."""
    words = " ".join(plain_words(label))
    return next((meaning for meaning, pattern in USUAL if re.fullmatch(pattern, words)), "")


def read_by_labels(text, meanings, origin, tz, now):
    """Return the ``LeadRequest`` of an e-mail.

    :param str text: its lines, as somebody reads them
    :param dict meanings: {key of a label: its meaning}
    :param str origin: whose numbers its references are
    :raise UnreadableError: it does not look like the e-mails that the labels were taken from
    """
    found = [label for label in find_labels(text, meanings) if label.value]
    told = {label.key for label in found} & {key for key, meaning in meanings.items() if meaning != IGNORED}
    expected = sum(meaning != IGNORED for meaning in meanings.values())
    if not told or 3 * len(told) < expected:
        raise UnreadableError(_lt("The e-mail has few of the labels of its profile: has the portal changed them?"))
    said, extras = {}, []
    for label in found:
        meaning = meanings[label.key]
        value, rest = _cut(label.value, meaning)
        if meaning != IGNORED and meaning not in said:
            said[meaning] = value
        elif meaning != IGNORED:
            extras.append((label.text, value))
        if rest and meaning != "message":
            extras.append(("", rest))
    return _build(said, extras, origin, tz, now)


def _cut(value, meaning):
    """Return a value and what stands below it: only messages have more than one line."""
    if meaning == "message":
        return value[:20_000], ""
    first, _break, rest = value.partition("\n")
    return first[:LONGEST_VALUE], rest.strip()[:2000]


def _build(said, extras, origin, tz, now):
    problems = []
    email = email_normalize(said.get("email", ""), strict=False) or ""
    if said.get("email") and not email:
        problems.append(Problem(_lt("This is no e-mail address."), said["email"]))
    phone = said.get("phone", "")
    if not email and len(re.sub(r"\D", "", phone)) < 4:
        problems.append(Problem(_lt("It has neither an e-mail address nor a telephone number that can be read.")))
    requested_at = read_moment(said.get("requested_at", ""), tz, now)
    reference = write_reference(origin, said.get("reference", ""))
    return LeadRequest(
        references=(reference,) if reference else (),
        requested_at=requested_at,
        requested_text="" if requested_at else said.get("requested_at", ""),
        email=email,
        phone=phone,
        message=said.get("message", ""),
        attribute=TYPES.get(said.get("status", "").lower(), ""),
        vehicles=_read_vehicles(said),
        trade_ins=(Vehicle(model=said["trade_in"]),) if said.get("trade_in") else (),
        vendors=(said["vendor"],) if said.get("vendor") else (),
        extras=tuple(extras),
        problems=tuple(problems),
        **{name: said[name] for name in PERSONAL if said.get(name)},
    )


def _read_vehicles(said):
    values = {name: said[name] for name in OF_VEHICLE if said.get(name)}
    if "vehicle" in said and "model" not in values:
        values["model"] = said["vehicle"]
    words = plain_words(said.get("status", ""))
    status = next((STATUSES[word] for word in words if word in STATUSES), "")
    return (Vehicle(**values, status=status),) if values or status else ()
