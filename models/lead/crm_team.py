from datetime import date

from odoo import Command, api, fields, models

from ...engine.lead.lifetime import RUNNING
from ...engine.local_time import start_of_day, to_local

# So many open leads follow a change of the settings at once, while the person waits; more in the background.
AT_ONCE = 1000
MAX_NEGLECT = 365  # working days
TIME_FIELDS = {"tz", "resource_calendar_id", "company_id", "closed_on_holidays", "country_id", "state_id", "zip"}


class CrmTeam(models.Model):
    """How long the leads and opportunities of a point of sale may wait, and the hours that count."""

    _inherit = "crm.team"

    lifetime_ids = fields.One2many(
        "dealership.lead.lifetime",
        "team_id",
        string="Lead Lifetime",
        copy=True,
        default=lambda self: [Command.create({})],
        help="How long leads may wait. Without one they may wait for ever.",
    )
    replan_clocks_from = fields.Integer(
        readonly=True,
        copy=False,
        help="While open leads follow changed settings in the background: the id of the next one. 0: all have.",
    )
    neglected_after_days = fields.Integer(
        string="Opportunities Neglected After",
        default=10,
        help="In working days of this point of sale, without anything done or planned. 0: never.",
    )

    _neglected_after_days_range = models.Constraint(
        f"CHECK (neglected_after_days BETWEEN 0 AND {MAX_NEGLECT})",
        "Opportunities are neglected after 1 to 365 working days; 0 is never.",
    )

    def write(self, vals):
        result = super().write(vals)
        if TIME_FIELDS.intersection(vals):
            self._replan_clocks()
        return result

    def _replan_clocks(self):
        """Let the open leads follow settings or hours that have changed."""
        # sudo: the clocks are the system's; whoever may change a setting need not see all leads
        teams = self.sudo()
        domain = [("team_id", "in", teams.ids), ("lifetime_state", "=", RUNNING)]
        leads = teams.env["crm.lead"].search(domain, limit=AT_ONCE + 1)
        if len(leads) <= AT_ONCE:
            leads._replan_clocks()
            teams.filtered("replan_clocks_from").replan_clocks_from = 0
        else:
            teams.replan_clocks_from = 1
            self.env.ref("crm_dealership.ir_cron_replan_clocks").sudo()._trigger()

    @api.model
    def _cron_replan_clocks(self):
        """Go on with the leads of points of sale whose settings have changed, in committed batches."""
        cron = self.env["ir.cron"]
        while teams := self.search([("replan_clocks_from", ">", 0)]):
            done = sum(team._replan_next_clocks() for team in teams)
            if not cron._commit_progress(done, remaining=int(bool(done))):
                return

    def _replan_next_clocks(self):
        """Replan one batch; return its size.

        The cursor is exact: leads that come in meanwhile are planned by the new settings, and another change of the
        settings begins anew.
        """
        domain = [("team_id", "=", self.id), ("lifetime_state", "=", RUNNING), ("id", ">=", self.replan_clocks_from)]
        leads = self.env["crm.lead"].search(domain, order="id", limit=AT_ONCE)
        leads._replan_clocks()
        self.replan_clocks_from = leads[-1].id + 1 if len(leads) == AT_ONCE else 0
        return len(leads)

    # -- opportunities ----------------------------------------------------------------------------------

    def _get_neglected_before(self, now):
        """Return since when something has to have been done or planned; None where that is off, or closed for good.

        So many working days lie between the last action and today, neither of the two counted.

        :param datetime now: naive UTC
        :return: the same twice, for what has an hour and what has a day: ``(naive UTC, local date)``
        """
        if self.neglected_after_days <= 0:
            return None
        hours = self._get_opening_hours()
        day = hours.step(to_local(now, hours.tz).date(), -self.neglected_after_days)
        return None if day == date.min else (start_of_day(day, hours.tz), day)
