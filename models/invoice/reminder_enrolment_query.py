from odoo.tools import SQL

from ..ledger.local_time_sql import to_utc_sql
from ..scenario.enrolment_query import EnrolmentQuery


class ReminderEnrolmentQuery(EnrolmentQuery):
    """Enrols each open due date of the targeted invoices: instalments are reminded of one by one.

    The occurrence of an enrolment is the due date. An invoice whose due date is changed enters again for the new
    one; what was planned for the old one is left out when it comes up.
    """

    _further_columns = ("due_on",)

    def _get_targeted(self):
        query = self._search_records()
        query.add_join(
            "JOIN",
            "instalment",
            "account_move_line",
            SQL(
                """instalment.move_id = %s AND instalment.display_type = 'payment_term'
                   AND NOT instalment.reconciled AND instalment.date_maturity IS NOT NULL""",
                SQL.identifier(query.table, "id"),
            ),
        )
        return query.select(
            SQL("%s AS res_id", SQL.identifier(query.table, "id")),
            SQL("%s AS partner_id", self._column(query, self.scenario._get_customer_field())),
            SQL("%s AS customer_id", self._column(query, self.scenario._get_category()._get_counting_field())),
            SQL("%s AS team_id", self._column(query, "team_id")),
            SQL("%s AS anchor_at", to_utc_sql(SQL("instalment.date_maturity::timestamp"), self.timezone)),
            SQL("FALSE AS settled"),
            SQL("to_char(instalment.date_maturity, 'YYYY-MM-DD') AS occurrence"),
            SQL("instalment.date_maturity AS due_on"),
        )
