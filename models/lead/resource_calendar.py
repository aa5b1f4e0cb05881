from odoo import api, models

_KEY = "crm_dealership.changed_hours"


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _replan_clocks_at_commit(self, companies):
        """Let leads follow the hours of the points of sale that are open by these calendars, or are in the companies.

        Once per transaction: a timetable has a dozen lines, written one by one.
        """
        precommit = self.env.cr.precommit
        calendar_ids, company_ids = precommit.data.setdefault(_KEY, (set(), set()))
        if not (calendar_ids or company_ids):
            # sudo: whoever keeps the calendars need not see the points of sale
            precommit.add(self.sudo().browse()._replan_changed_hours)
        calendar_ids.update(self.ids)
        company_ids.update(companies.ids)

    @api.model
    def _replan_changed_hours(self):
        calendar_ids, company_ids = self.env.cr.precommit.data.pop(_KEY, ((), ()))
        companies = self.env["res.company"].search([("resource_calendar_id", "in", list(calendar_ids))])
        teams = self.env["crm.team"].search(
            [
                "|",
                ("resource_calendar_id", "in", list(calendar_ids)),
                ("company_id", "in", [*companies.ids, *company_ids, False]),
            ]
        )
        teams._replan_clocks()


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances._replan_clocks_at_commit()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self._replan_clocks_at_commit()
        return result

    def unlink(self):
        self._replan_clocks_at_commit()
        return super().unlink()

    def _replan_clocks_at_commit(self):
        if self.calendar_id:
            self.calendar_id._replan_clocks_at_commit(self.env["res.company"])


class ResourceCalendarLeaves(models.Model):
    """Closings of a point of sale; the days off of a person don't close it."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._replan_clocks_at_commit()
        return leaves

    def write(self, vals):
        self._replan_clocks_at_commit()
        result = super().write(vals)
        self._replan_clocks_at_commit()
        return result

    def unlink(self):
        self._replan_clocks_at_commit()
        return super().unlink()

    def _replan_clocks_at_commit(self):
        closings = self.filtered(lambda leave: not leave.resource_id)
        everywhere = closings.filtered(lambda leave: not leave.calendar_id)
        if closings:
            closings.calendar_id._replan_clocks_at_commit(everywhere.company_id)
