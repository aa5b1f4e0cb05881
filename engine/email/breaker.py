"""When so much comes back that it is the server, not the addresses: docs/dead-addresses.md says why these numbers."""

import re
from collections import Counter
from datetime import timedelta

from ..one_line import one_line

# What comes back within it is one burst.
WINDOW = timedelta(hours=1)
# A server may report late: of what left so long before, its reports belong to the burst.
LONGEST = timedelta(days=1)
# Fewer messages prove nothing, nor do fewer returns: of a list with 2 % dead, ten of 200 are rare chance.
LEAST_MESSAGES = 20
LEAST_DEAD = 10
SHARE = 20  # one in so many: 5 %

_PARTICULAR = re.compile(r"<?[\w.+-]+@[\w.-]+>?:?|\[?\d+\.\d+\.\d+\.\d+\]?")


def is_burst(dead, messages):
    """Return whether so many addresses of so many messages are dead at once that none may be.

    >>> is_burst(10, 199), is_burst(10, 200), is_burst(10, 19), is_burst(9, 20)
    (True, False, False, False)
    """
    return dead >= LEAST_DEAD and messages >= LEAST_MESSAGES and dead * SHARE > messages


def sum_up_words(words, most=3):
    """Return the most frequent words of servers, without the addresses in them, as ``(how often, words)``.

    >>> sum_up_words(["550 <a@x.fr>: unknown", "550 <b@y.fr>: unknown", "554 no"])
    [(2, '550 unknown'), (1, '554 no')]
    """
    counted = Counter(one_line(_PARTICULAR.sub("", each or ""))[:200] for each in words)
    return [(count, said) for said, count in counted.most_common(most) if said]
