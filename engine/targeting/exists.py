"""``EXISTS``: the part of a rule that speaks of other records than the one being tested."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

from .guard import should_look_up

_COMPARISONS = {
    "=": SQL("="),
    "!=": SQL("!="),
    "<": SQL("<"),
    "<=": SQL("<="),
    ">": SQL(">"),
    ">=": SQL(">="),
}


def get_comparison(operator: str) -> SQL:
    """Return the SQL operator; only these six ever reach a query."""
    return _COMPARISONS[operator]


@dataclass(frozen=True)
class Linked:
    """The records of ``model`` whose field ``other`` equals the field ``own`` of the record tested.

    ``domain`` says which of them count. With ``order`` (date field, ``<`` or ``>``) only the one
    counts that no record of ``pool`` precedes: there is no linked one with a smaller (``<``) or greater
    (``>``) date and id. With ``count`` (operator, number ≥ 1) that many must count, else at least one.
    ``sudo`` reads the linked model without the user's rights: for facts about the record tested
    that are no record of their own (a blacklist), never for what a rule speaks of.
    """

    model: str
    own: str
    other: str
    domain: Domain
    pool: Domain | None = None
    order: tuple[str, str] | None = None
    count: tuple[str, int] | None = None
    sudo: bool = False


class Exists(DomainCustom):
    """A ``Domain`` that is true when linked records exist, or when none does.

    Its negation is ``NOT EXISTS``, not Odoo's ``(…) IS NOT TRUE``: PostgreSQL plans the former as
    an anti-join. The linked records come from the ORM's own search, so access rights and record
    rules of the linked model hold for the user who evaluates. They stand in a derived table, which
    PostgreSQL pulls up into the join and which keeps the names of nested searches apart.
    """

    __slots__ = ("left", "linked", "negated")

    def __new__(cls, linked: Linked, negated=False, left: Domain | None = None):
        self = super().__new__(cls, cls._build_sql)
        object.__setattr__(self, "linked", linked)
        object.__setattr__(self, "negated", negated)
        object.__setattr__(self, "left", left)
        object.__setattr__(self, "_sql", self._build_sql)
        return self

    def __invert__(self):
        return Exists(self.linked, not self.negated, self.left)

    def guarded(self, left: Domain) -> Domain:
        """Return the same, knowing what the parts beside it in an ALL leave; see ``guard``."""
        return Exists(self.linked, self.negated, left)

    @property
    def has_choice(self):
        """Return whether there are two ways to say it: the last, next or first record can be looked up."""
        return bool(self.linked.order)

    @property
    def parts_inside(self):
        """Return the domains it is made of, on the linked model."""
        return tuple(domain for domain in (self.linked.domain, self.linked.pool) if domain is not None)

    def __eq__(self, other):
        return isinstance(other, Exists) and (self.linked, self.negated) == (other.linked, other.negated)

    def __hash__(self):
        return hash((Exists, self.linked.model, self.linked.own, self.linked.other, self.negated))

    @property
    def lists_ids(self):
        """Return whether the linked records name the ids of all records for which this is true."""
        return self.linked.own == "id" and not self.negated

    def build_test(self, model, own: SQL) -> SQL:
        """Return the test of a record of ``model`` whose linking field has the value ``own``."""
        negation = SQL("NOT ") if self.negated else SQL()
        rows = self.select_rows(model)
        if self.left is not None and self.has_choice and should_look_up(model, self.left, rows):
            return SQL("%sEXISTS (%s)", negation, self._look_up(model, own))
        return SQL("%sEXISTS (SELECT 1 FROM (%s) AS linked WHERE linked.link = %s)", negation, rows, own)

    def _look_up(self, model, own) -> SQL:
        """Return the query that picks the one record that counts, and tests it.

        ``tested`` keeps the value apart from the linked table, which may be the very table of ``model``.
        """
        linked = self.linked
        comodel = self._get_comodel(model)
        query = comodel._search(linked.pool, active_test=False)
        test = linked.domain.optimize_full(comodel)._to_sql(comodel, query.table, query)
        date, comparison = linked.order
        direction = SQL("DESC") if comparison == ">" else SQL("ASC")
        columns = [comodel._field_to_sql(query.table, name, query) for name in (linked.other, date, "id")]
        query.add_where(SQL("%s = tested.own", columns[0]))
        query.order = SQL("%s %s, %s %s", columns[1], direction, columns[2], direction)
        query.limit = 1
        return SQL(
            "SELECT 1 FROM (SELECT %s AS own) AS tested CROSS JOIN LATERAL (%s) AS picked WHERE picked.passes",
            own,
            query.select(SQL("%s AS passes", test)),
        )

    def _get_comodel(self, model):
        comodel = model.env[self.linked.model]
        return comodel.sudo() if self.linked.sudo else comodel

    def select_rows(self, model) -> SQL:
        """Return the query of the linked records that count, with the linking field as ``link``."""
        linked = self.linked
        comodel = self._get_comodel(model)
        rows = self._select(comodel, linked.domain)
        if linked.order:
            rivals = self._select(comodel, linked.pool)
            rows = _select_first(rows, rivals, get_comparison(linked.order[1]))
        if linked.count:
            rows = _select_counted(rows, *linked.count)
        return rows

    def _build_sql(self, model, alias, query) -> SQL:
        return self.build_test(model, model._field_to_sql(alias, self.linked.own, query))

    def _select(self, comodel, domain) -> SQL:
        """Return the query of the linking field, and of date and id where an order needs them."""
        query = comodel._search(domain, active_test=False)
        names = {"link": self.linked.other}
        if self.linked.order:
            names |= {"rank_date": self.linked.order[0], "rank_id": "id"}
        return query.select(
            *(
                SQL("%s AS %s", comodel._field_to_sql(query.table, name, query), SQL.identifier(label))
                for label, name in names.items()
            )
        )


def _select_first(rows, rivals, comparison) -> SQL:
    return SQL(
        "SELECT picked.link FROM (%s) AS picked WHERE NOT EXISTS (SELECT 1 FROM (%s) AS rival"
        " WHERE rival.link = picked.link"
        " AND (rival.rank_date, rival.rank_id) %s (picked.rank_date, picked.rank_id))",
        rows,
        rivals,
        comparison,
    )


def _select_counted(rows, operator, number) -> SQL:
    return SQL(
        "SELECT counted.link FROM (%s) AS counted GROUP BY counted.link HAVING COUNT(*) %s %s",
        rows,
        get_comparison(operator),
        number,
    )
