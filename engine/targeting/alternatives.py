"""``OR`` between parts that speak of other records, said so that PostgreSQL can plan it.

``EXISTS (…) OR EXISTS (…)`` is a filter: whatever the parts find, each of a million customers is tried.
The same as ``EXISTS`` over a ``UNION`` is a join, which starts from whatever the parts find. (With ``UNION ALL``
PostgreSQL takes the rows for 200 different ones, and fetches half a million customers one by one.) Where few customers
are left to be tried, the filter is the faster one: ``guard`` decides.
"""

from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCustom, DomainOr
from odoo.tools import SQL

from .conditions import merge_texts
from .exists import Exists
from .guard import should_look_up


def any_of(domains) -> Domain:
    """Return the domain of the records that one of the domains, all on one model, is true of."""
    plain = Domain.OR(merge_texts(domains))
    if not isinstance(plain, DomainOr) or not _speaks_of_others(plain):
        return plain
    return Found(_join_own(plain.children))


def negate(domain: Domain) -> Domain:
    """Return the opposite; that of an ``AND`` would be such an ``OR``."""
    if isinstance(domain, DomainAnd) and _speaks_of_others(domain):
        return ~Found((domain,))
    return ~domain


def _join_own(domains):
    """Return the domains, those about the record itself as one: they are tested in one scan."""
    own = [domain for domain in domains if not _speaks_of_others(domain)]
    others = [domain for domain in domains if _speaks_of_others(domain)]
    return (*([Domain.OR(own)] if own else []), *others)


def _speaks_of_others(domain):
    children = getattr(domain, "children", ())
    return isinstance(domain, (Exists, Found)) or any(_speaks_of_others(child) for child in children)


class Found(DomainCustom):
    """A ``Domain`` that is true of the records found by at least one of ``domains``, or by none of them."""

    __slots__ = ("domains", "left", "negated")

    has_choice = True

    def __new__(cls, domains: tuple[Domain, ...], negated=False, left: Domain | None = None):
        self = super().__new__(cls, cls._build_sql)
        object.__setattr__(self, "domains", domains)
        object.__setattr__(self, "negated", negated)
        object.__setattr__(self, "left", left)
        object.__setattr__(self, "_sql", self._build_sql)
        return self

    def __invert__(self):
        return Found(self.domains, not self.negated, self.left)

    def guarded(self, left: Domain) -> Domain:
        """Return the same, knowing what the parts beside it in an ALL leave; see ``guard``."""
        return Found(self.domains, self.negated, left)

    @property
    def parts_inside(self):
        """Return the domains it is made of, on the same model."""
        return self.domains

    def __eq__(self, other):
        return isinstance(other, Found) and (self.domains, self.negated) == (other.domains, other.negated)

    def __hash__(self):
        return hash((Found, len(self.domains), self.negated))

    def _build_sql(self, model, alias, query) -> SQL:
        union = SQL(" UNION ").join(_select(domain, model) for domain in self.domains)
        if self.left is not None and should_look_up(model, self.left, union, len(self.domains)):
            either = Domain.OR(self.domains).optimize_full(model)._to_sql(model, alias, query)
            return SQL("(%s) IS NOT TRUE", either) if self.negated else either
        return SQL(
            "%sEXISTS (SELECT 1 FROM (%s) AS found WHERE found.id = %s)",
            SQL("NOT ") if self.negated else SQL(),
            union,
            SQL.identifier(alias, "id"),
        )


def _select(domain, model):
    """Return the query of the ids that a part finds.

    The model's own record rules are left to the query around, which holds only readable records;
    those of other models hold here as well, since the user stays the same.
    """
    parts = domain.children if isinstance(domain, DomainAnd) else (domain,)
    listing = next((part for part in parts if isinstance(part, Exists) and part.lists_ids), None)
    if listing and all(isinstance(part, Exists) and part.linked.own == "id" for part in parts):
        return _select_linked(listing, [part for part in parts if part is not listing], model)
    query = model._search(domain, active_test=False, bypass_access=True)
    return query.select(SQL("%s AS id", SQL.identifier(query.table, "id")))


def _select_linked(listing, others, model):
    """Return the ids as the linked records name them: none of the model's own columns is looked at."""
    found = SQL("SELECT listed.link AS id FROM (%s) AS listed", listing.select_rows(model))
    tests = [part.build_test(model, SQL.identifier("listed", "link")) for part in others]
    return SQL("%s WHERE %s", found, SQL(" AND ").join(tests)) if tests else found
