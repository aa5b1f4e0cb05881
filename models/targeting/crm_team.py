from datetime import timedelta

import pytz

from odoo import models

from ...engine.local_time import to_local
from ...engine.targeting.dates import Clock, WorkingDays


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _get_targeting_clock(self, now):
        """Return the clock by which rules are read at this point of sale.

        :param datetime now: naive UTC
        """
        return Clock(now, self._get_timezone(), self._get_working_days)

    def _get_working_days(self):
        """Return the ``WorkingDays`` of the opening hours: weekdays, less the days closed throughout."""
        # sudo: opening hours are no secret, yet salespeople may have no access to working schedules.
        calendar = self._get_opening_calendar().sudo()
        hours = {}
        for attendance in calendar.attendance_ids.filtered(lambda attendance: not attendance.display_type):
            start, end = hours.get(int(attendance.dayofweek), (24, 0))
            hours[int(attendance.dayofweek)] = min(start, attendance.hour_from), max(end, attendance.hour_to)
        return WorkingDays(frozenset(hours) or frozenset(range(5)), frozenset(_get_closed_days(calendar, hours)))


def _get_closed_days(calendar, hours):
    """Yield the days on which a closing covers all opening hours."""
    tz = pytz.timezone(calendar.tz or "UTC")
    for leave in calendar.global_leave_ids:
        start, end = to_local(leave.date_from, tz), to_local(leave.date_to, tz)
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= end:
            opens, closes = hours.get(day.weekday(), (0, 0))
            if start <= day + timedelta(hours=opens) and day + timedelta(hours=closes, minutes=-1) <= end:
                yield day.date()
            day += timedelta(days=1)
