"""One prospect of an ADF document, read as a ``LeadRequest``."""

import re

from odoo.tools import email_normalize
from odoo.tools.translate import LazyTranslate

from .moments import read_moment
from .request import LeadRequest, Problem, Vehicle, write_reference

_lt = LazyTranslate(__name__, default_lang="en_US")

TRADE_IN = "trade-in"
# Elements that mean the same as another one, wherever they stand.
ALIASES = {
    "requestdatetime": "requestdate",
    "brand": "make",
    "comment": "comments",
    "zip": "postalcode",
    "zipcode": "postalcode",
    "postcode": "postalcode",
    "e-mail": "email",
    "emailaddress": "email",
    "telephone": "phone",
    "state": "regioncode",
}
MOBILE_TYPES = {"cellphone", "cell", "mobile", "portable"}
# How what is shown beside the fields is called; other elements by their own name.
LABELS = {
    "price": _lt("Price"),
    "pricecomments": _lt("About the Price"),
    "odometer": _lt("Mileage"),
    "condition": _lt("Condition"),
    "doors": _lt("Doors"),
    "bodystyle": _lt("Body"),
    "transmission": _lt("Transmission"),
    "interiorcolor": _lt("Interior"),
    "exteriorcolor": _lt("Colour"),
    "optionname": _lt("Option"),
    "method": _lt("Financing"),
    "amount": _lt("Amount"),
    "balance": _lt("Amount Still Owed"),
    "comments": _lt("Comments"),
    "description": _lt("Time Frame"),
    "earliestdate": _lt("At the Earliest"),
    "latestdate": _lt("At the Latest"),
    "phone": _lt("Phone"),
    "email": _lt("E-mail"),
    "service": _lt("Service"),
    "url": _lt("Web Page"),
    "stock": _lt("Stock Number"),
    "id": _lt("Identifier"),
    "fax": _lt("Fax"),
}
# What an element says by an attribute, behind its text.
SHOWN_ATTRIBUTES = ("type", "time", "units", "currency", "source")
MOST_EXTRAS = 60
LONGEST_EXTRA = 2000
LONGEST_VALUE = 200
LONGEST_MESSAGE = 20_000


def read_prospect(node, tz, now, problems=()):
    """Return the ``LeadRequest`` of a prospect.

    :param problems: what is wrong with the document it stands in
    """
    prospect = Reader(node)
    customer = _read_customer(prospect)
    written = prospect.take(node, "requestdate")
    requested_at = read_moment(written, tz, now) if written else None
    vehicles, trade_ins = _read_vehicles(prospect)
    values = {
        "references": _read_references(prospect),
        "requested_at": requested_at,
        "requested_text": "" if requested_at else written,
        "vehicles": vehicles,
        "trade_ins": trade_ins,
        "provider": _read_provider(prospect),
        "vendors": _read_vendors(prospect),
        **customer,
    }
    return LeadRequest(**values, extras=tuple(prospect.read_rest()), problems=(*problems, *_find_problems(values)))


def _find_problems(values):
    if not any(values[name] for name in ("email", "phone", "street", "zip")):
        yield Problem(_lt("It has neither an e-mail address nor a telephone number that can be read."))


