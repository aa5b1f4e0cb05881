"""What a message may speak of: the one declaration of the named values and their fields.

The table feeds the check of a template, the objects a template reads, the picker of the message
form and the help. `models/scenario/dealership_message_values.py` says where each field comes from.
An addon that adds a value puts it in `VALUES` and in that model.
"""

from dataclasses import dataclass, field, make_dataclass

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class MissingValueError(Exception):
    """A template needed a value that this recipient lacks, and offered no fallback."""

    def __init__(self, path):
        super().__init__(path)
        self.path = path


class Missing:
    """Stands for a value nobody filled in: false in a condition, an error when it would be printed."""

    __slots__ = ("path",)

    def __init__(self, path):
        self.path = path

    def __bool__(self):
        return False

    def _refuse(self, *_args):
        raise MissingValueError(self.path)

    __str__ = __html__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


@dataclass(frozen=True, slots=True)
class ValueField:
    """One field of a value. ``type``: text, date, time, number, amount, rich or link (a URL)."""

    label: LazyGettext
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Value:
    """A named value: with fields (``customer``), or one link (``unsubscribe_link``)."""

    label: LazyGettext
    fields: dict[str, ValueField] = field(default_factory=dict)

    @property
    def is_link(self):
        return not self.fields


VALUES = {
    "customer": Value(
        _lt("Customer"),
        {
            "salutation": ValueField(_lt("Salutation")),
            "name": ValueField(_lt("Name")),
            "first_name": ValueField(_lt("First name")),
            "last_name": ValueField(_lt("Last name")),
            "title": ValueField(_lt("Courtesy title")),
            "city": ValueField(_lt("City")),
            "email": ValueField(_lt("E-mail")),
            "phone": ValueField(_lt("Phone")),
            "birthday": ValueField(_lt("Birthday"), "date"),
        },
    ),
    "vehicle": Value(
        _lt("Vehicle"),
        {
            "name": ValueField(_lt("Make and model")),
            "brand": ValueField(_lt("Make")),
            "model": ValueField(_lt("Model")),
            "license_plate": ValueField(_lt("Registration plate")),
            "delivery_date": ValueField(_lt("Delivery date"), "date"),
            "warranty_end": ValueField(_lt("End of warranty"), "date"),
            "mileage": ValueField(_lt("Mileage (km)"), "number"),
            "age": ValueField(_lt("Age (full years)"), "number"),
        },
    ),
    "appointment": Value(
        _lt("Appointment"),
        {
            "date": ValueField(_lt("Date"), "date"),
            "time": ValueField(_lt("Time"), "time"),
            "kind": ValueField(_lt("Kind")),
        },
    ),
    "repair_order": Value(
        _lt("Repair order"),
        {
            "reference": ValueField(_lt("Reference")),
            "opened_at": ValueField(_lt("Opened on"), "date"),
            "closed_at": ValueField(_lt("Closed on"), "date"),
            "status": ValueField(_lt("Status")),
            "work": ValueField(_lt("Work requested")),
            "amount": ValueField(_lt("Amount to pay"), "amount"),
        },
    ),
    "lead": Value(
        _lt("Enquiry"),
        {
            "name": ValueField(_lt("Subject of the enquiry")),
            "enquiry": ValueField(_lt("Type of enquiry")),
            "brand": ValueField(_lt("Make of interest")),
            "received_on": ValueField(_lt("Received on"), "date"),
        },
    ),
    "invoice": Value(
        _lt("Invoice"),
        {
            "number": ValueField(_lt("Number")),
            "date": ValueField(_lt("Date"), "date"),
            "due_date": ValueField(_lt("Due date"), "date"),
            "amount": ValueField(_lt("Amount"), "amount"),
            "amount_due": ValueField(_lt("Amount due"), "amount"),
        },
    ),
    "statement": Value(
        _lt("Statement"),
        {
            "table": ValueField(_lt("Table of the invoices"), "rich"),
            "total_due": ValueField(_lt("Total due")),
            "total_with_fees": ValueField(_lt("Total due with late interest and fee")),
            "count": ValueField(_lt("Number of invoices"), "number"),
            "numbers": ValueField(_lt("Numbers of the invoices")),
            "due_date": ValueField(_lt("Oldest due date"), "date"),
            "days_late": ValueField(_lt("Days late"), "number"),
        },
    ),
    "referenced_user": Value(
        _lt("Signatory"),
        {
            "name": ValueField(_lt("Name")),
            "email": ValueField(_lt("E-mail")),
            "phone": ValueField(_lt("Phone")),
            "job": ValueField(_lt("Job")),
        },
    ),
    "point_of_sale": Value(
        _lt("Point of sale"),
        {
            "name": ValueField(_lt("Name")),
            "phone": ValueField(_lt("Phone")),
            "email": ValueField(_lt("E-mail")),
            "address": ValueField(_lt("Address")),
            "city": ValueField(_lt("City")),
        },
    ),
    "company": Value(
        _lt("Organisation"),
        {
            "name": ValueField(_lt("Name")),
            "phone": ValueField(_lt("Phone")),
            "email": ValueField(_lt("E-mail")),
            "website": ValueField(_lt("Website"), "link"),
        },
    ),
    "unsubscribe_link": Value(_lt("Unsubscribe link")),
    "review_link": Value(_lt("Review link")),
}

ALWAYS = frozenset({"customer", "referenced_user", "point_of_sale", "company", "unsubscribe_link", "review_link"})

#: category of the scenario's subject -> the values a record of it gives, besides those of `ALWAYS`
VALUES_OF_SUBJECT = {
    "customer": frozenset({"vehicle"}),
    "lead": frozenset({"lead", "vehicle"}),
    "opportunity": frozenset({"lead", "vehicle"}),
    "appointment": frozenset({"appointment", "vehicle"}),
    "vehicle": frozenset({"vehicle"}),
    "repair_order": frozenset({"repair_order", "vehicle", "appointment"}),
    "invoice": frozenset({"invoice", "statement"}),
}


def available_values(subject=None):
    """Return the names a message about ``subject`` may use; all of them without one."""
    if not subject:
        return frozenset(VALUES)
    return ALWAYS | VALUES_OF_SUBJECT.get(subject, frozenset())


def is_filled(content):
    """Zero is content, an empty text is not."""
    return content is not None and content is not False and content != ""


def build(name, contents):
    """Return the object a template reads as ``name``: frozen, with the declared fields and nothing else.

    :param str name: a key of `VALUES`
    :param contents: dict of field -> content, or the URL of a link; what is not filled becomes `Missing`
    """
    if VALUES[name].is_link:
        return contents if is_filled(contents) else Missing(name)
    return _value_class(name)(**{key: content for key, content in contents.items() if is_filled(content)})


def build_labels(name, translate):
    """Return the object of a value whose fields hold their own labels: for showing a template as it is.

    :param translate: callable that translates a lazy text
    """
    value = VALUES[name]
    if value.is_link:
        return "#"
    about = translate(value.label)
    labels = {
        key: translate(_lt("[%(value)s: %(field)s]", value=about, field=translate(declared.label)))
        for key, declared in value.fields.items()
    }
    return build(name, labels)


def _value_class(name):
    """Return the frozen class of a value, whose fields are `Missing` until given."""
    if name not in _classes:
        declared = [(key, object, Missing(f"{name}.{key}")) for key in VALUES[name].fields]
        _classes[name] = make_dataclass(name, declared, frozen=True, slots=True)
    return _classes[name]


_classes = {}
