"""How to say a part of a rule that stands beside others in an ALL: by listing, or by looking up.

"The last repair order was above 500 €" can list all customers of whom that is true, or be looked up for each customer
that the other parts leave. Among a million customers the one takes seconds where the other takes milliseconds, either
way round; PostgreSQL plans each well and turns neither into the other. So it is asked beforehand how many
rows it expects, which costs no more than planning twice. Both ways find the same.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from .estimate import explain_sql, read_rows

# Measured: to look one record up by an index takes the time of listing and joining so many.
LOOK_UP = 6
# Listing fewer rows than this is fast enough for anything.
FEW = 10_000
# Planning more parts would cost more than it tells.
MOST_PARTS = 4


def guard(domains: list[Domain]) -> list[Domain]:
    """Return the parts of an ALL on one model, those that have the choice knowing what the others leave.

    Only parts without a choice further inside take part, as choosing or as others: what is nested would be
    planned again at each level.
    """
    flat = [domain for domain in domains if not any(map(_has_choice, _get_inside(domain)))]
    return [_guard_one(domain, flat) for domain in domains]


def _guard_one(domain, flat):
    others = [other for other in flat if other is not domain]
    if others and _has_choice_itself(domain) and any(domain is part for part in flat):
        return domain.guarded(Domain.AND(sorted(others, key=_speaks_of_others)[:MOST_PARTS]))
    return domain


def _get_inside(domain):
    return (*getattr(domain, "children", ()), *getattr(domain, "parts_inside", ()))


def _speaks_of_others(domain):
    return any(hasattr(part, "parts_inside") for part in (domain, *_get_inside(domain)))


def _has_choice(domain):
    return _has_choice_itself(domain) or any(map(_has_choice, _get_inside(domain)))


def _has_choice_itself(domain):
    return getattr(domain, "has_choice", False)


def should_look_up(model, left: Domain, listing: SQL, tables: int = 1) -> bool:
    """Return whether looking up what is left is expected to be faster than listing.

    :param left: what the other parts of the ALL leave, on ``model``
    :param listing: the query of all that the part finds
    :param tables: in how many places one has to look
    """
    if not _has_many(model):
        return False
    listed = _expect(model.env, listing)
    if listed < FEW:
        return False
    remaining = _expect(model.env, model._search(left, active_test=False).select())
    return remaining * LOOK_UP * tables < listed


def _has_many(model):
    """Return whether it matters: among few records both ways are fast, and need no question to the database."""
    return model.env["dealership.catalogue"]._has_at_least(model._table, FEW)


def _expect(env, sql):
    return read_rows(env.execute_query(explain_sql(sql))[0][0])
