"""What the rules can speak of: categories, their attributes, and how the categories are linked.

Plain declarations: the models of ``dealership.category`` fill them, everything else reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from odoo.fields import Domain

MAIN = "main"
MORE = "more"


@dataclass(frozen=True)
class Attribute:
    """One thing a condition can test.

    Either ``field`` or ``domain`` says where the value is. ``field`` names a stored field of the
    category's model, or one step away ``link_id.field``, and then ``through`` is the model in between.
    ``noun`` is the label as a sentence needs it ("opening date" for "Opened"), empty when the label will do.
    ``domain`` is for what no single column holds: called with a *positive* operator (``is`` ``in``
    ``=`` ``<`` …), the parsed value and the ``Clock``, it returns the ``Domain`` of the records for
    which the condition is true; the compiler negates.
    ``known`` is the domain of the records of which the value can be known at all, None: of all. Of the others
    neither a condition nor its opposite is true (see ``compiler``).
    ``each_time``: a moment at which something was done that can be done several times on one day, each of which is an
    occurrence of its own; of any other moment, a day is one occurrence.
    ``told_by`` names the categories whose records tell the value: where there are none at all, it means nothing.
    """

    key: str
    label: str
    type: str
    field: str = ""
    through: str = ""
    relation: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    noun: str = ""
    group: str = MAIN
    domain: Callable[[str, Any, Any], Domain] | None = None
    known: Domain | None = None
    each_time: bool = False
    told_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """A kind of record: its model, which of that model's records belong to it, and its links.

    ``date`` is the field that orders the records (last, next, first), empty when there is none;
    ``date_type`` says whether it holds days (``date``) or moments in UTC (``datetime``).
    ``customer`` is the field that holds the customer the record counts for. ``links`` maps another category's key to
    the pair of fields, one of this model and one of the other, that are equal for linked records.
    ``exclusions`` says of records outside ``base`` why: pairs of a phrase and the domain for which it is true.
    """

    key: str
    label: str
    plural: str
    model: str
    base: Domain
    customer: str
    date: str = ""
    date_type: str = ""
    subject: bool = True
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    exclusions: tuple[tuple[str, Domain], ...] = ()

    @property
    def picks(self) -> tuple[str, ...]:
        """Return the ways to pick a record; without a date there is no last nor next one."""
        return ("any", "last", "next", "first") if self.date else ("any",)


class Schema(dict):
    """The categories by key."""

    def link(self, key: str, other_key: str) -> tuple[str, str]:
        """Return the two fields, one of each category, whose equality links their records.

        A declared link counts in both directions; categories without one, and a category with
        itself, are linked through their customer.
        """
        category, other = self[key], self[other_key]
        if key != other_key:
            if other_key in category.links:
                return category.links[other_key]
            if key in other.links:
                other_field, own_field = other.links[key]
                return own_field, other_field
        return category.customer, other.customer
