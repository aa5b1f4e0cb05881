"""When a message that announces a moment leaves, where its usual hour is one at which nothing leaves.

A text message two hours before an appointment at 07:30 would wait for 08:00, and be too late. It leaves the evening
before, or is not sent at all: never so shortly before what it announces that it would be of no use.
``models/ledger/planner.py`` says the same as SQL.
"""

from datetime import datetime, time, timedelta

# So long before what it announces, at least; of a message that is meant to come later than twice that, half its delay.
LEAD = timedelta(minutes=30)
# In the evening before, so long before messages stop leaving.
BEFORE_CLOSING = timedelta(hours=1)


def get_lead(delay):
    """Return how long before the moment a message has to leave, at least.

    :param timedelta delay: how long before it is meant to leave
    """
    return min(LEAD, delay / 2)


def get_evening(opens, closes):
    """Return at which time of day (``timedelta``) a message leaves that has to be brought forward.

    :param opens: when messages begin to leave, and ``closes`` when they stop; as ``timedelta`` since midnight
    """
    return max(closes - BEFORE_CLOSING, opens)


def plan_announcement(moment, delay, opens, closes):
    """Return when a message leaves that announces a moment; all in local wall time.

    >>> plan_announcement(datetime(2026, 3, 12, 7, 30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=21))
    datetime.datetime(2026, 3, 11, 20, 0)
    >>> plan_announcement(datetime(2026, 3, 12, 8, 30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=21))
    datetime.datetime(2026, 3, 12, 8, 0)
    """
    due = moment - delay
    midnight = datetime.combine(due.date(), time.min)
    if due - midnight >= closes:
        return midnight + get_evening(opens, closes)
    if due - midnight >= opens:
        return due
    if midnight + opens <= moment - get_lead(delay):
        return midnight + opens
    return midnight - timedelta(days=1) + get_evening(opens, closes)
