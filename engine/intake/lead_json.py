"""Enquiries as JSON, which sites and portals post: ``docs/leads-in.yaml`` describes it.

Fields that nobody knows are kept as text; one of a wrong kind is said with its place, and the rest of the enquiry is
taken in all the same.
"""

import json
import re

from odoo.tools import email_normalize
from odoo.tools.translate import LazyTranslate

from ..consent.words import CONSENT_PURPOSES
from ..contact.purposes import CHANNELS
from .markup import decode
from .moments import read_moment
from .request import Consent, LeadRequest, Problem, UnreadableError, Vehicle, write_reference

_lt = LazyTranslate(__name__, default_lang="en_US")

MOST_LEADS = 500
MOST_EXTRAS = 60
LONGEST_VALUE = 200
LONGEST_MESSAGE = 20_000

TYPES = {"new": "vn", "used": "vo", "demo": "vd", "service": "apv", "vn": "vn", "vo": "vo", "vd": "vd", "apv": "apv"}
# The fields of a person, in an object of their own or beside the others.
PERSON = ("first_name", "last_name", "name", "company", "email", "phone", "street", "street2", "zip", "city", "country")
VEHICLE = ("make", "model", "trim", "year", "vin", "stock", "status")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_leads(content, origin, tz, now):
    """Return the ``LeadRequest`` of each enquiry of a post.

    :param bytes content: an object, or a list of them, or an object with the list as ``leads``
    :param str origin: whose numbers its ids are
    :param tzinfo tz: of dates that name no offset, a ``pytz`` time zone
    :param datetime now: when it was received, naive UTC
    :raise UnreadableError: it is no such JSON
    """
    leads, several = _find_leads(_parse(decode(content)))
    return [
        LeadReader(lead, f"leads[{i}]." if several else "").get_request(origin, tz, now) for i, lead in enumerate(leads)
    ]


def _parse(text):
    try:
        return json.loads(text.lstrip("\ufeff"), parse_constant=str)
    except json.JSONDecodeError as error:
        problem = _lt(
            "This is no JSON: line %(line)s, column %(column)s: %(what)s",
            line=error.lineno,
            column=error.colno,
            what=error.msg,
        )
        raise UnreadableError(problem) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(_lt("This is no JSON that can be read.")) from error


def _find_leads(data):
    several = isinstance(data, list) or (isinstance(data, dict) and isinstance(data.get("leads"), list))
    leads = (data if isinstance(data, list) else data["leads"]) if several else [data]
    if not leads or not all(isinstance(lead, dict) and lead for lead in leads):
        raise UnreadableError(_lt("An enquiry is an object with fields; several are a list of such objects."))
    if len(leads) > MOST_LEADS:
        raise UnreadableError(_lt("There are more than %s enquiries in one post.", MOST_LEADS))
    return leads, several


