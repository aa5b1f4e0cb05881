"""What the columns of a file of people mean: told by their headers, in English and French, or by what is in them."""

import re

from odoo.tools import remove_accents

EMAIL, PHONE, MOBILE, REF, VAT = "email", "phone", "mobile", "ref", "vat"
NAME, FIRST_NAME, LAST_NAME = "name", "firstname", "lastname"

MEANINGS = [
    (EMAIL, "E-mail"),
    (PHONE, "Phone"),
    (MOBILE, "Mobile phone"),
    (REF, "Customer reference"),
    (VAT, "VAT number"),
    (NAME, "Full name, or company"),
    (FIRST_NAME, "First name"),
    (LAST_NAME, "Last name"),
]
# In the order in which they recognise a customer.
KEYS = (EMAIL, MOBILE, PHONE, REF, VAT)

# The first pattern found in a header decides; headers are compared without case, accents and punctuation.
_HEADERS = [
    (EMAIL, r"e ?mail|courriel|mel|mail|adresse electronique"),
    (MOBILE, r"mobile|portable|gsm|cell|sms|tel port"),
    (PHONE, r"phone|telephone|tel|tel fixe|numero de tel"),
    (VAT, r"vat|tva|siren tva|intracommunautaire|tax id"),
    (REF, r"(customer|client|account) (ref|reference|no|nr|number|code|id)"),
    (REF, r"(ref|reference|code|id|numero|no|num|n) (du )?(client|customer)|compte client|ref|reference|matricule"),
    (FIRST_NAME, r"first ?name|given name|prenom"),
    (NAME, r"full name|nom complet|nom et prenom|nom prenom|raison sociale|company|societe|client|customer|contact"),
    (LAST_NAME, r"last ?name|surname|family name|nom de famille|nom d usage"),
    (NAME, r"name|nom|denomination"),
]
_PATTERNS = [(meaning, re.compile(rf"\b(?:{pattern})\b")) for meaning, pattern in _HEADERS]

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^(\+|00|0)[\d\s./()-]{8,}$")
_VAT = re.compile(r"^[A-Z]{2}[ .]?[0-9A-Z]{2}[ .]?\d[\d .]{6,}$")


def has_header(first_row):
    """Whether the first row names the columns: no value of it belongs to one person."""
    return not any(_guess_value(value) or re.search(r"\d{6}", value) for value in first_row)


def guess_meanings(headers, samples):
    """Return the meaning of each column, ``False`` for those that matter to nothing.

    :param headers: names of the columns, all empty when the file has no header
    :param samples: some rows of values
    """
    meanings = []
    for index, header in enumerate(headers):
        meaning = _guess_header(header) or _guess_values([row[index] for row in samples if index < len(row)])
        meanings.append(False if meaning in meanings else meaning)
    if LAST_NAME not in meanings and FIRST_NAME in meanings and NAME in meanings:
        meanings[meanings.index(NAME)] = LAST_NAME  # “Nom” beside “Prénom”
    return meanings


def _guess_header(header):
    text = " ".join(re.findall(r"[a-z0-9]+", remove_accents(header).lower()))
    return next((meaning for meaning, pattern in _PATTERNS if pattern.search(text)), False)


def _guess_values(values):
    """Return what all the values look like."""
    found = {_guess_value(value) for value in values if value}
    return found.pop() if len(found) == 1 else False


def _guess_value(value):
    if _EMAIL.match(value):
        return EMAIL
    if _PHONE.match(value):
        return PHONE
    return VAT if _VAT.match(value) else False
