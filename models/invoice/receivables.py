"""What is owed, said once: for reminders, their statements, the receivables and the accountant's to-do list.

In the SQL ``line`` is a line of the accounts, ``move`` its entry, ``account`` its account; ``enrolment`` is one of a
reminder scenario, and ``instalment`` the line of the invoice that is due on the date that the enrolment stands for.
"""

from odoo.fields import Domain
from odoo.tools import SQL

# How Odoo calls an invoice that it takes for paid: until the bank says so, its payment may have no entry to match.
BEING_PAID = ("in_payment", "paid")

IS_INVOICE = SQL("move.move_type = 'out_invoice'")
IS_BEING_PAID = SQL("move.payment_state IN %s", BEING_PAID)

LINES = SQL(
    """account_move_line line
       JOIN account_move move ON move.id = line.move_id
       JOIN account_account account ON account.id = line.account_id"""
)
DUE_ON = SQL("COALESCE(line.date_maturity, line.date)")
# Whether something is left of it, be it owed by the customer or in their favour.
IS_OPEN = SQL(
    """(account.account_type = 'asset_receivable' AND line.parent_state = 'posted' AND NOT line.reconciled
        AND NOT (%s AND %s))""",
    IS_INVOICE,
    IS_BEING_PAID,
)

# Looked up by its invoice: the date is compared so that no index of dates serves, which a PostgreSQL that knows nothing
# of the lines yet takes for just as good.
IS_INSTALMENT = SQL(
    """(instalment.move_id = enrolment.res_id AND instalment.display_type = 'payment_term'
        AND instalment.date_maturity - enrolment.due_on = 0)"""
)
# The due date that an enrolment stands for, while something is left of it.
OPEN_INSTALMENT = SQL(
    """SELECT FROM account_move_line instalment
        WHERE %s AND instalment.parent_state = 'posted' AND NOT instalment.reconciled""",
    IS_INSTALMENT,
)


def get_disputed_sql(line):
    """Return whether a line is disputed: its invoice is blocked, or this instalment of it is left alone.

    :param str line: its alias
    """
    return SQL("(move.payment_state = 'blocked' OR COALESCE(%s, FALSE))", SQL.identifier(line, "no_followup"))


# Whether the due date of an enrolment is disputed.
IS_DISPUTED = SQL(
    """EXISTS (SELECT FROM account_move_line instalment JOIN account_move move ON move.id = instalment.move_id
                WHERE %s AND %s)""",
    IS_INSTALMENT,
    get_disputed_sql("instalment"),
)


def get_overdue_sql(partner, company, today):
    """Return the query of the invoices that a customer owes a company and that are past their due date.

    :param SQL partner: the id of the customer, or of an address of theirs
    :param SQL company: the id of the company
    :param date today: the day at the point of sale
    """
    return SQL(
        """SELECT FROM %s JOIN res_partner customer ON customer.commercial_partner_id = line.partner_id
            WHERE customer.id = %s AND line.company_id = %s AND %s AND %s AND %s < %s""",
        LINES,
        partner,
        company,
        IS_OPEN,
        IS_INVOICE,
        DUE_ON,
        today,
    )


def get_open_moves_domain():
    """Return the domain of the customers' invoices and credit notes of which something is open."""
    being_paid = Domain("move_type", "=", "out_invoice") & Domain("payment_state", "in", BEING_PAID)
    open_moves = Domain("state", "=", "posted") & Domain("amount_residual", "!=", 0) & ~being_paid
    return Domain("move_type", "in", ("out_invoice", "out_refund")) & open_moves
