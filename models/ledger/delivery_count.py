from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger import states
from .delivery_presentation import selection_reasons

# What is counted by: column → its expression on a row of the ledger. The first four are those of the record rules.
DIMENSIONS = {
    "run_id": "run_id",
    "scenario_id": "scenario_id",
    "company_id": "company_id",
    "team_id": "team_id",
    "state": "state",
    "reason": "reason",
    "is_measured": "measured IS TRUE",
    "is_message": "mail_message_id IS NOT NULL",
    "is_clicked": "clicked_at IS NOT NULL",
    "is_replied": "replied_at IS NOT NULL",
    "is_bounced": "bounced_at IS NOT NULL",
    "is_unsubscribed": "unsubscribed_at IS NOT NULL",
    "is_by_machine": "machine_at IS NOT NULL",
}
NAMES = SQL(", ").join(map(SQL.identifier, DIMENSIONS))
VALUES = SQL(", ").join(SQL(f"{expression} AS {name}") for name, expression in DIMENSIONS.items())
# Rows of a run before they are added up.
MANY = 100


class DealershipDeliveryCount(models.Model):
    """How many deliveries of a run stand where: kept by the database with every statement that writes the ledger.

    Lists of runs and scenarios add these up instead of counting the ledger anew. Every statement (of ours, of a merge
    of customers by Odoo, of a cascade of PostgreSQL's own) **appends** what it has changed, positive or negative: no
    worker waits for another, as they would for one row per run. ``_fold`` adds up what has gathered.

    The table has no foreign keys: what is deleted together with its run still appends, and adds up to nothing.
    """

    _name = "dealership.delivery.count"
    _description = "Count of Deliveries"
    _auto = False
    _log_access = False

    run_id = fields.Many2one("dealership.scenario.run", readonly=True)
    scenario_id = fields.Many2one("dealership.scenario", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    state = fields.Selection(states.DELIVERY_STATES, readonly=True)
    reason = fields.Selection(selection_reasons, readonly=True)
    is_measured = fields.Boolean(readonly=True)
    is_message = fields.Boolean(readonly=True)
    is_clicked = fields.Boolean(readonly=True)
    is_replied = fields.Boolean(readonly=True)
    is_bounced = fields.Boolean(readonly=True)
    is_unsubscribed = fields.Boolean(readonly=True)
    is_by_machine = fields.Boolean(readonly=True)
    deliveries = fields.Integer(readonly=True, help="How many more there are; fewer, when it is negative.")

    @api.model
    def _sum_visible(self, domain, groupby):
        """Return the numbers of those deliveries that the user may see, as ``_read_group`` does; none is 0.

        :param list groupby: names of fields
        """
        visible = Domain(domain) & self._get_visible_domain()
        # sudo: counts have other rights; the rules of deliveries narrow them
        groups = self.sudo()._read_group(visible, groupby, ["deliveries:sum"], having=[("deliveries:sum", "!=", 0)])
        return [(*keys, int(count)) for *keys, count in groups]

    @api.model
    def _search_visible(self, domain):
        """Return the query of the counts of those deliveries that the user may see."""
        # sudo: as above
        query = self.sudo()._search(Domain(domain) & self._get_visible_domain())
        query.order = None
        return query

    @api.model
    def _get_visible_domain(self):
        """Return the record rules of deliveries: what these name of a delivery, a count has as well."""
        deliveries = self.env["dealership.delivery"]
        deliveries.check_access("read")
        deliveries.flush_model()
        return Domain(self.env["ir.rule"]._compute_domain(deliveries._name, "read"))

    @api.model
    def _fold(self, many=MANY):
        """Add up what has gathered of runs that were written to often; whoever appends meanwhile does not wait.

        :param int many: how many rows of a run are often
        """
        [[free]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", self._table))
        if not free:
            return
        self.env.cr.execute(
            SQL(
                """WITH busy AS (SELECT run_id FROM dealership_delivery_count
                                  WHERE NOT is_folded GROUP BY run_id HAVING count(*) >= %(many)s),
                        gone AS (DELETE FROM dealership_delivery_count count USING busy
                                  WHERE count.run_id = busy.run_id RETURNING count.*)
                   INSERT INTO dealership_delivery_count (%(names)s, deliveries, is_folded)
                   SELECT %(names)s, sum(deliveries), TRUE FROM gone GROUP BY %(names)s HAVING sum(deliveries) != 0""",
                many=many,
                names=NAMES,
            ),
            log_exceptions=False,
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_unfolded(self):
        """Add up the rest once a day: what the scheduled action of deliveries looks at is then what came since."""
        # sudo: the counts are written by nobody but the database
        self.sudo()._fold(many=1)

    @api.model
    def _set_up(self):
        """Have the database count from now on, and what there is already; anew where it counts by other dimensions."""
        known = self.env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", self._table)
        )
        if known and DIMENSIONS.keys() - {name for (name,) in known}:
            self.env.cr.execute(_DROP)
        self.env.cr.execute(_TABLE)
        self.env.cr.execute(SQL(_FUNCTION, names=NAMES, values=VALUES))
        [[counted]] = self.env.execute_query(
            SQL("SELECT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'dealership_delivery_counted_insert')")
        )
        if not counted:
            self.env.cr.execute(_TRIGGERS)
            self.env.cr.execute(
                SQL("INSERT INTO dealership_delivery_count (%s, deliveries) %s", NAMES, self._get_recount_query())
            )

    @api.model
    def _get_recount_query(self):
        """Return the query of what the counts come to, from the ledger."""
        return SQL(
            "SELECT %s, count(*) FROM (SELECT %s FROM dealership_delivery) row GROUP BY %s", NAMES, VALUES, NAMES
        )


class DealershipDelivery(models.Model):
    _inherit = "dealership.delivery"

    # The customers who have opened something of a run are counted each once: that can't be added up.
    _opened_index = models.Index(
        "(run_id, partner_id) INCLUDE (company_id, team_id, scenario_id) WHERE opened_at IS NOT NULL"
    )

    def init(self):  # pylint: disable=missing-return
        super().init()
        self.env["dealership.delivery.count"]._set_up()


_DROP = """
DROP TRIGGER IF EXISTS dealership_delivery_counted_insert ON dealership_delivery;
DROP TRIGGER IF EXISTS dealership_delivery_counted_update ON dealership_delivery;
DROP TRIGGER IF EXISTS dealership_delivery_counted_delete ON dealership_delivery;
DROP TABLE dealership_delivery_count
"""

_TABLE = """
CREATE TABLE IF NOT EXISTS dealership_delivery_count (
    id bigserial PRIMARY KEY, run_id int NOT NULL, scenario_id int NOT NULL, company_id int, team_id int,
    state varchar, reason varchar, is_measured boolean, is_message boolean, is_clicked boolean, is_replied boolean,
    is_bounced boolean, is_unsubscribed boolean, is_by_machine boolean, deliveries bigint NOT NULL,
    is_folded boolean NOT NULL DEFAULT FALSE);
CREATE INDEX IF NOT EXISTS dealership_delivery_count_run_index ON dealership_delivery_count (run_id);
CREATE INDEX IF NOT EXISTS dealership_delivery_count_scenario_index ON dealership_delivery_count (scenario_id);
CREATE INDEX IF NOT EXISTS dealership_delivery_count_new_index ON dealership_delivery_count (run_id) WHERE NOT is_folded
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION dealership_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO dealership_delivery_count (%(names)s, deliveries)
        SELECT %(names)s, count(*) FROM (SELECT %(values)s FROM after) row GROUP BY %(names)s;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO dealership_delivery_count (%(names)s, deliveries)
        SELECT %(names)s, -count(*) FROM (SELECT %(values)s FROM before) row GROUP BY %(names)s;
    ELSE
        INSERT INTO dealership_delivery_count (%(names)s, deliveries)
        SELECT %(names)s, sum(difference)
          FROM (SELECT %(values)s, 1 AS difference FROM after
                UNION ALL SELECT %(values)s, -1 FROM before) row
         GROUP BY %(names)s HAVING sum(difference) != 0;
    END IF;
    RETURN NULL;
END $$
"""

_TRIGGERS = """
CREATE TRIGGER dealership_delivery_counted_insert AFTER INSERT ON dealership_delivery
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION dealership_count();
CREATE TRIGGER dealership_delivery_counted_update AFTER UPDATE ON dealership_delivery
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION dealership_count();
CREATE TRIGGER dealership_delivery_counted_delete AFTER DELETE ON dealership_delivery
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION dealership_count()
"""
