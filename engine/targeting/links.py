"""Which records a rule names, by the values of its conditions about links, and of which kinds it speaks."""

from .tree import Condition, Group, Scope


def find_links(root: Group) -> dict[str, dict[int, str]]:
    """Return model → {id: path of the first condition that names it}."""
    links = {}
    for condition in iterate_conditions(root):
        if condition.attribute.type == "link" and condition.operator.shape != "none":
            values = [condition.value] if isinstance(condition.value, int) else condition.value
            for record_id in values:
                links.setdefault(condition.attribute.relation, {}).setdefault(record_id, condition.path)
    return links


def iterate_conditions(node):
    """Yield the conditions of a checked tree."""
    if isinstance(node, Condition):
        yield node
        return
    for rule in node.rules:
        yield from iterate_conditions(rule)


def find_categories(node) -> set[str]:
    """Return the keys of the categories whose records a checked tree asks for, its subject not among them."""
    if isinstance(node, Condition):
        return set()
    own = {node.category} if isinstance(node, Scope) else set()
    return own.union(*map(find_categories, node.rules))
