"""Which lines of Odoo's log fail a command: every WARNING and worse that is not on the list below."""

import re

# (pattern, why it is harmless). Keep it short; the addon's own lines never belong here.
ALLOWED = []

_LINE = re.compile(r"^\S+ \S+ \d+ (?P<level>[A-Z]+) ")
_BAD = {"WARNING", "ERROR", "CRITICAL"}


def is_allowed(line):
    return any(re.search(pattern, line) for pattern, _reason in ALLOWED)


def unexpected(lines):
    """The bad lines, each followed by what belongs to it (a traceback has no level of its own)."""
    found = []
    collecting = False
    for line in lines:
        head = _LINE.match(line)
        if head:
            collecting = head["level"] in _BAD and not is_allowed(line)
        if collecting:
            found.append(line)
    return found
