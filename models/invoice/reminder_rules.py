from datetime import timedelta

from odoo.tools import SQL

from ...engine.invoice.steps import NOTICE, REMINDER, THANKS
from ...engine.ledger import states
from ..client.inner_context import get_inner
from ..ledger.look_up import look_up
from .receivables import IS_BEING_PAID, IS_DISPUTED, OPEN_INSTALMENT, get_overdue_sql
from .reminder_enrolment import get_overtaken_sql
from .statement_reader import StatementReader

# Those still to be handed over, of deliveries that were claimed.
CLAIMED = SQL("delivery.state = %s AND delivery.claim_id != 0", states.PLANNED)
# The customer whom the invoice counts for, if archived.
ARCHIVED_CUSTOMER = SQL(
    """SELECT FROM account_move move JOIN res_partner customer ON customer.id = move.counts_for_id
        WHERE move.id = enrolment.res_id AND customer.active IS NOT TRUE"""
)
# Why the rules of contact leave out who owes something.
UNREACHABLE_REASONS = {
    states.ARCHIVED,
    states.OTHER_POINT_OF_SALE,
    states.OWN_ADDRESS,
    states.NO_ADDRESS,
    states.DEAD_ADDRESS,
    states.REFUSED,
}


class ReminderRules:
    """Judges notices, reminders and thank-yous of one scenario by what has become of the invoices: paid, disputed,
    cancelled, another customer's, covered by what is in the customer's favour.

    :param policy: ``ReminderPolicy`` of their scenario
    :param deliveries: ``dealership.delivery``
    :param datetime now: naive UTC
    """

    def __init__(self, policy, deliveries, now):
        self.env = policy.env
        self.policy = policy
        self.scenario = policy.scenario
        self.deliveries = deliveries
        self.now = now
        self.today = policy.get_today(now)

    def leave_out_paid(self):
        """Leave out notices and reminders of what is settled, and thank-yous that would be out of place."""
        is_open = SQL("EXISTS (%s)", OPEN_INSTALMENT)
        posted = SQL("EXISTS (SELECT FROM account_move WHERE id = enrolment.res_id AND state = 'posted')")
        self._leave_out(states.CANCELLED, SQL("NOT %s", posted))
        being_paid = SQL(
            "EXISTS (SELECT FROM account_move move WHERE move.id = enrolment.res_id AND %s)", IS_BEING_PAID
        )
        self._leave_out(states.PAID, SQL("step.reminder_role != %s AND (NOT %s OR %s)", THANKS, is_open, being_paid))
        self._leave_out(states.EXPIRED, SQL("step.reminder_role = %s AND enrolment.due_on < %s", NOTICE, self.today))
        self._leave_out(states.NO_LONGER_MATCHING, SQL("step.reminder_role = %s AND %s", THANKS, is_open))
        self._leave_out(states.STILL_OVERDUE, self._get_still_overdue_sql())
        self._leave_out(
            states.NO_LONGER_MATCHING,
            SQL("step.reminder_role = %s AND EXISTS (%s)", REMINDER, get_overtaken_sql(self.env)),
        )

    def leave_out_untargeted(self, which=CLAIMED):
        """Leave out whoever has another profile now, or got an e-mail address: another scenario reminds them.

        Nobody reminds who is archived, wherever they belong: that is left to the rules of contact.
        """
        self._leave_out(
            states.NO_LONGER_MATCHING,
            SQL(
                "step.reminder_role != %s AND %s AND NOT EXISTS (%s) AND delivery.res_id NOT IN %s",
                THANKS,
                which,
                ARCHIVED_CUSTOMER,
                self.scenario._search_targeted(self.now).subselect(),
            ),
        )

    def leave_out_unsuitable(self):
        """Take off the to-do list what is disputed, and what is another customer's or another scenario's by now."""
        other_customer = SQL(
            "EXISTS (SELECT FROM account_move WHERE id = enrolment.res_id AND partner_id != delivery.partner_id)"
        )
        self._leave_out(states.CUSTOMER_CHANGED, other_customer)
        self._leave_out(states.DISPUTED, SQL("step.reminder_role != %s AND %s", THANKS, IS_DISPUTED))
        self.leave_out_untargeted(SQL("delivery.state IN %s", (states.WAITING, states.FAILED)))

    def put_off_disputed(self):
        """Ask again tomorrow about what is disputed: the reminder is due once the dispute is settled."""
        self._put_off(
            self.deliveries,
            states.DISPUTED,
            SQL(
                "EXISTS (SELECT FROM %s WHERE %s)",
                look_up("dealership_enrolment", "enrolment", SQL("id = delivery.enrolment_id")),
                IS_DISPUTED,
            ),
        )

    def put_off_covered(self):
        """Ask again tomorrow where credit notes or payments not matched yet cover all that is due, or nearly all."""
        leaders = self.deliveries.filtered(
            lambda delivery: (
                delivery.state == states.PLANNED
                and delivery.claim_id
                and not delivery.gathered_into_id
                and delivery.step_id.reminder_role in (NOTICE, REMINDER)
            )
        )
        reader = StatementReader(self.env, leaders.ids)
        covered = leaders.filtered(
            lambda delivery: (
                delivery.step_id.reminder_role == REMINDER and reader.get(delivery.id, self.today).is_settled
            )
        )
        self._put_off(covered + covered.gathered_ids, states.COVERED, SQL("TRUE"))
        little = (leaders - covered).filtered(lambda delivery: self._is_little(reader, delivery))
        self._put_off(little + little.gathered_ids, states.TOO_LITTLE, SQL("TRUE"))

    def leave_out_little(self):
        """Take off the to-do list what is too little to be reminded of."""
        self._leave_out(states.TOO_LITTLE, SQL("delivery.id = ANY(%s)", self.find_little().ids))

    def find_little(self):
        """Return the deliveries that would make a message about too little."""
        reminding = self.deliveries.filtered(lambda delivery: delivery.step_id.reminder_role in (NOTICE, REMINDER))
        messages = reminding.grouped(lambda delivery: (delivery.step_id, delivery.partner_id)).values()
        carriers = {delivery.id: message[0].id for message in messages for delivery in message}
        reader = StatementReader(self.env, carriers=carriers)
        return self.deliveries.browse().concat(*[one for one in messages if self._is_little(reader, one[0])])

    def _is_little(self, reader, delivery):
        """Return whether the message of a delivery is about less than the company reminds of."""
        company = self.scenario.company_id
        owed = reader.get_owed(delivery.id, self.today)
        return company.currency_id.compare_amounts(owed, company.dealership_reminder_minimum) < 0

    def show_unreachable(self):
        """Put reminders that the rules of contact forbid on the to-do list: what is owed is not forgotten.

        A rehearsal counts them as left out.
        """
        if get_inner(self.env, "dealership_rehearsal"):
            return
        unreachable = self.deliveries.filtered(
            lambda delivery: (
                delivery.state == states.SKIPPED
                and delivery.reason in UNREACHABLE_REASONS
                and delivery.step_id.reminder_role == REMINDER
            )
        )
        unreachable._show_left_out()
        unreachable._gather(SQL("state = %s", states.FAILED))

    def _get_still_overdue_sql(self):
        return SQL(
            "step.reminder_role = %s AND scenario.thank_only_if_settled AND EXISTS (%s)",
            THANKS,
            get_overdue_sql(SQL("delivery.partner_id"), SQL("delivery.company_id"), self.today),
        )

    def _leave_out(self, reason, where):
        """Leave out what is still to be done, by a condition on delivery, enrolment, step and scenario."""
        found = SQL(
            """SELECT delivery.id FROM dealership_delivery delivery CROSS JOIN %s CROSS JOIN %s CROSS JOIN %s
                WHERE delivery.id = ANY(%s) AND %s""",
            look_up("dealership_enrolment", "enrolment", SQL("id = delivery.enrolment_id")),
            look_up("dealership_scenario_step", "step", SQL("id = delivery.step_id")),
            look_up("dealership_scenario", "scenario", SQL("id = delivery.scenario_id")),
            self.deliveries.ids,
            where,
        )
        self.deliveries._leave_out_if(reason, SQL("delivery.id = ANY(ARRAY(%s))", found), self.now, among=states.UNDONE)

    def _put_off(self, deliveries, reason, where):
        """Plan for the next night again, each on its own, and say why."""
        if not deliveries:
            return
        tomorrow = self.policy.get_next_night(self.now)
        deliveries._put_off_where(
            tomorrow,
            where,
            reason=reason,
            expires_at=SQL("GREATEST(delivery.expires_at, %s)", tomorrow + timedelta(days=1)),
            write_date=self.now,
            gathered_into_id=None,
        )
