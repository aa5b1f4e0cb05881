from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.targeting.compiler import compile_tree, compile_unknown
from ...engine.targeting.errors import RuleError
from ...engine.targeting.estimate import explain_sql, read_rows
from ...engine.targeting.sentence import describe
from ...engine.targeting.tree import parse_tree
from ...engine.targeting.types import is_integer
from ..client.arguments import a_text, an_id, anything, arguments
from .dealership_targeting import count_sql, customer_sql

PREVIEW_LIMIT = 12
PREVIEW_MILLISECONDS = 1000  # each for counting and for the first records


class DealershipTargeting(models.Model):
    """What a rule finds while it is being edited, as far as a second goes."""

    _inherit = "dealership.targeting"

    @api.readonly
    @api.model
    @arguments(subject=a_text, tree=anything, team_id=an_id)
    def preview_rule(self, subject, tree, team_id=False):
        """Count and show what a rule finds, while it is being edited.

        :param str subject: key of a category
        :param dict tree: the rule, perhaps not complete yet
        :param int team_id: the point of sale whose time zone and opening days count
        :return: ``{"count", "customer_count", "unknown", "sentence", "customers", "about", "error": False}``,
            ``about``: estimated for want of time, ``unknown``: see :meth:`_count_unknown`; of a rule that is not
            complete ``{"error": {"path": "rules[0]", "message": "…"}}``
        """
        self.browse().check_access("read")
        try:
            schema, root, domain, unknown = self._compile_edited(subject, tree, team_id)
        except RuleError as error:
            return {"error": {"path": error.path, "message": self._translate(error.message)}}
        sentence = describe(root, subject, schema, self._get_words())
        return self._answer_preview(schema[subject], domain, sentence, unknown)

    @api.model
    def _compile_edited(self, subject, tree, team_id):
        """Return the ``Schema``, the checked tree and two domains of a rule that is being edited: of what it finds, and
        of what it cannot tell whether it finds.

        :param team_id: see :meth:`preview_rule`
        :raise RuleError: while it cannot be applied
        """
        team = self._browse_team(team_id)
        schema = self._get_schema(team)
        if subject not in schema:
            raise RuleError("", self.env._("These records cannot be read."))
        root = parse_tree(tree, schema)
        self._check_named_records(root)
        clock = team._get_targeting_clock(fields.Datetime.now())
        return schema, root, *(compiled(root, subject, schema, clock) for compiled in (compile_tree, compile_unknown))

    @api.model
    def _count_unknown(self, category, unknown):
        """Return of how many customers a rule cannot tell whether it finds them, None when counting takes too long.

        :param Domain unknown: of the records that it cannot tell about
        """
        if unknown.is_false():
            return 0
        model = self.env[category.model]
        counts = self._execute_in_time(count_sql(model, category, model._search(unknown)))
        return counts[0][1] if counts else None

    @api.model
    def _browse_team(self, team_id):
        return self.env["crm.team"].browse(team_id if is_integer(team_id) else False).exists()

    def _answer_preview(self, category, domain, sentence, unknown):
        found = self._preview(category, domain)
        return {**found, "unknown": self._count_unknown(category, unknown), "sentence": sentence, "error": False}

    def _preview(self, category, domain):
        """Count and read the first records; what takes too long is estimated, or left out."""
        model = self.env[category.model]
        query = model._search(domain)
        counts = self._execute_in_time(count_sql(model, category, query))
        count, customer_count = counts[0] if counts else self._estimate(model, category, query)
        first = model._search(domain, limit=PREVIEW_LIMIT, order="id DESC")
        records = model.browse(record_id for (record_id,) in self._execute_in_time(first.select()) or [])
        return {
            "count": count,
            "about": not counts,
            "customer_count": customer_count,
            "customers": [self._describe_found(record, category) for record in records],
        }

    def _estimate(self, model, category, query):
        """Return how many records, and how many different customers, PostgreSQL expects."""
        records, customers = query.select(), query.select(SQL("DISTINCT %s", customer_sql(model, category, query)))
        return [read_rows(self.env.execute_query(explain_sql(sql))[0][0]) for sql in (records, customers)]

    def _execute_in_time(self, sql):
        """Return the rows, or None when the time limit is reached: no fault, hence nothing in the error log."""
        self.env.flush_query(sql)
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(SQL("SET LOCAL statement_timeout = %s", PREVIEW_MILLISECONDS))
                self.env.cr.execute(sql, log_exceptions=False)
                rows = self.env.cr.fetchall()
                self.env.cr.execute("SET LOCAL statement_timeout TO DEFAULT")
                return rows
        except QueryCanceled:
            return None

    def _describe_found(self, record, category):
        """Return one line of the preview: the customer, and the record found."""
        customer = record if category.customer == "id" else record[category.customer]
        customer = customer._filtered_access("read")  # one may see a vehicle and not its owner
        return {
            "id": customer.id,
            "name": customer.display_name or "",
            "city": customer.city or "",
            "email": customer.email or "",
            "phone": customer.phone or "",
            "record_id": record.id,
            "record_name": record.display_name,
        }
