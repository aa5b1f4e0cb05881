from odoo import api, models
from odoo.tools import SQL

# Rows written at once below which no plan is bad enough to matter.
MANY = 1000
# How many times as many a table may have had for what PostgreSQL knows of them to hold for those written as well.
KNOWN_TIMES = 10


class DealershipDelivery(models.Model):
    """What PostgreSQL knows of the ledger.

    A run writes its enrolments and deliveries, and works on with them in the same transaction. PostgreSQL's own
    maintenance looks at a table now and then, once it was committed: until then, the plans for a ledger that was all
    but empty expect one row where there are ten thousand, and compare each with each. So whoever has written a large
    part of a table has PostgreSQL look at once: a tenth of a second for a run of thousands, nothing for those that add
    little.

    Statements do not rely on it where they can say how many rows there are: by ids (``= ANY``), and by looking up (an
    ``EXISTS`` or ``LATERAL`` with ``OFFSET 0``) what is asked for each.
    """

    _inherit = "dealership.delivery"

    @api.model
    def _note_planned(self, count):
        """Have PostgreSQL look at the deliveries, when those just written are a large part of them."""
        _look_at(self, count)

    @api.model
    def _note_enrolled(self, count):
        """Have PostgreSQL look at the enrolments, when those just written are a large part of them."""
        _look_at(self.env["dealership.enrolment"], count)


def _look_at(model, count):
    if count < MANY:
        return
    table = SQL.identifier(model._table)
    [[known]] = model.env.execute_query(SQL("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", model._table))
    if known < count * KNOWN_TIMES:
        # Somebody else's look is not waited for; who does not own the table is warned, and goes on.
        model.env.cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", table))
