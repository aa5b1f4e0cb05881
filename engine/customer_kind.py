"""What kind of customer somebody is, which decides what the law says about reminders and consents."""

from fnmatch import fnmatchcase

CONSUMER = "consumer"
PROFESSIONAL = "professional"
NON_PROFESSIONAL = "non_professional"
PUBLIC = "public"

KINDS = [
    (CONSUMER, "Consumer"),
    (PROFESSIONAL, "Professional"),
    (NON_PROFESSIONAL, "Non-professional body"),
    (PUBLIC, "Public body"),
]
# Interest and a fixed fee for paying late are owed between undertakings, and by public authorities: directive
# 2011/7/EU, articles 3 and 4. Nobody else owes them.
LATE_PAYERS = frozenset({PROFESSIONAL, PUBLIC})


def is_like(value, patterns):
    """Return whether a text is like one of the patterns, which are separated by commas.

    ``?`` is any character, ``*`` any number of them.

    >>> is_like("213012345", "1????????, 2????????"), is_like("", "*")
    (True, False)
    """
    return bool(value) and any(fnmatchcase(value, pattern.strip()) for pattern in (patterns or "").split(","))
