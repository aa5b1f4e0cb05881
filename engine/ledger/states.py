"""The states of a delivery and the reasons for them. The table of who sets what stands at the model."""

from datetime import timedelta

PLANNED = "planned"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
SKIPPED = "skipped"
WAITING = "waiting"

# Still to be done, as a person sees it.
UNDONE = (PLANNED, WAITING, FAILED)

DELIVERY_STATES = [
    (PLANNED, "Planned"),
    (WAITING, "Waiting"),
    (SENDING, "Sending"),
    (SENT, "Sent"),
    (FAILED, "Failed"),
    (SKIPPED, "Left Out"),
]

# Why somebody is not written to.
NO_CUSTOMER = "no_customer"
ARCHIVED = "archived"
OTHER_POINT_OF_SALE = "other_point_of_sale"
OWN_ADDRESS = "own_address"
NO_ADDRESS = "no_address"
# Also why something came back.
DEAD_ADDRESS = "dead_address"
REFUSED = "refused"
ERASED = "erased"
DO_NOT_CONTACT = "do_not_contact"
NO_CONSENT = "no_consent"
BLACKLISTED = "blacklisted"
REFUSED_RECENTLY = "refused_recently"
NOT_ON_LIST_CHECKED = "not_on_list_checked"
TOO_MANY_ATTEMPTS = "too_many_attempts"
TOO_MANY = "too_many"
DUPLICATE_ADDRESS = "duplicate_address"
EXPIRED = "expired"
NO_LONGER_MATCHING = "no_longer_matching"
CANCELLED = "cancelled"
HAPPENED = "happened"
PAID = "paid"
HANDLED = "handled"
CUSTOMER_CHANGED = "customer_changed"
DATE_MOVED = "date_moved"
REPLIED = "replied"
SAID_ALREADY = "said_already"
ANSWER_UNREAD = "answer_unread"
SCENARIO_PAUSED = "scenario_paused"
SENDING_PAUSED = "sending_paused"
DISPUTED = "disputed"
COVERED = "covered"
TOO_LITTLE = "too_little"
STILL_OVERDUE = "still_overdue"
SCENARIO_ENDED = "scenario_ended"
LEFT_OUT_BY_HAND = "left_out_by_hand"
STOPPED = "stopped"
# Why a person has to look at it.
BY_HAND = "by_hand"
INTERRUPTED = "interrupted"
INCOMPLETE = "incomplete"
# Handed over to somebody, who says when it's done.
TO_CALL = "to_call"
TO_PRINT = "to_print"
TO_DO = "to_do"
HANDED_OVER = frozenset({TO_CALL, TO_PRINT, TO_DO})
# Why it failed.
RECIPIENT_REFUSED = "recipient_refused"
UNREACHABLE = "unreachable"
UNSENDABLE = "unsendable"
TOO_LARGE = "too_large"
OPTED_OUT_AT_PROVIDER = "opted_out_at_provider"
NOT_DELIVERED = "not_delivered"
CAME_BACK = "came_back"

REASONS = [
    (NO_CUSTOMER, "No customer on the record"),
    (ARCHIVED, "Archived customer"),
    (OTHER_POINT_OF_SALE, "Customer of another point of sale"),
    (OWN_ADDRESS, "One of our own addresses"),
    (NO_ADDRESS, "No valid address"),
    (DEAD_ADDRESS, "There is no such address"),
    (ERASED, "Erased before"),
    (DO_NOT_CONTACT, "On your do-not-contact list"),
    (REFUSED, "Opted out"),
    (NO_CONSENT, "Has not opted in"),
    (REFUSED_RECENTLY, "Refused a short while ago"),
    (NOT_ON_LIST_CHECKED, "Not cleared by the national list"),
    (TOO_MANY_ATTEMPTS, "As many attempts as the law allows"),
    (BLACKLISTED, "Blacklisted address"),
    (TOO_MANY, "Contacted often enough lately"),
    (DUPLICATE_ADDRESS, "Address already written to"),
    (EXPIRED, "Too late to be sent"),
    (NO_LONGER_MATCHING, "No longer in the targeting"),
    (CANCELLED, "Cancelled meanwhile"),
    (HAPPENED, "What it announces has happened already"),
    (PAID, "Paid meanwhile"),
    (HANDLED, "Handled meanwhile"),
    (CUSTOMER_CHANGED, "The record has another customer now"),
    (DATE_MOVED, "The date of the record has moved"),
    (REPLIED, "Has already answered"),
    (SAID_ALREADY, "Said already, a short while ago"),
    (ANSWER_UNREAD, "Waits until the customer's answer has been read"),
    (SCENARIO_PAUSED, "Due while the scenario was paused"),
    (SENDING_PAUSED, "Sending is paused there"),
    (DISPUTED, "Disputed: asked again every night"),
    (COVERED, "Covered by credit notes or payments"),
    (TOO_LITTLE, "Too little to be reminded of"),
    (STILL_OVERDUE, "Another invoice is still overdue"),
    (SCENARIO_ENDED, "Scenario ended"),
    (LEFT_OUT_BY_HAND, "Left out by hand"),
    (STOPPED, "Taken out of the scenario"),
    (BY_HAND, "To be done by hand"),
    (TO_CALL, "Call to be made"),
    (TO_PRINT, "Letter to be printed and posted"),
    (TO_DO, "Somebody has to do it"),
    (INTERRUPTED, "Interrupted: may or may not have left"),
    (INCOMPLETE, "Something of the message is missing"),
    (RECIPIENT_REFUSED, "Refused for this recipient"),
    (UNREACHABLE, "Mail server or provider out of reach"),
    (UNSENDABLE, "No usable sender, address or text"),
    (TOO_LARGE, "Larger than the mail server takes"),
    (OPTED_OUT_AT_PROVIDER, "Opted out at the SMS provider"),
    (NOT_DELIVERED, "Not delivered to the phone"),
    (CAME_BACK, "Came back undelivered"),
]

# How long to wait before each new attempt when the server, not the recipient, is the trouble.
RETRY_DELAYS = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180)]


def retry_at(attempts, now):
    """Return when to try again after so many attempts, ``None`` when it's time to give up."""
    return now + RETRY_DELAYS[attempts - 1] if attempts <= len(RETRY_DELAYS) else None