class Reader:
    """What a prospect says, each word taken once: what nobody has asked for is still there in the end."""

    def __init__(self, root):
        self.root = root
        self._taken = set()

    def find(self, node, *names):
        """Return the descendants with one of the names that no other of them is in, in their order."""
        return [each for each in node.iterdescendants("{*}*") if get_name(each) in names]

    def children(self, node, *names):
        return [each for each in node.iterchildren("{*}*") if get_name(each) in names]

    def take(self, node, name):
        """Return the text of the first child of this name that has one."""
        for child in self.children(node, name):
            if text := self.take_node(child):
                return text
        return ""

    def take_node(self, node, longest=LONGEST_VALUE):
        """Return the text of an element, and count it as said; what is longer is still to be said."""
        text = get_text(node) if longest > LONGEST_VALUE else " ".join(get_text(node).split())
        if node in self._taken or len(text) > longest:
            return ""
        self._taken.update(node.iter())
        return text

    def read_rest(self, node=None):
        """Yield a pair of label and text for each piece of text below a node that was not taken."""
        count = 0
        for each in (self.root if node is None else node).iter("{*}*"):
            for text in self._get_loose_texts(each):
                count += 1
                if count > MOST_EXTRAS:
                    yield "…", _lt("The rest stands in the original.")
                    return
                yield self._get_label(each), text[:LONGEST_EXTRA]
            self._taken.add(each)

    def _get_loose_texts(self, node):
        loose = [] if node in self._taken else [node.text]
        loose += [child.tail for child in node]
        texts = [" ".join((text or "").split()) for text in loose]
        if node not in self._taken and texts[0]:
            texts[0] = f"{texts[0]}{describe_attributes(node)}"
        return [text for text in texts if text]

    def _get_label(self, node):
        name = get_name(node)
        return LABELS.get(name) or (name if node is not self.root else "")


def get_name(node):
    name = re.split("[}:]", node.tag)[-1].lower()
    return ALIASES.get(name, name)


