"""``engine.local_time`` as SQL, for many rows at once: the same rule, at skipped and repeated hours as well."""

from odoo.tools import SQL


def to_utc_sql(local, timezone):
    """Return the expression of the moment (naive UTC) at which a clock first shows a local time or a later one.

    PostgreSQL's own ``AT TIME ZONE`` takes the second of two hours of the same name, and leaps over a skipped one by as
    much as was skipped, so that 02:30 would come after 03:00.

    :param SQL local: a timestamp without time zone, in whole minutes
    :param str timezone: the name of the time zone
    """
    early, late = SQL("local - GREATEST(before, after)"), SQL("local - LEAST(before, after)")
    return SQL(
        """(SELECT CASE WHEN before = after THEN local - before
                        WHEN %(shown_early)s = local THEN %(early)s
                        WHEN %(shown_late)s = local THEN %(late)s
                        ELSE (SELECT min(minute) FROM generate_series(%(early)s, %(late)s, '1 minute') minute
                               WHERE %(shown)s > local) END
              FROM (SELECT local, %(day_before)s - (local - '1 day'::interval) AS before,
                           %(day_after)s - (local + '1 day'::interval) AS after
                      FROM (SELECT %(local)s AS local OFFSET 0) given OFFSET 0) clock)""",
        shown_early=to_local_sql(early, timezone),
        shown_late=to_local_sql(late, timezone),
        shown=to_local_sql(SQL("minute"), timezone),
        early=early,
        late=late,
        # The offsets from UTC of the day before and the day after: one, unless the clock changes between.
        day_before=to_local_sql(SQL("local - '1 day'::interval"), timezone),
        day_after=to_local_sql(SQL("local + '1 day'::interval"), timezone),
        local=local,
    )


def to_local_sql(moment, timezone):
    """Return the expression of what the clock shows at a moment (naive UTC)."""
    return SQL("(((%s) AT TIME ZONE 'UTC') AT TIME ZONE %s)", moment, timezone)
