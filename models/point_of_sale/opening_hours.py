from collections import defaultdict

import pytz

from odoo import models

from ...engine.delivery.opening_hours import OpeningHours
from ...engine.local_time import to_local


class CrmTeam(models.Model):
    """When a point of sale is open: Odoo's working hours and its days off, those of the whole company included."""

    _inherit = "crm.team"

    def _get_opening_hours(self):
        """Return the ``OpeningHours``; a calendar without hours (flexible ones) is open on weekdays throughout."""
        # sudo: opening hours are no secret, yet salespeople may have no access to working schedules.
        calendar = self._get_opening_calendar().sudo()
        days = defaultdict(list)
        for attendance in calendar.attendance_ids:
            if attendance.display_type or attendance.day_period == "lunch":
                continue
            weeks = (int(attendance.week_type),) if calendar.two_weeks_calendar else (0, 1)
            for week in weeks:
                days[week * 7 + int(attendance.dayofweek)].append((attendance.hour_from, attendance.hour_to))
        closings = tuple(self._get_closings())
        if not days:
            return OpeningHours.of_week(dict.fromkeys(range(5), ((0.0, 24.0),)), closings)
        return OpeningHours(tuple(tuple(sorted(days[day])) for day in range(14)), closings)

    def _get_closings(self):
        """Yield when this point of sale is closed, as ``(start, end)`` in its local wall time."""
        # sudo: as above
        calendar = self._get_opening_calendar().sudo()
        company = self.company_id or self.env.company
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("time_type", "=", "leave"),
                    ("resource_id", "=", False),
                    ("calendar_id", "in", [calendar.id, False]),
                    ("company_id", "in", [company.id, False]),
                ],
                order="date_from, id",
            )
        )
        tz = pytz.timezone(calendar.tz or "UTC")
        for leave in leaves:
            yield to_local(leave.date_from, tz), to_local(leave.date_to, tz)
