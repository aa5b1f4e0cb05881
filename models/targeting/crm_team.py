from datetime import timedelta

from odoo import models

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
        closed_days = frozenset(_get_closed_days(self._get_closings(), hours))
        return WorkingDays(frozenset(hours) or frozenset(range(5)), closed_days)


def _get_closed_days(closings, hours):
    """Yield the days on which a closing covers all opening hours."""
    for start, end in closings:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= end:
            opens, closes = hours.get(day.weekday(), (0, 0))
            if start <= day + timedelta(hours=opens) and day + timedelta(hours=closes, minutes=-1) <= end:
                yield day.date()
            day += timedelta(days=1)
