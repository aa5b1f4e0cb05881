from collections import defaultdict
from dataclasses import replace

import pytz

from odoo import models

from ...engine.local_time import to_local
from ...engine.opening_hours import WEEKDAYS


class CrmTeam(models.Model):
    """When a point of sale is open: Odoo's working hours, its days off with those of the company, public holidays.

    Nothing else reads them: leads, rules, steps and messages all have the ``OpeningHours`` that this gives.
    """

    _inherit = "crm.team"

    def _get_opening_calendar(self):
        """Return the ``resource.calendar`` that says when this point of sale is open."""
        company = self.company_id or self.env.company
        return self.resource_calendar_id or company.resource_calendar_id

    def _get_opening_hours(self):
        """Return the ``OpeningHours``; a calendar without hours (flexible ones) is open on weekdays throughout.

        The hours are those of the clock on the wall of the point of sale, wherever the calendar was made.
        """
        # sudo: opening hours are no secret, yet salespeople may have no access to working schedules.
        calendar = self._get_opening_calendar().sudo()
        days = WEEKDAYS.days if calendar.flexible_hours else self._get_days(calendar)
        return replace(
            WEEKDAYS,
            days=days,
            tz=self._get_timezone(),
            closings=tuple(self._get_closings(calendar)),
            holidays=self._get_public_holidays() if self.closed_on_holidays or not self else frozenset(),
        )

    def _get_days(self, calendar):
        """Return the hours of the 14 days of ``OpeningHours``."""
        days = defaultdict(list)
        for attendance in calendar.attendance_ids:
            if attendance.display_type or attendance.day_period == "lunch":
                continue
            weeks = (int(attendance.week_type),) if calendar.two_weeks_calendar else (0, 1)
            for week in weeks:
                days[week * 7 + int(attendance.dayofweek)].append((attendance.hour_from, attendance.hour_to))
        return tuple(tuple(sorted(days[day])) for day in range(14)) if days else WEEKDAYS.days

    def _get_closings(self, calendar):
        """Yield when the calendar is closed, as ``(start, end)`` of the wall clock of whoever entered it."""
        company = self.company_id or self.env.company
        leaves = calendar.env["resource.calendar.leaves"].search_fetch(
            [
                ("time_type", "=", "leave"),
                ("resource_id", "=", False),
                ("calendar_id", "in", [calendar.id, False]),
                ("company_id", "in", [company.id, False]),
            ],
            ["date_from", "date_to"],
        )
        tz = pytz.timezone(calendar.tz or "UTC")
        for leave in leaves:
            yield to_local(leave.date_from, tz), to_local(leave.date_to, tz)
