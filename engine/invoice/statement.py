"""What a customer owes, as a reminder says it: the invoices concerned, what was credited, and the total due.

Plain Python over plain figures. Amounts are signed as the customer sees them: what they owe is positive, what is in
their favour (a credit note, a payment not matched yet) negative.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from odoo.tools import float_compare, float_round

INVOICE = "invoice"
CREDIT_NOTE = "credit_note"
PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One due date of an invoice, a credit note, or a payment that is not matched yet.

    ``amount`` is what it was for, ``due`` what is left of it; both in ``currency``. ``discounted`` pays it off until
    ``discount_until``, where the terms grant a cash discount.
    """

    kind: str
    number: str
    dated: date
    due_on: date
    amount: float
    due: float
    currency: str
    digits: int = 2
    discount_until: date | None = None
    discounted: float = 0.0
    move_id: int = 0
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line with what its delay means on one day."""

    line: StatementLine
    days_late: int
    interest: float = 0.0


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of one currency. ``due`` is net of what is in the customer's favour; never below zero."""

    currency: str
    digits: int
    invoiced: float
    credited: float
    interest: float = 0.0
    fees: float = 0.0

    @property
    def due(self):
        return max(float_round(self.invoiced + self.credited, precision_digits=self.digits), 0.0)

    @property
    def with_fees(self):
        return float_round(self.due + self.interest + self.fees, precision_digits=self.digits)

    @property
    def is_settled(self):
        """Whether what is in the customer's favour covers all that is due."""
        return float_compare(self.invoiced + self.credited, 0, precision_digits=self.digits) <= 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What one message to one customer is about.

    :param lines: `LateLine` of the invoices concerned, the longest due first
    :param credits: `LateLine` of what is in the customer's favour
    :param totals: one `Total` per currency, the company's first
    """

    today: date
    lines: tuple = ()
    credits: tuple = ()
    totals: tuple = ()

    @property
    def is_settled(self):
        return all(total.is_settled for total in self.totals)

    @property
    def days_late(self):
        """Days since the oldest due date; zero when nothing is late."""
        return max([line.days_late for line in self.lines] + [0])

    @property
    def move_ids(self):
        """Return the documents of the message, once each, in the order of its lines."""
        return list(dict.fromkeys(late.line.move_id for late in self.lines))


def make_statement(lines, concerned, today, company_currency, net_credits=True, terms=None):
    """Return the `Statement` of one message to a customer.

    What is in the customer's favour pays off their overdue invoices, the oldest first; only the part that falls on
    the invoices concerned is deducted here, so that two messages never deduct one credit note twice.

    :param lines: `StatementLine` of all that is open between the company and the customer, in any order
    :param concerned: the ``(move_id, due_on)`` that the message is about
    :param date today: the day at the point of sale
    :param str company_currency: ISO code, whose total comes first
    :param bool net_credits: whether what is in the customer's favour is deducted; a notice before the due date
        never does
    :param LatePaymentTerms terms: what the law adds, for a professional and where the company asks for it
    """
    invoices = sorted((line for line in lines if line.kind == INVOICE), key=lambda line: (line.due_on, line.number))
    own = [line for line in invoices if (line.move_id, line.due_on) in concerned]
    used = _share_credits(lines, invoices, own, today) if net_credits else []
    late = tuple(_make_late(line, today, terms) for line in own)
    in_favour = tuple(_make_late(line, today, None) for line in used)
    return Statement(today, late, in_favour, _get_totals(late, in_favour, company_currency, terms))


def _share_credits(lines, invoices, own, today):
    """Return the credits as far as they fall on ``own`` when the oldest overdue invoices are paid first."""
    available = sorted((line for line in lines if line.kind != INVOICE), key=lambda line: (line.dated, line.number))
    left = {id(credit): -credit.due for credit in available}
    used = dict.fromkeys(left, 0.0)
    for invoice in invoices:
        if invoice not in own and (invoice.due_on >= today or invoice.disputed):
            continue
        owed = invoice.due
        for credit in available:
            part = min(left[id(credit)], owed) if credit.currency == invoice.currency else 0.0
            left[id(credit)] -= part
            owed -= part
            used[id(credit)] += part if invoice in own else 0.0
    return [
        replace(credit, due=-float_round(used[id(credit)], precision_digits=credit.digits))
        for credit in available
        if float_compare(used[id(credit)], 0, precision_digits=credit.digits) > 0
    ]


def _make_late(line, today, terms):
    days_late = (today - line.due_on).days
    interest = terms.get_interest(line.due, days_late) if terms else 0.0
    return LateLine(line, days_late, float_round(interest, precision_digits=line.digits))


def _get_totals(lines, in_favour, company_currency, terms):
    by_currency = defaultdict(list)
    for late in lines:
        by_currency[late.line.currency].append(late)
    order = sorted(by_currency, key=lambda currency: (currency != company_currency, currency))
    return tuple(_get_total(currency, by_currency[currency], in_favour, terms) for currency in order)


def _get_total(currency, lines, in_favour, terms):
    fees = 0.0
    if terms and currency == terms.fee_currency:
        fees = terms.fee * len({late.line.move_id for late in lines if late.days_late > 0})
    return Total(
        currency=currency,
        digits=lines[0].line.digits,
        invoiced=sum(late.line.due for late in lines),
        credited=sum(late.line.due for late in in_favour if late.line.currency == currency),
        interest=sum(late.interest for late in lines),
        fees=fees,
    )
