from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.scenario.states import RE_ENTRY_INTERVAL, RE_ENTRY_OCCURRENCE
from ..ledger.anchor import Anchor
from ..ledger.local_time_sql import to_local_sql


class EnrolmentQuery:
    """The one statement that enrols whoever a scenario's targeting returns at a moment.

    How it works: the targeting's domain, seen with the rights of whoever set the scenario up, in its company only,
    becomes a query on the subject's model. Beside each record's id it selects the customer, whom one writes to, the
    anchor and the occurrence, and is the source of ``INSERT … ON CONFLICT DO NOTHING``. No record is loaded. No user
    is noted as having written a row: none did, and each key that PostgreSQL has to check takes time.

    :param scenario: ``dealership.scenario``, one record
    :param run: ``dealership.scenario.run`` that the enrolments belong to
    :param datetime now: naive UTC
    :param bool newcomers_only: pass over who matched already when the scenario was put to work
    :param list record_ids: these records instead of those that the targeting finds
    """

    # What the query of a kind of scenario keeps of each record besides, under the name of its column.
    _further_columns = ()

    def __init__(self, scenario, run, now, newcomers_only=False, record_ids=None):
        self.env = scenario.env
        self.scenario = scenario
        self.run = run
        self.now = now
        self.newcomers_only = newcomers_only
        self.record_ids = record_ids
        self.timezone = scenario._get_timezone().zone
        self.model = scenario._get_subject_model()

    def execute(self):
        """Write the enrolments.

        :return: how many records were targeted, and how many of them entered
        :rtype: tuple[int, int]
        """
        self.env.flush_all()
        statement = SQL(
            """
            WITH targeted AS (%(targeted)s), entered AS (
                INSERT INTO dealership_enrolment (
                    scenario_id, run_id, company_id, team_id, res_model, res_id, occurrence, partner_id, anchor_at,
                    settled, enrolled_at, create_date, write_date %(further_columns)s)
                SELECT %(scenario)s, %(run)s, %(company)s, COALESCE(%(team)s, targeted.team_id, customer.team_id),
                       %(model)s, targeted.res_id, targeted.occurrence, targeted.partner_id, targeted.anchor_at,
                       targeted.settled, %(now)s, %(now)s, %(now)s %(further_values)s
                  FROM targeted
                  LEFT JOIN res_partner customer ON customer.id = targeted.customer_id
                 WHERE targeted.occurrence IS NOT NULL AND %(may_enter)s
                 ORDER BY targeted.res_id
                ON CONFLICT (scenario_id, res_model, res_id, occurrence) DO NOTHING
                RETURNING id
            ), forgotten AS (%(forget)s)
            SELECT (SELECT count(*) FROM targeted), (SELECT count(*) FROM entered)
            """,
            targeted=self._get_targeted(),
            further_columns=self._list_further(),
            further_values=self._list_further("targeted"),
            scenario=self.scenario.id,
            run=self.run.id,
            company=self.scenario.company_id.id,
            team=self.scenario.team_id.id or None,
            model=self.model._name,
            now=self.now,
            may_enter=SQL("%s AND %s", self._get_may_enter(), self._get_is_newcomer()),
            forget=self._get_forget(),
        )
        [counts] = self.env.execute_query(statement)
        ledger = self.env["dealership.delivery"]
        ledger._forget_ledger()
        _targeted, entered = counts
        ledger._note_enrolled(entered)
        return counts

    def _list_further(self, *alias):
        return SQL("").join(SQL(", %s", SQL.identifier(*alias, name)) for name in self._further_columns)

    def _search_records(self):
        if self.record_ids is None:
            return self.scenario._search_targeted(self.now)
        return self.scenario._search_own(Domain("id", "in", self.record_ids))

    def _get_targeted(self):
        """Return the query of the targeted records with what an enrolment keeps of each."""
        query = self._search_records()
        anchor = Anchor(self.scenario)
        anchor_at, anchor_day = self._get_anchor(anchor, query)
        return query.select(
            SQL("%s AS res_id", SQL.identifier(query.table, "id")),
            SQL("%s AS partner_id", self._column(query, self.scenario._get_customer_field())),
            SQL("%s AS customer_id", self._column(query, self.scenario._get_category()._get_counting_field())),
            SQL(
                "%s AS team_id",
                self._column(query, "team_id") if "team_id" in self.model._fields else SQL("NULL::int4"),
            ),
            SQL("%s AS anchor_at", anchor_at),
            SQL("%s AS settled", self._get_settled(query)),
            SQL("%s AS occurrence", self._get_occurrence(anchor, anchor_at, anchor_day)),
        )

    def _get_settled(self, query):
        """Return the condition that nothing more would be sent about a record, so that it can be told apart later."""
        model = self.model.sudo()
        domain = self.scenario._get_category()._settled_domain().optimize_full(model)
        return SQL("COALESCE(%s, FALSE)", domain._to_sql(model, query.table, query))

    def _get_anchor(self, anchor, query):
        """Return two expressions: the record's date as a moment (UTC), and as a local day."""
        if not anchor.field:
            return SQL("NULL::timestamp"), SQL("NULL::date")
        return anchor.express(self._column(query, anchor.field.name), self._get_today())

    def _get_occurrence(self, anchor, anchor_at, anchor_day):
        if self.scenario.re_entry == RE_ENTRY_OCCURRENCE:
            return anchor.get_occurrence(anchor_at, anchor_day)
        if self.scenario.re_entry == RE_ENTRY_INTERVAL:
            return SQL("to_char(%s, 'YYYY-MM-DD')", self._get_today())
        return SQL("'once'")

    def _get_may_enter(self):
        if self.scenario.re_entry != RE_ENTRY_INTERVAL:
            return SQL("TRUE")
        return SQL(
            """NOT EXISTS (
                SELECT FROM dealership_enrolment earlier
                 WHERE earlier.scenario_id = %s AND earlier.res_model = %s AND earlier.res_id = targeted.res_id
                   AND earlier.voided IS NOT TRUE
                   AND earlier.enrolled_at > %s::timestamp - make_interval(days => %s))""",
            self.scenario.id,
            self.model._name,
            self.now,
            self.scenario.re_entry_days,
        )

    def _get_is_newcomer(self):
        if not self.newcomers_only:
            return SQL("TRUE")
        return SQL("NOT %s", self.scenario._get_already_matching_sql(self.scenario.id, SQL("targeted.res_id")))

    def _get_forget(self):
        """Return the statement that forgets what matched already and no longer does."""
        if self.record_ids is not None:
            return SQL("SELECT")
        return SQL(
            """DELETE FROM dealership_scenario_already_matching already WHERE already.scenario_id = %s
                  AND NOT EXISTS (SELECT FROM targeted WHERE targeted.res_id = already.res_id)""",
            self.scenario.id,
        )

    def _get_today(self):
        return SQL("%s::date", to_local_sql(SQL("%s::timestamp", self.now), self.timezone))

    def _column(self, query, name):
        return self.model._field_to_sql(query.table, name, query)
