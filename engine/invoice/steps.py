"""The seven steps of an invoice reminder scenario and what each counts from."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")

NOTICE = "notice"
REMINDER = "reminder"
THANKS = "thanks"

ROLES = [(NOTICE, "Notice"), (REMINDER, "Reminder"), (THANKS, "Thank-You")]

MAX_REMINDERS = 5

# What a thank-you counts from, besides what any step may count from.
BASIS_PAYMENT = "payment"
PAYMENT_BASIS = (BASIS_PAYMENT, "From the Payment")

WITH_EMAIL = "with_email"
WITHOUT_EMAIL = "without_email"
AUDIENCES = [(WITH_EMAIL, "Customers with an E-mail Address"), (WITHOUT_EMAIL, "Customers without E-mail Address")]


def find_problems(roles):
    """Yield what is wrong with the roles of a scenario's steps, in their order, as lazy sentences.

    >>> [str(problem) for problem in find_problems([NOTICE, REMINDER, THANKS])]
    []
    >>> len(list(find_problems([REMINDER, NOTICE])))
    1
    """
    if roles.count(NOTICE) > 1:
        yield _lt("One notice before the due date is enough.")
    if roles.count(REMINDER) > MAX_REMINDERS:
        yield _lt("At most %(count)s reminders: after the last, somebody should decide.", count=MAX_REMINDERS)
    if roles.count(THANKS) > 1:
        yield _lt("One thank-you is enough.")
    order = [NOTICE, REMINDER, THANKS]
    if list(roles) != sorted(roles, key=order.index):
        yield _lt("The notice comes first, then the reminders, the thank-you last.")
