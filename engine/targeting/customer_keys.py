"""By what customers are recognised, in a file of people and on the telephone: one declaration per key.

A key says which columns of a file hold it, how its values are written in one way only, and where the customer with
such a value is found. Another addon adds one by ``_inherit`` of ``dealership.customer.keys``; nothing else has to know.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..customer import header_words
from ..customer.birthday import read_day
from ..customer.email_address import read_emails
from ..customer.name import read_record_name
from ..customer.telephone import is_mobile, read_numbers, show_phone
from ..letters import letters, normalise_letters
from .import_columns import BIRTHDAY, NAME, ZIP

_lt = LazyTranslate(__name__, default_lang="en_US")

EMAIL, PHONE, MOBILE, REF, VAT = "email", "phone", "mobile", "ref", "vat"
NAME_ZIP, NAME_BIRTHDAY = "name_zip", "name_birthday"


@dataclass(frozen=True)
class CustomerKey:
    """One thing by which customers are recognised.

    :param str key: its name, stored with the columns of imports
    :param label: of a column, a ``LazyGettext``; ``noun`` is the same inside a sentence
    :param str headers: pattern of the headers of such a column: words without case, accents and punctuation
    :param normalise: callable(text, ISO code of the country) → the value written in the one way, empty when it is none;
        of fields in which several may stand, the list of all
    :param value: callable(alias of the table) → SQL of the value written in the same way; a column, or an expression
    :param tuple others: further such callables, of columns that hold the same
    :param str looks_like: pattern of values, for columns without a header; empty when they look like anything
    :param str unlike: pattern of values that a column of this name would not have
    :param str model: whose records have the value, each with the customer in its field ``customer``
    :param Domain whose: on ``res.partner``, the customers whom the value means; of all that have it when not given
    :param str same_as: the key in whose values it is looked up, when it is a further column for the same
    :param str field: of ``res.partner``, in which a customer made of a file keeps the value, written by ``show``
    :param str further_field: the same for a second value, after the order of ``rank``
    :param bool index: whether the value needs an index of ours
    :param tuple made_of: the meanings of the columns that the key is made of, when it has none of its own
    :param compose: of such a key, callable(row of texts) → the text to normalise, empty when a part is missing
    :param bool default: whether companies go by it that have not said otherwise (``dealership.matching.rule``)
    :param bool of_company: whether a person at a company, named in the same row, is not meant by it
    """

    key: str
    label: object
    noun: object
    headers: str
    normalise: Callable[[str, str], str | list]
    value: Callable[[str], SQL]
    others: tuple = ()
    looks_like: str = ""
    unlike: str = ""
    model: str = "res.partner"
    customer: str = "same_customer_id"
    whose: Domain = Domain.TRUE
    same_as: str = ""
    field: str = ""
    further_field: str = ""
    rank: Callable[[str], object] = bool
    show: Callable[[str], str] = str
    index: bool = True
    of_company: bool = False
    made_of: tuple = ()
    compose: Callable[[dict], str] | None = None
    default: bool = True

    @property
    def lookup(self):
        return self.same_as or self.key

    @property
    def columns(self):
        """The meanings that the columns of a file must have for it."""
        return self.made_of or (self.key,)

    def find_text(self, record):
        """Return what a row has of it: a text, or the list of those of several columns."""
        return self.compose(record) if self.compose else record.get(self.key)

    def read_all(self, text, country_code):
        """Return all the values that stand in a text, as a tuple."""
        values = self.normalise(text, country_code)
        return tuple(values) if isinstance(values, list) else (values,) if values else ()


def column(name):
    """Return the callable for a value that a column holds as it is."""
    return lambda alias: SQL.identifier(alias, name)


def compose_name_zip(record):
    """Return name and postcode as the customer has them in ``name_zip``, empty without both."""
    name, place = read_record_name(record), normalise_letters(record.get(ZIP))
    return f"{' '.join(name)}|{place}" if len(name) > 1 and place else ""


def compose_name_birthday(record):
    """Return name and birthday as the customer has them in ``name_birthday``, empty without both."""
    name, day = read_record_name(record), read_day(record.get(BIRTHDAY))
    return f"{' '.join(name)}|{day.isoformat()}" if len(name) > 1 and day else ""


_PHONE = {
    "normalise": read_numbers,
    "value": column("phone_sanitized"),
    "others": (column("phone2_sanitized"),),
    "field": "phone",
    "further_field": "phone2",
    "rank": lambda number: not is_mobile(number),  # text messages go to the first
    "show": show_phone,
    # No six digits, or a date, with a time perhaps.
    "unlike": r"^(\D*\d){0,5}\D*$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\s|$)|^\d{4}-\d\d-\d\d",
}

# In the order in which they recognise a customer, and in which headers are compared.
CUSTOMER_KEYS = (
    CustomerKey(
        EMAIL,
        _lt("E-mail"),
        _lt("e-mail"),
        header_words.EMAIL,
        lambda text, country_code: read_emails(text),
        column("email_normalized"),
        looks_like=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        unlike=r"^[^@]*$",
        field="email",
    ),
    CustomerKey(
        MOBILE,
        _lt("Mobile phone"),
        _lt("mobile phone"),
        header_words.MOBILE,
        same_as=PHONE,
        index=False,
        **_PHONE,
    ),
    CustomerKey(
        PHONE,
        _lt("Phone"),
        _lt("phone"),
        header_words.PHONE,
        looks_like=r"^(\+|00|0)(?!\d?[./-]\d\d?[./-]\d{2,4}(?:\s|$))[\d\s./()-]{8,}$",
        **_PHONE,
    ),
    CustomerKey(
        VAT,
        _lt("VAT number"),
        _lt("VAT number"),
        header_words.VAT,
        normalise_letters,
        letters("vat"),
        looks_like=r"^[A-Z]{2}[ .]?[0-9A-Z]{2}[ .]?\d[\d .]{6,}$",
        whose=Domain("parent_id", "=", False),  # the contacts of a company share its number; it means the company
        field="vat",
        of_company=True,
    ),
    CustomerKey(
        REF,
        _lt("Customer reference"),
        _lt("customer reference"),
        # A feed of customers takes a bare “code” or “numéro” for its key, too; address books have others.
        r"(customer|client|account) (ref|reference|no|nr|number|code|id)"
        r"|(ref|reference|code|id|numero|no|num|n) (du )?(client|customer)|compte client|ref|reference|matricule",
        lambda text, country_code: text.strip(),
        column("ref"),
        field="ref",
        unlike=r"@|^\d{1,2}[./]\d{1,2}[./]\d{2,4}(?:\s|$)|^\d{4}-\d\d-\d\d",
        index=False,  # Odoo has one
    ),
    CustomerKey(
        NAME_BIRTHDAY,
        _lt("Name and birthday"),
        _lt("name and birthday"),
        "",
        lambda text, country_code: text,
        column("name_birthday"),
        made_of=(NAME, BIRTHDAY),
        compose=compose_name_birthday,
        default=False,
    ),
    CustomerKey(
        NAME_ZIP,
        _lt("Name and postcode"),
        _lt("name and postcode"),
        "",
        lambda text, country_code: text,
        column("name_zip"),
        made_of=(NAME, ZIP),
        compose=compose_name_zip,
        default=False,
    ),
)
