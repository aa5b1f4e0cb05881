from odoo import fields, models
from odoo.tools import SQL

from ...engine.invoice.steps import NOTICE, REMINDER, WITH_EMAIL
from ...engine.ledger import states
from ..client.inner_context import get_inner
from ..ledger.look_up import look_up
from .receivables import IS_DISPUTED, OPEN_INSTALMENT

# Why a reminder is left out that is due again once the reason holds no more.
PASSING_REASONS = [
    states.PAID,
    states.CANCELLED,
    states.DISPUTED,
    states.TOO_LITTLE,
    states.NO_LONGER_MATCHING,
    states.CUSTOMER_CHANGED,
    states.SCENARIO_PAUSED,
    states.EXPIRED,
]


class DealershipEnrolment(models.Model):
    """In a reminder scenario an enrolment is one due date of one invoice, open until it is settled."""

    _inherit = "dealership.enrolment"

    due_on = fields.Date(readonly=True, help="The due date that the enrolment stands for, in a reminder scenario.")
    settled_on = fields.Date(readonly=True, help="The day on which a reminder scenario saw it paid or cancelled.")

    _unsettled_index = models.Index("(scenario_id) WHERE settled_on IS NULL AND res_model = 'account.move'")

    def _note_settled(self, scenario, now):
        """Close the enrolments of a reminder scenario whose due date is settled.

        :return: the ids of those closed now
        """
        return self._update_enrolments(
            SQL("settled_on = %s", now.date()),
            SQL(
                "scenario_id = %s AND settled_on IS NULL AND res_model = 'account.move' AND NOT EXISTS (%s)",
                scenario.id,
                OPEN_INSTALMENT,
            ),
        )

    def _reopen_unpaid(self, scenario):
        """Open again what was settled and is so no more, as after a cheque that bounced."""
        self._update_enrolments(
            SQL("settled_on = NULL"),
            SQL("scenario_id = %s AND settled_on IS NOT NULL AND EXISTS (%s)", scenario.id, OPEN_INSTALMENT),
        )

    def _follow_customers(self, scenario):
        """Note the customers that invoices have now: one made out to the wrong customer is corrected."""
        moved = self._update_enrolments(
            SQL("partner_id = move.partner_id"),
            SQL(
                """scenario_id = %s AND settled_on IS NULL AND res_model = 'account.move' AND move.id = enrolment.res_id
                   AND move.partner_id != enrolment.partner_id""",
                scenario.id,
            ),
            SQL("FROM account_move move"),
        )
        if moved:
            self.env["dealership.delivery"]._follow_customers(moved)
            self.env["dealership.delivery"]._forget_ledger()

    def _filter_disputed(self):
        """Return those whose due date is disputed."""
        self.env.flush_all()
        query = SQL("SELECT id FROM dealership_enrolment enrolment WHERE id = ANY(%s) AND %s", self.ids, IS_DISPUTED)
        return self.browse(row[0] for row in self.env.execute_query(query))

    def _update_enrolments(self, assignment, where, source=None):
        """Return the ids of those changed."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "UPDATE dealership_enrolment enrolment SET %s %s WHERE %s RETURNING enrolment.id",
                assignment,
                source or SQL(),
                where,
            )
        )
        self.invalidate_model(["settled_on", "partner_id"])
        return [row[0] for row in rows]

    # -- going on -------------------------------------------------------------------------------------

    def _find_begun(self, run, after_id):
        """Return the ids of those that entered in a run, and that another scenario has begun to remind of."""
        where = SQL("enrolment.run_id = %s AND enrolment.id > %s", run.id, after_id)
        query = SQL(
            "SELECT enrolment.id FROM dealership_enrolment enrolment WHERE %s AND EXISTS (%s)",
            where,
            get_begun_sql(self.env),
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _find_left_out(self, scenario, now, today):
        """Return the deliveries left out for a reason that holds no more: a reminder is due until it is paid.

        A notice is none any more once the day has come.

        :param datetime now: naive UTC
        :param date today: the day at the point of sale
        """
        self.env.flush_all()
        candidates = SQL(
            """SELECT delivery.id, enrolment.res_id
                 FROM dealership_enrolment enrolment CROSS JOIN %s CROSS JOIN %s
                WHERE enrolment.scenario_id = %s AND enrolment.settled_on IS NULL
                  AND enrolment.res_model = 'account.move' AND delivery.state = %s AND delivery.reason = ANY(%s)
                  AND (step.reminder_role = %s OR step.reminder_role = %s AND enrolment.due_on > %s)
                  AND EXISTS (%s) AND NOT %s""",
            look_up("dealership_delivery", "delivery", SQL("enrolment_id = enrolment.id")),
            look_up("dealership_scenario_step", "step", SQL("id = delivery.step_id")),
            scenario.id,
            states.SKIPPED,
            PASSING_REASONS,
            REMINDER,
            NOTICE,
            today,
            OPEN_INSTALMENT,
            IS_DISPUTED,
        )
        rows = self.env.execute_query(candidates)
        if not rows:
            return self.env["dealership.delivery"]
        query = scenario._search_targeted(now, ids=sorted({res_id for _delivery_id, res_id in rows}))
        targeted = {res_id for (res_id,) in self.env.execute_query(query.select())}
        return self.env["dealership.delivery"].browse(delivery_id for delivery_id, res_id in rows if res_id in targeted)


def get_reached_sql(env):
    """Return the query of how far the due date of ``enrolment`` has been reminded of, and when: 0 by the notice only.

    In whatever scenario that was; a rehearsal that begins afresh knows its own only. What somebody decided to skip
    counts as done.
    """
    return SQL("%s ORDER BY level DESC, done_at DESC LIMIT 1", _get_done_sql(_get_scope(env)))


def get_begun_sql(env):
    """Return the query of what another scenario has done about the due date of ``enrolment``."""
    if get_inner(env, "dealership_afresh"):
        return SQL("SELECT WHERE FALSE")
    return _get_done_sql(SQL("reminded.id != enrolment.id"))


def get_overtaken_sql(env):
    """Return the query of what another scenario has done that makes ``step`` of ``enrolment`` a repetition."""
    if get_inner(env, "dealership_afresh"):
        return SQL("SELECT WHERE FALSE")
    where = SQL("reminded.id != enrolment.id AND done_step.reminder_level >= step.reminder_level")
    return _get_done_sql(SQL("%s AND done_step.reminder_role = %s", where, REMINDER))


def _get_scope(env):
    same = SQL("reminded.scenario_id = enrolment.scenario_id")
    return same if get_inner(env, "dealership_afresh") else SQL("TRUE")


def _get_done_sql(where):
    return SQL(
        """SELECT done_step.reminder_level AS level, COALESCE(done.sent_at, done.write_date) AS done_at,
                  done.planned_on
             FROM %s CROSS JOIN %s CROSS JOIN %s
            WHERE reminded.due_on = enrolment.due_on AND done_step.reminder_role IN (%s, %s)
              AND (done.state IN %s OR done.state = %s AND done.reason = %s) AND %s""",
        look_up("dealership_delivery", "done", SQL("res_model = 'account.move' AND res_id = enrolment.res_id")),
        look_up("dealership_scenario_step", "done_step", SQL("id = done.step_id")),
        look_up("dealership_enrolment", "reminded", SQL("id = done.enrolment_id")),
        NOTICE,
        REMINDER,
        (states.SENDING, states.SENT),
        states.SKIPPED,
        states.LEFT_OUT_BY_HAND,
        where,
    )


def get_successor_sql(scenario):
    """Return the query of another scenario that the due date of ``enrolment`` is in, and whose customer it is now."""
    standard = scenario.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False)
    return SQL(
        """SELECT FROM %s CROSS JOIN %s CROSS JOIN %s
            WHERE successor.state = 'active' AND other.due_on = enrolment.due_on AND other.id != enrolment.id
              AND successor.reminder_profile_id = COALESCE(customer.customer_profile_id, %s)
              AND (successor.reminder_audience = %s) = (customer.email_normalized IS NOT NULL)
              AND (successor.reminder_profile_id, successor.reminder_audience) != (%s, %s)""",
        look_up("dealership_enrolment", "other", SQL("res_model = 'account.move' AND res_id = enrolment.res_id")),
        look_up("dealership_scenario", "successor", SQL("id = other.scenario_id")),
        look_up("res_partner", "customer", SQL("id = other.partner_id")),
        standard.id if standard else None,
        WITH_EMAIL,
        scenario.reminder_profile_id.id,
        scenario.reminder_audience or "",
    )
