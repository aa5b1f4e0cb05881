from datetime import timedelta

from pytz import common_timezones

from odoo import api, fields, models
from odoo.tools import format_date

_SOON_DAYS = 200
_SHOWN = 3


class CrmTeam(models.Model):
    """Where a point of sale is, and what follows: its time zone and its public holidays."""

    _inherit = "crm.team"

    street = fields.Char()
    street2 = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    state_id = fields.Many2one("res.country.state", domain="[('country_id', '=?', country_id)]")
    country_id = fields.Many2one("res.country", default=lambda self: self.env.company.country_id)
    tz = fields.Selection(
        lambda self: [(name, name) for name in common_timezones],
        string="Time Zone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Follows from the address, where its country has a single one.",
    )
    is_tz_guessed = fields.Boolean(compute="_compute_is_tz_guessed")
    closed_on_holidays = fields.Boolean(
        string="Closed on Public Holidays",
        default=True,
        help="Public holidays are no working days, and no opening hours, whatever the week says.",
    )
    next_holidays = fields.Char(string="Next Public Holidays", compute="_compute_next_holidays")

    @api.depends("country_id", "state_id", "zip", "company_id")
    def _compute_tz(self):
        for team in self:
            possible = team._get_possible_timezones()
            team.tz = team.tz if team.tz in possible else team._guess_timezone(possible)

    @api.depends("country_id", "state_id", "zip", "tz")
    def _compute_is_tz_guessed(self):
        """Whether the address leaves several time zones, and the one that stands here is as good as any."""
        for team in self:
            team.is_tz_guessed = len(team._get_possible_timezones()) > 1

    @api.depends("country_id", "state_id", "zip", "company_id")
    @api.depends_context("lang")
    def _compute_next_holidays(self):
        today = fields.Date.context_today(self)
        for team in self:
            holidays = team._get_public_holidays()
            soon = (today + timedelta(days=days) for days in range(_SOON_DAYS))
            days = [format_date(self.env, day) for day in soon if day in holidays]
            team.next_holidays = ", ".join(days[:_SHOWN])

    def _get_address(self):
        """Return whose address tells where this is: its own, else that of the company."""
        # sudo: the address of a company is no secret
        company = (self.company_id or self.env.company).sudo()
        entered = self.zip or self.state_id or self.country_id not in (company.country_id, self.country_id.browse())
        return self if self and entered else company

    def _get_possible_timezones(self):
        """Return the names of the time zones that the address leaves; none when it says no country."""
        return self.env["dealership.region"]._get_timezones(self._get_address())

    def _guess_timezone(self, possible):
        """Return the one time zone there can be, or the likeliest."""
        likely = [self.env.user.tz, (self.company_id or self.env.company).resource_calendar_id.tz]
        if not possible:
            return next(filter(None, [self.tz, *likely]), "UTC")
        return next((name for name in likely if name in possible), possible[0])

    def _get_public_holidays(self):
        """Return the public holidays where this point of sale is, as a container of local dates."""
        return self.env["dealership.region"]._get_public_holidays(self._get_address())
