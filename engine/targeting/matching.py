"""Who a row of a file is: normalised keys, and the verdict once the customer file has been asked."""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

from .import_columns import COMPANY, FIRST_NAME, LAST_NAME, NAME

_lt = LazyTranslate(__name__, default_lang="en_US")

MATCHED = "matched"
AMBIGUOUS = "ambiguous"
UNKNOWN = "unknown"
UNREADABLE = "unreadable"
CREATED = "created"


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


def is_at_company(record):
    """Whether a row names a person and the company of which they are a contact."""
    return bool(record.get(COMPANY)) and any(record.get(name) for name in (NAME, FIRST_NAME, LAST_NAME))


def read_keys(record, keys, country_code):
    """Return ({meaning: normalised values}, [meanings whose value is wrong]) of one row.

    What means a company is not among them where the row is about somebody there (``read_company_keys``).

    :param dict record: {meaning: text, or list of texts}
    :param dict keys: {meaning: ``CustomerKey``}
    :param str country_code: ISO code of the country of what is written without one
    """
    mine = {meaning: key for meaning, key in keys.items() if not (key.of_company and is_at_company(record))}
    return _read(record, mine, country_code)


def read_company_keys(record, keys, country_code):
    """Return {meaning: normalised values} of the company at which the person of a row is."""
    if not is_at_company(record):
        return {}
    theirs = {meaning: key for meaning, key in keys.items() if key.of_company}
    return _read(record, theirs, country_code)[0]


def _read(record, keys, country_code):
    texts = {meaning: key.find_text(record) for meaning, key in keys.items()}
    read = {
        meaning: tuple(value for text in _as_list(found) for value in keys[meaning].read_all(text, country_code))
        for meaning, found in texts.items()
        if found
    }
    return {meaning: tuple(dict.fromkeys(values)) for meaning, values in read.items() if values}, [
        meaning for meaning, values in read.items() if not values
    ]


def _as_list(texts):
    return [texts] if isinstance(texts, str) else texts


def get_places(values, keys):
    """Return [(meaning, (lookup, value))]: where each value of a row is looked up."""
    return [(meaning, (keys[meaning].lookup, value)) for meaning, each in values.items() for value in each]


# -- judging --------------------------------------------------------------------------------------------


def judge(values, wrong, found, archived, keys, at_company=False):
    """Return the ``Verdict`` of one row.

    The values are asked in the order of the keys; the first one that finds anybody decides, unless another
    key points to somebody else: then a person has to. What is made of a name is asked only where no other key finds
    anybody: a namesake is no reason to doubt an address.

    :param dict values: {meaning: normalised values}
    :param list wrong: meanings whose value could not be read
    :param dict found: {(lookup, value): set of ids}
    :param dict archived: the same, of customers who are archived
    :param dict keys: {meaning: ``CustomerKey``}
    :param bool at_company: whether the row names a company of which the person is a contact: enough to be somebody
    """
    nouns = {meaning: key.noun for meaning, key in keys.items()}
    places = get_places(values, keys)
    if not places and at_company:
        return Verdict(UNKNOWN, reason=_name_wrong(wrong, nouns))
    if not places:
        return Verdict(
            UNREADABLE, reason=_name_wrong(wrong, nouns) or _lt("Nothing here that customers are recognised by.")
        )
    hits = _look_up(_choose(places, keys, found), found)
    if not hits:
        return _judge_unknown(places, wrong, archived, nouns)
    first, candidates = hits[0]
    stranger = next((meaning for meaning, ids in hits if not candidates <= ids), None)
    if len(candidates) == 1 and not stranger:
        return Verdict(MATCHED, next(iter(candidates)), reason=_name_wrong(wrong, nouns))
    if len(candidates) > 1:
        reason = _lt("%(count)s customers have this %(key)s.", count=len(candidates), key=nouns[first])
    elif first == stranger:
        reason = _lt("The row has more than one %(key)s, of different customers.", key=nouns[first])
    else:
        reason = _lt(
            "This %(key)s and this %(other)s belong to different customers.",
            key=nouns[first],
            other=nouns[stranger],
        )
    everybody = [ids for _meaning, ids in hits]
    common = set.intersection(*everybody)
    return Verdict(
        AMBIGUOUS,
        candidates=tuple(sorted(set.union(*everybody))),
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


def name_contact(verdict, contacts):
    """Return the verdict of somebody at a company, where no key of their own told who, once asked for by name there."""
    if verdict.status != UNKNOWN or verdict.archived or not contacts:
        return verdict
    if len(contacts) > 1:
        reason = _lt("Several contacts of this company have this name.")
        return Verdict(AMBIGUOUS, candidates=tuple(contacts), reason=reason)
    return Verdict(MATCHED, contacts[0], reason=_lt("Recognised by name, at the company."))


def _choose(places, keys, found):
    """Return the places that count: those of a key of its own, where one of them is somebody's, else all."""
    own = [(meaning, place) for meaning, place in places if not keys[meaning].made_of]
    return own if _look_up(own, found) else places


def _look_up(places, customers):
    """Return [(meaning, ids)] of the values that somebody has."""
    return [(meaning, customers[place]) for meaning, place in places if place in customers]


def _judge_unknown(places, wrong, archived, nouns):
    hits = _look_up(places, archived)
    if hits:
        reason = _lt("Archived: the customer with this %s is no longer in use.", nouns[hits[0][0]])
        return Verdict(UNKNOWN, reason=reason, archived=True)
    return Verdict(UNKNOWN, reason=_name_wrong(wrong, nouns))


def _name_wrong(wrong, nouns):
    """Say which values could not be read."""
    if not wrong:
        return ""
    names = nouns[wrong[0]]
    for meaning in wrong[1:]:
        names = _lt("%(names)s, %(name)s", names=names, name=nouns[meaning])
    return _lt("Not readable: %s.", names)


def repeat(partner_id, number):
    """Return the verdict of a row whose customer another row stands for already."""
    return Verdict(MATCHED, partner_id, reason=_lt("Same customer as row %s.", number))