class LeadReader:
    """Reads one enquiry; ``problems`` say what was wrong, and where."""

    def __init__(self, data, place):
        self.data = data
        self.place = place
        self.problems = []
        self.extras = []

    def get_request(self, origin, tz, now):
        data = dict(self.data)
        values = self._read_person(data)
        reference = write_reference(origin, self._take(data, "id"))
        written = self._take(data, "requested_at")
        values["requested_at"] = read_moment(written, tz, now) if written else None
        if written and not values["requested_at"]:
            values["requested_text"] = written
            self._add_problem("requested_at", _lt("This is no date that can be: write 2026-01-31T14:05:00+01:00."))
        values["attribute"] = self._read_type(data)
        values["message"] = self._take(data, "message", LONGEST_MESSAGE)
        values["campaign"] = self._take(data, "campaign")
        values["vendors"] = tuple(filter(None, [self._take(data, "point_of_sale")]))
        values["vehicles"] = self._read_vehicles(data, "vehicle", "vehicles")
        values["trade_ins"] = self._read_vehicles(data, "trade_in", "trade_ins")
        values["consents"] = self._read_consents(data, tz, now)
        self._keep("", data)
        if not any(values[name] for name in ("email", "phone", "street", "zip")):
            self._add_problem("", _lt("It has neither an e-mail address nor a telephone number that can be read."))
        references = (reference,) if reference else ()
        return LeadRequest(
            references=references, **values, extras=tuple(self.extras[:MOST_EXTRAS]), problems=tuple(self.problems)
        )

    def _add_problem(self, name, what):
        self.problems.append(Problem(what, f"{self.place}{name}".rstrip(".")))

    def _take(self, data, name, longest=LONGEST_VALUE, place=""):
        """Return a field as text, and take it out; what is no text, or too long for one, is kept and said."""
        value = data.get(name)
        if value is None or isinstance(value, dict | list | bool):
            if value not in (None, [], {}, False):
                self._add_problem(f"{place}{name}", _lt("A text is expected here."))
            elif name in data:
                del data[name]
            return ""
        text = _clean(str(value))
        if len(text) > longest:
            self._add_problem(f"{place}{name}", _lt("This is longer than %s characters.", longest))
            return text[:longest]
        del data[name]
        return text if longest > LONGEST_VALUE else " ".join(text.split())

    def _read_person(self, data):
        person = data.get("person")
        if isinstance(person, dict):
            person = dict(person)
            place = "person."
        else:
            person, place = data, ""
        said = {name: self._take(person, name, place=place) for name in PERSON}
        email = email_normalize(said["email"], strict=False) or ""
        if said["email"] and not email:
            self._add_problem(f"{place}email", _lt("This is no e-mail address."))
            self.extras.append(("email", said["email"]))
        if said["phone"] and len(re.sub(r"\D", "", said["phone"])) < 4:
            self._add_problem(f"{place}phone", _lt("This is no telephone number."))
            self.extras.append(("phone", said.pop("phone")))
        if place:
            del data["person"]
            self._keep("person", person)
        return {
            "first_name": said["first_name"],
            "last_name": said["last_name"],
            "full_name": said["name"],
            "company_name": said["company"],
            "email": email,
            "phone": said.get("phone", ""),
            **{name: said[name] for name in ("street", "street2", "zip", "city", "country")},
        }

    def _read_type(self, data):
        text = self._take(data, "type").lower()
        if text and text not in TYPES:
            self._add_problem("type", _lt("This is one of: %s.", ", ".join(TYPES)))
            self.extras.append(("type", text))
        return TYPES.get(text, "")

    def _read_vehicles(self, data, one, several):
        found = []
        given = data.pop(several, None) or data.pop(one, None) or []
        for i, each in enumerate(given if isinstance(given, list) else [given]):
            place = f"{several}[{i}]." if isinstance(given, list) else f"{one}."
            if isinstance(each, dict):
                found.append(self._read_vehicle(dict(each), place))
            elif text := _clean(str(each)):
                found.append(Vehicle(model=text[:LONGEST_VALUE]))
        return tuple(found)

    def _read_vehicle(self, data, place):
        values = {name: self._take(data, name, place=place) for name in VEHICLE}
        values["status"] = values["status"].lower()
        return Vehicle(**values, details=tuple(_flatten("", data)))

    def _read_consents(self, data, tz, now):
        consents = data.pop("consents", None) or []
        if not isinstance(consents, list):
            self._add_problem("consents", _lt("A list is expected here."))
            self._keep("consents", consents)
            return ()
        return tuple(
            consent
            for i, each in enumerate(consents)
            if (consent := self._read_consent(each, f"consents[{i}]", tz, now))
        )

    def _read_consent(self, each, place, tz, now):
        """Return a ``Consent``; a "yes" counts with the words that were agreed to, and is kept as text without."""
        known = isinstance(each, dict) and each.get("granted") in (True, False)
        purposes, channels = dict(CONSENT_PURPOSES), dict(CHANNELS)
        if not known or each.get("purpose") not in purposes or each.get("channel") not in channels:
            what = _lt(
                "It needs a purpose (%(purposes)s), a channel (%(channels)s), and granted: true or false.",
                purposes=", ".join(purposes),
                channels=", ".join(channels),
            )
        elif each["granted"] and not str(each.get("wording") or "").strip():
            what = _lt("A “yes” needs the wording that was agreed to.")
        else:
            decided_at = read_moment(str(each.get("decided_at") or ""), tz, now)
            wording = _clean(str(each.get("wording") or ""))[:LONGEST_MESSAGE]
            return Consent(each["purpose"], each["channel"], each["granted"], wording, decided_at or now)
        self._add_problem(place, what)
        self._keep(place, each)
        return None

    def _keep(self, place, data):
        self.extras += _flatten(place, data)


def _flatten(place, data):
    """Return pairs of a place and a text for each value in what is left of an object."""
    found, waiting = [], [(place, data)]
    while waiting and len(found) < MOST_EXTRAS:
        place, value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += [(f"{place}.{key}" if place else str(key), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}[{i}]", each) for i, each in enumerate(value)]
        elif value not in (None, ""):
            text = value if isinstance(value, str) else json.dumps(value)
            found.append((_clean(place)[:LONGEST_VALUE], _clean(text)[:2000]))
    return found


def _clean(text):
    return _FORBIDDEN.sub("", text).strip()
