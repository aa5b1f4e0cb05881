"""Who a row of a file is: normalised keys, and the verdict once the customer file has been asked."""

import re
from dataclasses import dataclass

import phonenumbers

from odoo.tools import email_normalize, remove_accents
from odoo.tools.translate import LazyTranslate

from .import_columns import EMAIL, FIRST_NAME, KEYS, LAST_NAME, MOBILE, NAME, PHONE, REF, VAT

_lt = LazyTranslate(__name__, default_lang="en_US")

MATCHED = "matched"
AMBIGUOUS = "ambiguous"
UNKNOWN = "unknown"
UNREADABLE = "unreadable"
CREATED = "created"

# Meaning of a column → the list of customers in which its values are looked up.
LOOKUPS = {EMAIL: EMAIL, MOBILE: PHONE, PHONE: PHONE, REF: REF, VAT: VAT}

_LABELS = {
    EMAIL: _lt("e-mail"),
    MOBILE: _lt("mobile phone"),
    PHONE: _lt("phone"),
    REF: _lt("customer reference"),
    VAT: _lt("VAT number"),
}


@dataclass(frozen=True)
class Verdict:
    """What became of one row; ``reason`` is a ``LazyGettext`` or empty.

    ``archived`` marks the unknown who were customers once: they may not want to be that again. ``agreed`` is the one
    candidate, if there is one, whom all keys point to, some of them to others as well.
    """

    status: str
    partner_id: int | None = None
    candidates: tuple = ()
    reason: object = ""
    archived: bool = False
    agreed: int | None = None


# -- normalising ----------------------------------------------------------------------------------------


def normalise_email(text):
    return email_normalize(text, strict=False) or ""


def normalise_phone(text, country_code):
    """Return the number as E.164, empty when it is none.

    :param str country_code: ISO code of the country of numbers without a prefix
    """
    text = text.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, country_code or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_vat(text):
    """Return letters and digits alone, as the index of ``res.partner`` has them."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def read_name(text):
    """Return the words of a name, whatever their order, case and accents: “DUPONT Éric” is “Eric Dupont”."""
    return tuple(sorted(re.findall(r"[a-z0-9]+", remove_accents(text or "").lower())))


def read_record_name(record):
    """Return the same of a row of texts, whichever columns it has."""
    return read_name(record.get(NAME) or f"{record.get(FIRST_NAME) or ''} {record.get(LAST_NAME) or ''}")


def read_keys(record, country_code):
    """Return ({meaning: normalised value}, [meanings whose value is wrong]) of one row.

    :param dict record: {meaning: text}
    """
    normalise = {
        EMAIL: normalise_email,
        MOBILE: lambda text: normalise_phone(text, country_code),
        PHONE: lambda text: normalise_phone(text, country_code),
        REF: str.strip,
        VAT: normalise_vat,
    }
    keys = {meaning: normalise[meaning](record[meaning]) for meaning in KEYS if record.get(meaning)}
    return {meaning: key for meaning, key in keys.items() if key}, [meaning for meaning in keys if not keys[meaning]]


# -- judging --------------------------------------------------------------------------------------------


def judge(keys, wrong, found, archived):
    """Return the ``Verdict`` of one row.

    The keys are asked in the order of ``KEYS``; the first one that finds anybody decides, unless another
    key points to somebody else: then a person has to.

    :param dict keys: {meaning: normalised value}
    :param list wrong: meanings whose value could not be read
    :param dict found: {(lookup, value): set of ids}
    :param dict archived: the same, of customers who are archived
    """
    if not keys:
        return Verdict(UNREADABLE, reason=_explain_unreadable(wrong))
    hits = _look_up(keys, found)
    if not hits:
        return _judge_unknown(keys, wrong, archived)
    first, candidates = next(iter(hits.items()))
    stranger = next((meaning for meaning, ids in hits.items() if not candidates <= ids), None)
    if len(candidates) == 1 and not stranger:
        return Verdict(MATCHED, next(iter(candidates)), reason=_name_wrong(wrong))
    if len(candidates) > 1:
        reason = _lt("%(count)s customers have this %(key)s.", count=len(candidates), key=_LABELS[first])
    else:
        reason = _lt(
            "This %(key)s and this %(other)s belong to different customers.",
            key=_LABELS[first],
            other=_LABELS[stranger],
        )
    common = set.intersection(*hits.values())
    return Verdict(
        AMBIGUOUS,
        candidates=tuple(sorted(set.union(*hits.values()))),
        reason=reason,
        agreed=next(iter(common)) if len(common) == 1 else None,
    )


def settle(verdict, name, names):
    """Return the verdict with the tie of an ambiguous one broken, if the name or all keys together can.

    A couple shares its telephone, or its mailbox: of those whom the keys point to, the only one who bears the name is
    meant; where the name tells nobody, the only one to whom all keys point.

    :param tuple name: of the row, as ``read_name`` returns it
    :param dict names: the same of each candidate
    """
    if verdict.status != AMBIGUOUS:
        return verdict
    bearers = [candidate for candidate in verdict.candidates if name and names.get(candidate) == name]
    if len(bearers) == 1:
        return Verdict(MATCHED, bearers[0], reason=_lt("Several customers share this; the name told them apart."))
    if verdict.agreed and (not bearers or verdict.agreed in bearers):
        return Verdict(
            MATCHED, verdict.agreed, reason=_lt("Several customers share a part of this; only one has all of it.")
        )
    return verdict


def _look_up(keys, customers):
    """Return {meaning: ids} of the keys that somebody has."""
    places = {meaning: (LOOKUPS[meaning], value) for meaning, value in keys.items()}
    return {meaning: customers[place] for meaning, place in places.items() if place in customers}


def _judge_unknown(keys, wrong, archived):
    hits = _look_up(keys, archived)
    if hits:
        reason = _lt("Archived: the customer with this %s is no longer in use.", _LABELS[next(iter(hits))])
        return Verdict(UNKNOWN, reason=reason, archived=True)
    return Verdict(UNKNOWN, reason=_name_wrong(wrong))


def _name_wrong(wrong):
    """Say which values could not be read."""
    if not wrong:
        return ""
    names = _LABELS[wrong[0]]
    for meaning in wrong[1:]:
        names = _lt("%(names)s, %(name)s", names=names, name=_LABELS[meaning])
    return _lt("Not readable: %s.", names)


def _explain_unreadable(wrong):
    return _name_wrong(wrong) or _lt("Neither e-mail, phone, customer reference nor VAT number.")


def repeat(partner_id, number):
    """Return the verdict of a row whose customer another row stands for already."""
    return Verdict(MATCHED, partner_id, reason=_lt("Same customer as row %s.", number))