def get_text(node):
    """Return all the text in an element, its lines kept."""
    lines = [" ".join(line.split()) for line in "".join(node.itertext()).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def get_attribute(node, name):
    for key, value in node.attrib.items():
        if key.rpartition("}")[2].lower() == name:
            return " ".join(value.split())[:LONGEST_VALUE]
    return ""


def describe_attributes(node):
    said = [get_attribute(node, name) for name in SHOWN_ATTRIBUTES]
    said = [value for value in said if value and value not in ("nopreference", "voice")]
    return f" ({', '.join(said)})" if said else ""


# -- who asks ---------------------------------------------------------------------------------------------


def _read_customer(prospect):
    """Return the values of the customer, from whichever of their contacts says them first."""
    customers = prospect.children(prospect.root, "customer") or [prospect.root]
    contacts = [contact for customer in customers for contact in prospect.find(customer, "contact")]
    inside = {get_name(ancestor) for contact in contacts for ancestor in contact.iterancestors()}
    if customers == [prospect.root] and inside & {"vendor", "provider"}:
        contacts = []
    contacts.sort(key=lambda contact: get_attribute(contact, "primarycontact") != "1")
    values = {}
    for contact in contacts or customers:
        found = _read_contact(prospect, contact)
        values = {name: values.get(name) or value for name, value in found.items()}
    return {**values, "message": _read_message(prospect, customers)}


def _read_contact(prospect, contact):
    return {
        **_read_names(prospect, contact),
        "email": _read_email(prospect, contact),
        "phone": _read_phone(prospect, contact),
        **_read_address(prospect, contact),
    }


def _read_names(prospect, contact):
    """Return names: in one piece or several, a business beside or instead of a person."""
    parts, companies = {}, []
    for node in prospect.children(contact, "name"):
        text = prospect.take_node(node)
        if text and get_attribute(node, "type").lower() == "business":
            companies.append(text)
        elif text:
            parts.setdefault(get_attribute(node, "part").lower() or "full", []).append(text)
    for alias in ("firstname", "lastname", "surname"):
        if text := prospect.take(contact, alias):
            parts.setdefault(alias, []).append(text)

    def join(*names):
        return " ".join(text for name in names for text in parts.pop(name, ()))

    first = join("first", "firstname", "middle")
    last = join("last", "lastname", "surname", "suffix")
    full = join("full") or join(*list(parts))
    return {
        "first_name": first,
        "last_name": last,
        "full_name": "" if first and last else full,
        "company_name": " ".join(companies),
    }


def _read_email(prospect, contact):
    """Return the address one can write to, the preferred one first; others stay to be shown."""
    nodes = sorted(prospect.children(contact, "email"), key=_is_not_preferred)
    for node in nodes:
        address = email_normalize(get_text(node), strict=False)
        if address and prospect.take_node(node):
            return address
    return ""


def _read_phone(prospect, contact):
    nodes = [node for node in prospect.children(contact, "phone") if get_attribute(node, "type").lower() != "fax"]
    nodes = [node for node in nodes if len(re.sub(r"\D", "", get_text(node))) >= 4]
    nodes.sort(key=lambda node: (_is_not_preferred(node), get_attribute(node, "type").lower() not in MOBILE_TYPES))
    for node in nodes:
        # When to call is still to be said.
        if get_attribute(node, "time").lower() in ("", "nopreference"):
            if text := prospect.take_node(node):
                return text
        elif len(text := " ".join(get_text(node).split())) <= LONGEST_VALUE:
            return text
    return ""


def _is_not_preferred(node):
    return get_attribute(node, "preferredcontact").lower() not in ("1", "true", "yes")


def _read_address(prospect, contact):
    address = next(iter(prospect.children(contact, "address")), contact)
    streets = [prospect.take_node(node) for node in prospect.children(address, "street")]
    streets = [street for street in [*streets, prospect.take(address, "apartment")] if street]
    return {
        "street": streets[0] if streets else "",
        "street2": ", ".join(streets[1:]),
        "zip": prospect.take(address, "postalcode"),
        "city": prospect.take(address, "city"),
        "country": prospect.take(address, "country"),
    }


def _read_message(prospect, customers):
    nodes = [node for place in (*customers, prospect.root) for node in prospect.children(place, "comments")]
    texts = [prospect.take_node(node, LONGEST_MESSAGE) for node in dict.fromkeys(nodes)]
    return "\n\n".join(text for text in texts if text)


# -- for what ---------------------------------------------------------------------------------------------


def _read_vehicles(prospect):
    wanted, given = [], []
    for node in prospect.find(prospect.root, "vehicle"):
        vehicle = _read_vehicle(prospect, node)
        if vehicle.interest == TRADE_IN or _is_in_exchange(node):
            given.append(vehicle)
        elif vehicle != Vehicle(interest=vehicle.interest, status=vehicle.status):
            wanted.append(vehicle)
    return tuple(wanted), tuple(given)


def _is_in_exchange(node):
    return any(get_name(each).startswith("trade") for each in node.iterancestors())


def _read_vehicle(prospect, node):
    values = {name: prospect.take(node, name) for name in ("make", "model", "trim", "year", "vin", "stock")}
    return Vehicle(
        **values,
        status=get_attribute(node, "status").lower(),
        interest=get_attribute(node, "interest").lower().replace("tradein", TRADE_IN).replace("trade in", TRADE_IN),
        details=tuple(prospect.read_rest(node)),
    )


# -- from whom --------------------------------------------------------------------------------------------


def _read_references(prospect):
    """Return what those whom the prospect passed through call it."""
    references = []
    for node in prospect.children(prospect.root, "id"):
        source, sequence = get_attribute(node, "source"), get_attribute(node, "sequence")
        key = prospect.take_node(node)
        # Some write their number beside the element; a small one is the place in the chain, as the format has it.
        if not key and len(sequence) > 2:
            key = sequence
        references.append(write_reference(source, key))
    return tuple(dict.fromkeys(filter(None, references)))


def _read_provider(prospect):
    for node in prospect.children(prospect.root, "provider"):
        for place in (node, *prospect.children(node, "contact")):
            if name := prospect.take(place, "name"):
                return name
    return ""


def _read_vendors(prospect):
    names = []
    for node in prospect.children(prospect.root, "vendor"):
        names += [prospect.take(node, "id"), prospect.take(node, "vendorname")]
        names += [prospect.take(place, "name") for place in (*prospect.children(node, "contact"), node)]
    return tuple(name for name in names if name)
