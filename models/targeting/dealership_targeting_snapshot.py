from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime
from odoo.tools.sql import column_exists, create_column

REFRESH = "refresh"
RUN = "run"
DAILY = "daily"

# How old a snapshot becomes, and from when on one of a day, then one of a week, is enough.
KEPT = timedelta(days=400)
ONE_A_DAY = timedelta(days=2)
ONE_A_WEEK = timedelta(days=31)


class DealershipTargetingSnapshot(models.Model):
    """Which records a targeting found at a moment, to say later who entered and who left.

    The ids lie in one array, in the column ``res_ids`` that the ORM does not know: they never pass through Python.
    A moment that finds the same as the one before is not written again.

    **Rights.** Both the snapshot and what it is compared with are taken with the rights of whoever set the targeting
    up, for a difference between two people's rights is no change. What a reader gets to see of it is narrowed by
    their own record rules, since it is a search on the model. Records deleted meanwhile cannot be shown.
    """

    _name = "dealership.targeting.snapshot"
    _description = "Snapshot of a Targeting"
    _order = "taken_at desc, id desc"
    _rec_names_search = ["targeting_id"]

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    targeting_id = fields.Many2one("dealership.targeting", required=True, readonly=True, ondelete="cascade")
    taken_at = fields.Datetime(required=True, readonly=True)
    reason = fields.Selection(
        [(REFRESH, "Counted"), (RUN, "Run of a Scenario"), (DAILY, "Daily")], required=True, readonly=True
    )
    res_model = fields.Char(required=True, readonly=True)
    count = fields.Integer(readonly=True)

    _taken_index = models.Index("(targeting_id, taken_at)")

    def init(self):
        if not column_exists(self.env.cr, self._table, "res_ids"):
            create_column(self.env.cr, self._table, "res_ids", "int4[] NOT NULL DEFAULT '{}'")

    @api.depends("targeting_id", "taken_at")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for snapshot in self:
            taken_at = format_datetime(self.env, snapshot.taken_at, dt_format="short")
            snapshot.display_name = f"{snapshot.targeting_id.name} – {taken_at}"

    @api.autovacuum
    def _gc_snapshots(self):
        self._thin_out(fields.Datetime.now())

    @api.model
    def _thin_out(self, now):
        """Forget what is too old, and keep the last snapshot only of days, then of weeks, long past."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM dealership_targeting_snapshot WHERE id IN (
                    SELECT id FROM (
                        SELECT id, taken_at, row_number() OVER (
                            PARTITION BY targeting_id, CASE
                                WHEN taken_at < %(one_a_week)s THEN 'week ' || date_trunc('week', taken_at)
                                WHEN taken_at < %(one_a_day)s THEN 'day ' || date_trunc('day', taken_at)
                                ELSE id::text END
                            ORDER BY taken_at DESC, id DESC) AS place
                          FROM dealership_targeting_snapshot) ranked
                     WHERE place > 1 OR taken_at < %(oldest)s)
                """,
                one_a_day=now - ONE_A_DAY,
                one_a_week=now - ONE_A_WEEK,
                oldest=now - KEPT,
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _take(self, targeting, reason, taken_at):
        """Write down what a targeting finds now, unless it is what it found before.

        :param targeting: ``dealership.targeting``, with the rights to evaluate it with
        :param datetime taken_at: naive UTC
        """
        model = targeting._get_subject_model()
        query = model._search(targeting._get_domain())
        statement = SQL(
            """
            INSERT INTO dealership_targeting_snapshot
                   (targeting_id, taken_at, reason, res_model, count, res_ids, create_uid, create_date)
            SELECT %(targeting)s, %(taken_at)s, %(reason)s, %(model)s, COALESCE(cardinality(ids), 0),
                   COALESCE(ids, '{}'), %(uid)s, %(taken_at)s
              FROM (SELECT array_agg(id ORDER BY id) AS ids FROM (%(found)s) found) gathered
             WHERE NOT EXISTS (
                   SELECT FROM (SELECT res_model, res_ids FROM dealership_targeting_snapshot
                                 WHERE targeting_id = %(targeting)s ORDER BY taken_at DESC, id DESC LIMIT 1) latest
                    WHERE latest.res_model = %(model)s AND latest.res_ids = COALESCE(ids, '{}'))
            """,
            targeting=targeting.id,
            taken_at=taken_at,
            reason=reason,
            model=model._name,
            uid=self.env.uid,
            found=query.select(),
        )
        self.env.flush_all()
        self.env.cr.execute(statement)
        self.invalidate_model()

    # -- what changed -------------------------------------------------------------------------------

    def _get_subject_model(self):
        """Return the model of the records it holds, empty."""
        return self.env[self.res_model]

    def _get_entered_domain(self):
        """Return the domain of the records that the targeting finds now and did not find then."""
        return self._compare(lambda now, then: SQL("%s AND NOT %s", now, then))

    def _get_left_domain(self):
        """Return the domain of the records that the targeting found then and does not find now."""
        return self._compare(lambda now, then: SQL("%s AND NOT %s", then, now))

    def _compare(self, combine):
        """Return the domain that ``combine`` makes of the two conditions, found now and found then.

        In one piece: as two domains, PostgreSQL would not see that the second is an anti-join.
        """
        found = self._search_found_now()

        def to_sql(model, alias, query):
            record = SQL.identifier(alias, "id")
            now = SQL("EXISTS (SELECT FROM (%s) found_now WHERE found_now.id = %s)", found.select(), record)
            then = SQL(
                """EXISTS (SELECT FROM dealership_targeting_snapshot snapshot, unnest(snapshot.res_ids) AS found_then
                            WHERE snapshot.id = %s AND found_then = %s)""",
                self.id,
                record,
            )
            return SQL("(%s)", combine(now, then))

        return Domain.custom(to_sql=to_sql)

    def _search_found_now(self):
        targeting = self.targeting_id._with_responsible_rights()
        model = targeting._get_subject_model()
        same = model._name == self.res_model
        found = model._search(targeting._get_domain() if same else Domain.FALSE)
        found.order = None
        return found
