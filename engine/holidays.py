"""Public holidays of every country and region, as the library ``holidays`` knows them (https://pypi.org/project/holidays/)."""

from functools import lru_cache

import holidays


@lru_cache(maxsize=256)
def get_public_holidays(country, subdivision=""):
    """Return the public holidays as a container of dates that knows any year.

    >>> from datetime import date
    >>> alsace, france = get_public_holidays("FR", "6AE"), get_public_holidays("FR")
    >>> date(2026, 4, 3) in alsace, date(2026, 4, 3) in france, date(2026, 4, 6) in france
    (True, False, True)

    :param str country: ISO 3166-1 alpha-2 code; one that the library does not know has no holidays
    :param str subdivision: a code or a name of the library; what it does not know has the holidays of the country
    :rtype: collections.abc.Container[datetime.date]
    """
    for chosen in (subdivision or None, None):
        try:
            return holidays.country_holidays(country, subdiv=chosen)
        except NotImplementedError:  # how the library says that it does not know a country or a part of it
            continue
    return frozenset()
