"""Set operations over targetings: their domains combined into one, and the search for a cycle among them."""

from collections.abc import Callable, Hashable, Iterable

from odoo.fields import Domain

from .alternatives import any_of, negate

UNION = "union"
INTERSECTION = "intersection"
DIFFERENCE = "difference"


def combine(operation: str, found: list[Domain], possible: list[Domain]) -> Domain:
    """Return the domain of what the operation finds: one query, however many operands.

    ``difference`` is the first less all others, and less what these may find. Without any operand nothing is found.
    With the two lists exchanged it is what the operation may find.

    :param found: what each operand finds
    :param possible: that, and what it cannot tell whether it finds
    """
    if not found:
        return Domain.FALSE
    if operation == UNION:
        return any_of(found)
    if operation == INTERSECTION:
        return Domain.AND(found)
    return Domain.AND([found[0], *map(negate, possible[1:])])


def find_cycle(start: Hashable, get_operands: Callable[[Hashable], Iterable[Hashable]]) -> list | None:
    """Return a way that leads from ``start`` back to where it has been, or None.

    The first and the last of the way are the same; it need not pass by ``start`` again.
    """
    finished = set()

    def visit(node, way):
        if node in way:
            return [*way[way.index(node) :], node]
        if node in finished:
            return None
        for operand in get_operands(node):
            if cycle := visit(operand, [*way, node]):
                return cycle
        finished.add(node)
        return None

    return visit(start, [])
