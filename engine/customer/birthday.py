"""Days as people write them in files, day before month as all over Europe; ISO as spreadsheets give them.

A feed reads days by what its profile says of them (``engine/feed/notation.py``), an enquiry by when it came in
(``engine/intake/moments.py``): of a file of people nobody has said how it writes.
"""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_EUROPEAN = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
FIRST_YEAR = 1900


def read_day(text):
    """Return the day, None when it is none, or its year has two digits only: they say nothing of a birthday.

    >>> read_day("12/05/1978"), read_day("1978-05-12 00:00:00"), read_day("12/05/78")
    (datetime.date(1978, 5, 12), datetime.date(1978, 5, 12), None)
    """
    text = (text or "").strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _EUROPEAN.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None
