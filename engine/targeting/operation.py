"""Set operations over targetings: their domains combined into one, and the search for a cycle among them."""

from collections.abc import Callable, Hashable, Iterable

from odoo.fields import Domain

from .alternatives import any_of, negate

UNION = "union"
INTERSECTION = "intersection"
DIFFERENCE = "difference"


def combine(operation: str, domains: list[Domain]) -> Domain:
    """Return the domain of what the operation finds: one query, however many operands.

    ``difference`` is the first less all others. Without any operand nothing is found.
    """
    if not domains:
        return Domain.FALSE
    if operation == UNION:
        return any_of(domains)
    if operation == INTERSECTION:
        return Domain.AND(domains)
    first, *others = domains
    return Domain.AND([first, *map(negate, others)])


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
