"""Telephone numbers as people, spreadsheets and address books write them, each in the one way that everything compares.

The library ``phonenumbers`` decides what is a number; here stands what it does not know: what surrounds numbers in real
files, and the plan that France shares with its territories. All who ask for a number ask here: files, calls, text
messages, replies, leads, and Odoo's own ``phone_sanitized`` (``models/customer/telephone.py``).
"""

import re
import unicodedata
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat

_MOBILE_TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)

MAX_TEXT = 500  # characters of a field that can hold numbers
MAX_LOST_DIGITS = 2  # a number in scientific notation that lacks more was rounded, and is another one

# Countries whose subscribers dial each other as at home, by one plan of ten digits: what is written 0692… in Lyon is
# one of Réunion, and 06 12… at Saint-Denis one of the mainland (ARCEP, decision 2018-0881). No block belongs to two of
# them but 09 76.
_SHARED_PLANS = (("FR", "GP", "RE", "GF", "MQ", "YT", "BL", "MF", "PM"),)

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad"))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_EXTENSION = re.compile(r"(?:;ext=|\b(?:poste|post|ext(?:ension)?|p)\b\.?\s*:?\s*|[#x]\s*)\d{1,6}(?!\d)", re.IGNORECASE)
_DECIMALS = re.compile(r"(\d{6,})[.,]0+")
_SCIENTIFIC = re.compile(r"\+?(\d)[.,](\d+)E\+?(\d{1,2})", re.IGNORECASE)
_NOT_OF_A_NUMBER = re.compile(r"[^\d+()./\s-]+")
# What stands between two numbers, from what does nothing else to what stands within numbers as well.
_BETWEEN_NUMBERS = (
    re.compile(r"[;,|\n\r\t]|:::|\s/\s|\s-\s|\b(?:ou|et|or|and)\b|(?<=\d)\s*(?=\+)", re.IGNORECASE),
    re.compile(r"/"),
    _NOT_OF_A_NUMBER,
    re.compile(r"\s+"),
)


def read_numbers(text, country_code):
    """Return the numbers of a field as E.164, in their order, each once.

    :param str country_code: ISO code of the country of numbers without a prefix

    >>> read_numbers("01 42 68 53 00 (bureau) poste 12 / 06 12 34 56 78", "FR")
    ['+33142685300', '+33612345678']
    >>> read_numbers("0692 12 34 56", "FR"), read_numbers("06 12 34 56 78", "RE")
    (['+262692123456'], ['+33612345678'])
    >>> read_numbers("6.12345678E8", "FR"), read_numbers("612345678.0", "FR"), read_numbers("6.12E+08", "FR")
    (['+33612345678'], ['+33612345678'], [])
    """
    return list(_read_numbers(_clean(text), country_code))


# Whoever takes a customer in asks several times for the same number: who it is, who else has it, what is stored.
@lru_cache(maxsize=4096)
def _read_numbers(text, country_code):
    whole = _read_number(text, country_code)
    if whole:
        return (whole,)
    for separator in _BETWEEN_NUMBERS:
        numbers = [number for piece in separator.split(text) if (number := _read_number(piece, country_code))]
        if numbers:
            return tuple(dict.fromkeys(numbers))
    return ()


def normalise_phone(text, country_code):
    """Return the (first) number as E.164, empty when it is none.

    :param str country_code: ISO code of the country of numbers without a prefix
    """
    return next(iter(read_numbers(text, country_code)), "")


def is_alone(text, country_code):
    """Whether a text is one number, and nothing that would be lost if it were written in another way."""
    text = _clean(text)
    return not any(map(str.isalpha, text)) and "#" not in text and bool(_read_number(text, country_code))


def show_phone(number):
    """Return an E.164 number as people write it."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def is_mobile(number):
    """Return whether an E.164 number can receive text messages (some countries do not tell mobiles from landlines)."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number or "")) in _MOBILE_TYPES
    except phonenumbers.NumberParseException:
        return False


def _clean(text):
    """Return the text without what is not seen, and numbers as they were before a spreadsheet took them for amounts."""
    text = unicodedata.normalize("NFKC", (text or "")[:MAX_TEXT]).translate(_INVISIBLE).translate(_DASHES).strip()
    if match := _DECIMALS.fullmatch(text):
        return match[1]
    if match := _SCIENTIFIC.fullmatch(text):
        return _write_out(match[1] + match[2], int(match[3]) + 1)
    return text


def _write_out(digits, length):
    """Return the whole number of so many digits, empty when too many of them were rounded away."""
    return digits.ljust(length, "0") if length - MAX_LOST_DIGITS <= len(digits) <= length else ""


def _read_number(text, country_code):
    """Return the number that the text is, apart from words beside it, empty when it is none."""
    text = _NOT_OF_A_NUMBER.sub(" ", _EXTENSION.sub(" ", text)).strip(" ./-()")
    text = re.sub(r"\(\s*\)", "", text)
    if sum(map(str.isdigit, text)) < 3:
        return ""
    if text.startswith("00"):
        text = f"+{text[2:]}"
    return _write(_find_valid(text, country_code or ""))


def _write(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""


def _find_valid(text, country_code):
    """Return the valid number that is meant, None when there is none."""
    if text.startswith("+"):
        return _find_with_prefix(text)
    plan = next((plan for plan in _SHARED_PLANS if country_code in plan), ())
    number = _find_in_plan(text, country_code, plan) if plan else _parse(text, country_code)
    if not number and sum(map(str.isdigit, text)) > 10:
        number = _find_with_prefix(f"+{text}")  # its sign was lost
    return number


def _find_with_prefix(text):
    """Return the number of a country; those of a plan write its first country's prefix before all of its numbers."""
    number = _parse(text, "", valid=False)
    if not number:
        return None
    for plan in _SHARED_PLANS:
        prefixes = [phonenumbers.country_code_for_region(code) for code in plan]
        if number.country_code == prefixes[0] or (number.country_code in prefixes and not _is_valid(number)):
            return _find_in_plan(f"0{number.national_number}", plan[0], plan)
    return number if _is_valid(number) else None


def _find_in_plan(text, country_code, plan):
    """Return the number of whoever of the plan has it: of the own country first, of the first of it only after all."""
    own = country_code if country_code != plan[0] else ""
    if own and (number := _parse(text, own)):
        return number
    digits = re.sub(r"\D", "", text)
    territories = [code for code in plan[1:] if _may_be_of(digits, code)]
    found = {_write(number): number for code in territories if (number := _parse_territory(text, code))}
    return next(iter(found.values())) if len(found) == 1 else _parse(text, plan[0])


def _may_be_of(digits, country_code):
    """Whether a number could be one of a country, by its digits: reading it in full takes a hundred times as long."""
    prefix = str(phonenumbers.country_code_for_region(country_code))
    forms = {digits.removeprefix(each) for each in ("", "0", prefix, f"0{prefix}")}
    return any(map(_get_pattern(country_code).fullmatch, forms))


@cache
def _get_pattern(country_code):
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country_code)
    return re.compile(metadata.general_desc.national_number_pattern)


def _parse_territory(text, country_code):
    """Where numbers have six digits (Saint-Pierre), others dial the prefix before them as if it were a part."""
    prefix = f"0{phonenumbers.country_code_for_region(country_code)}"
    digits = re.sub(r"\D", "", text)
    return _parse(text, country_code) or (
        _parse(digits.removeprefix(prefix), country_code) if digits.startswith(prefix) else None
    )


def _parse(text, country_code, valid=True):
    """Return the number; written once more in between, as Odoo does it, so that its corrections of plans count."""
    try:
        number = phonenumbers.parse(text, country_code or None)
        written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        number = phonenumbers.parse(written, country_code or None)
    except phonenumbers.NumberParseException:
        return None
    return number if not valid or _is_valid(number) else None


def _is_valid(number):
    return phonenumbers.is_valid_number(number)
