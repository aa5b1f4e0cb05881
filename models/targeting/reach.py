from odoo.fields import Domain
from odoo.tools import SQL

from .responsible_rights import ADMINISTRATOR


class Reach:
    """Whose customers and records somebody's scenario may act on: the one definition, for all that counts or sends.

    What belongs to a company (or to all), and to a point of sale of it (or to none): to that of the scenario when it
    has one; to those of the user otherwise, for an Administrator to any. A record belongs to its own point of sale and,
    when it has none, to that of its customer: who had their car repaired at Rodez is written to about it by Rodez,
    wherever they bought it. The ledger notes the same point of sale: whoever sets a scenario up sees what comes of it.

    :param company: ``res.company`` that writes
    :param team: ``crm.team`` of the scenario, perhaps none
    :param user: ``res.users`` with whose rights it writes
    """

    def __init__(self, company, team, user):
        self.company = company
        self.teams = _search_teams(company, team, user)

    def get_domain(self, category):
        """Return the domain of the records of a ``dealership.category`` that lie within reach."""
        model = category.env[category._category_model]
        domain = Domain.TRUE
        if "company_id" in model._fields:
            domain &= Domain("company_id", "in", [self.company.id, False])
        if "team_id" in model._fields:
            domain &= Domain("team_id", "in", self.teams) | Domain("team_id", "=", False)
        field = category._get_counting_field()
        if field == "id":
            return domain
        return domain & Domain.custom(to_sql=lambda *args: self._get_customer_sql(field, *args))

    def _get_customer_sql(self, field, model, alias, query):
        """Return the condition that the customer of a record is no other company's, nor elsewhere if that decides."""
        own_team = SQL("%s IS NULL", SQL.identifier(alias, "team_id")) if "team_id" in model._fields else SQL("TRUE")
        return SQL(
            """NOT EXISTS (SELECT FROM res_partner customer WHERE customer.id = %s
                  AND (customer.company_id != %s
                       OR %s AND customer.team_id IS NOT NULL AND customer.team_id NOT IN %s))""",
            SQL.identifier(alias, field),
            self.company.id,
            own_team,
            self.teams.subselect(),
        )


def _search_teams(company, team, user):
    """Return the query of the points of sale of a reach, archived ones included, as the record rules do."""
    domain = Domain("active", "in", [True, False]) & Domain("company_id", "in", [company.id, False])
    if team:
        domain &= Domain("id", "=", team.id)
    if not user.has_group(ADMINISTRATOR):
        domain &= Domain("user_id", "=", user.id) | Domain("member_ids", "in", user.ids)
    # sudo: which points of sale somebody belongs to is no secret, and those of companies not ticked are hidden
    query = company.env["crm.team"].sudo()._search(domain)
    query.order = None
    return query
