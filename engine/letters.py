"""Numbers and plates in the one way in which they are compared: letters and digits alone, “ab 123-cd” as AB123CD."""

import re

from odoo.tools import SQL


def letters(name):
    """Return the callable for the letters and digits of a column."""
    return lambda alias: SQL(r"UPPER(REGEXP_REPLACE(%s, '[^0-9A-Za-z]', '', 'g'))", SQL.identifier(alias, name))


def normalise_letters(text, country_code=""):
    """Return letters and digits alone, as :func:`letters` has them."""
    return re.sub(r"[^0-9A-Za-z]", "", text or "").upper()
