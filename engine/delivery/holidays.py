"""Public holidays on which French customers are not to be disturbed.

The eleven of article L3133-1 of the Code du travail, and the two that the Moselle, Bas-Rhin and Haut-Rhin have besides
(article L3134-13).
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
_AFTER_EASTER = (1, 39, 50)
_GOOD_FRIDAY = -2
_ALSACE_MOSELLE = ("57", "67", "68")


@lru_cache(maxsize=64)
def french_holidays(year, postcode=""):
    """Return the public holidays of a year as a frozenset of dates.

    >>> len(french_holidays(2026)), date(2026, 4, 6) in french_holidays(2026)
    (11, True)
    >>> sorted(french_holidays(2026, "67000") - french_holidays(2026))
    [datetime.date(2026, 4, 3), datetime.date(2026, 12, 26)]

    :param str postcode: of the point of sale, for the holidays of Alsace and Moselle
    """
    sunday = easter(year)
    days = {date(year, month, day) for month, day in _FIXED}
    days |= {sunday + timedelta(days=offset) for offset in _AFTER_EASTER}
    if postcode.startswith(_ALSACE_MOSELLE):
        days |= {sunday + timedelta(days=_GOOD_FRIDAY), date(year, 12, 26)}
    return frozenset(days)
