"""Telephone numbers as providers write them."""

from ..customer.telephone import normalise_phone

# Words for "no number", and what Twilio sends for them: the words on the keys of a telephone.
_ANONYMOUS = {"", "anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"}
_ANONYMOUS_KEYS = {"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"}


def read_number(text, country_code):
    """Return a caller's number as E.164, as it came when it is none (a short or internal one), empty when withheld.

    :param str country_code: ISO code of the country of numbers without a prefix
    """
    text = (text or "").strip()
    if text.lower() in _ANONYMOUS or text in _ANONYMOUS_KEYS:
        return ""
    return normalise_phone(text, country_code) or text[:64]
