"""Registration plates, written in the one way in which they are compared: AB-123-CD is “ab 123 cd”."""

import re

from odoo.tools import SQL


def normalise_plate(text):
    """Return letters and digits alone, as :func:`get_plate_sql` has them.

    >>> normalise_plate("ab 123-cd")
    'AB123CD'
    """
    return re.sub(r"[^0-9A-Za-z]", "", text or "").upper()


def get_plate_sql(alias):
    """Return the same of a vehicle, as it is indexed."""
    return SQL(r"UPPER(REGEXP_REPLACE(%s, '[^0-9A-Za-z]', '', 'g'))", SQL.identifier(alias, "license_plate"))
