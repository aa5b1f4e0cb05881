"""What a source says now, against what it said before, what stood here then, and what stands here now.

While a source repeats itself nothing is written, whatever stands here. When it has news, they are written over what has
stood here since the last load; what a person has changed since is a correction, and stays. What was here before the
source said its first word stays until it has news, unless it is empty. The profile can give the source the last word.

What was said is remembered as marks (``mark``): nobody who is erased stands in the memory of feeds.
"""

import json
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

# Of 8 bytes, so that among the values of one field none is taken for another.
MARK_BYTES = 8


class Merge(NamedTuple):
    """What is to be done with one record.

    :ivar dict changes: name → mark of the value to be written
    :ivar dict stood: name → mark of what stands here instead of what the source says
    """

    changes: dict
    stood: dict


def merge(said, said_before, stood, here, source_wins=False):
    """Return the ``Merge`` of one record.

    :param dict said: name → mark of the value, of this row
    :param dict said_before: the same of all rows taken in before; lacks what the source has not spoken of
    :param dict stood: what stood here after the last load, where it was something else
    :param dict here: the same of the record, of all names in ``said``
    :param bool source_wins: whether the source has the last word
    """
    changes, standing = {}, dict(stood)
    for name, value in said.items():
        if name in said_before and said_before[name] == value and not source_wins:
            continue
        if _is_written(name, value, said_before, stood, here, source_wins):
            standing.pop(name, None)
            if value != here[name]:
                changes[name] = value
        elif name not in said_before:
            standing[name] = here[name]
        else:
            standing.setdefault(name, said_before[name])
    return Merge(changes, standing)


def _is_written(name, value, said_before, stood, here, source_wins):
    if value == here[name] or is_empty(here[name]) or source_wins:
        return True
    return name in said_before and here[name] == stood.get(name, said_before[name])


# The same days, names, brands and codes come again and again. ``typed``: 1, 1.0 and True are written differently.
@lru_cache(maxsize=50_000, typed=True)
def mark(value):
    """Return what a value is told from others by; None for an empty one.

    :param value: as JSON has it
    """
    return None if is_empty(value) else blake2b(json.dumps(value).encode(), digest_size=MARK_BYTES).hexdigest()


def is_empty(value):
    """Return whether a value says nothing. Zero doesn't: a field for numbers has it while nobody knows better."""
    return not value
