from odoo import api, models
from odoo.tools import SQL

# Rows written at once below which no plan is bad enough to matter.
MANY = 100
# How many times as many a table may have had for what PostgreSQL knows of them to hold for those written as well.
KNOWN_TIMES = 10
# A table of fewer bytes is read from end to end in no time, whatever PostgreSQL believes of it.
LARGE = 4 * 1024 * 1024


class DealershipDelivery(models.Model):
    """What PostgreSQL knows of the ledger.

    A run writes its enrolments and deliveries, and works on with them in the same transaction. PostgreSQL's own
    maintenance looks at a table now and then, once it was committed: until then, the plans for a ledger that was all
    but empty expect one row where there are ten thousand, and compare each with each. So whoever has written a large
    part of a table has PostgreSQL look at once: a tenth of a second for a run of thousands, nothing for those that add
    little. And a run looks first for tables that have grown large since PostgreSQL looked at them, if it ever did:
    those of a database just restored or filled. Without, a rule that takes 30 milliseconds took minutes.

    Statements do not rely on it where they can say how many rows there are: by ids (``= ANY``), and by looking up what
    is asked for each (``look_up.py``).
    """

    _inherit = "dealership.delivery"

    @api.model
    def _note_planned(self, count):
        """Have PostgreSQL look at the deliveries, when those just written are a large part of them."""
        _look_at_written(self, count)

    @api.model
    def _note_enrolled(self, count):
        """Have PostgreSQL look at the enrolments, when those just written are a large part of them."""
        _look_at_written(self.env["dealership.enrolment"], count)

    @api.model
    def _look_at_unknown(self, tables=()):
        """Have PostgreSQL look at the tables that runs read, where they are not at all what it knows of them.

        :param tables: names of further tables, of whoever reads these
        """
        categories = self.env["dealership.catalogue"]._get_category_models()
        names = ["dealership.enrolment", "dealership.delivery", "dealership.consent.state"]
        names += [category._category_model for category in categories]
        unknown = SQL(
            """SELECT relname FROM pg_class WHERE oid IN (SELECT to_regclass(name) FROM unnest(%s) AS name)
                  AND pg_relation_size(oid) >= %s
                  AND pg_relation_size(oid) > relpages::bigint * current_setting('block_size')::int * %s""",
            [*(self.env[name]._table for name in names), *tables],
            LARGE,
            KNOWN_TIMES,
        )
        for (table,) in self.env.execute_query(unknown):
            _look_at(self.env, table)


def _look_at_written(model, count):
    if count < MANY:
        return
    [[known]] = model.env.execute_query(SQL("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", model._table))
    if known < count * KNOWN_TIMES:
        _look_at(model.env, model._table)


def _look_at(env, table):
    # Somebody else's look is not waited for; who does not own the table is warned, and goes on.
    env.cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", SQL.identifier(table)))
