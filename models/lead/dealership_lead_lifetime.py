from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.lead.lifetime import AROUND_THE_CLOCK, COUNTINGS, MAX_MINUTES, MAX_REMINDERS, OPENING_HOURS, Lifetime

FOLLOWED = {"active", "team_id", "enquiry_type_ids", "minutes", "has_reminders", "reminder_count", "counting"}


class DealershipLeadLifetime(models.Model):
    """How long a lead of a point of sale may wait, and when it reminds of itself.

    A setting without types of enquiry holds for all that have none of their own; each type has one setting at most.
    Open leads follow every change, from the moment of the change on: reminders missed by then are not caught up.
    """

    _name = "dealership.lead.lifetime"
    _description = "Lead Lifetime"
    _order = "team_id, id"
    _check_company_auto = True

    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["crm.team"]._get_default_team_id(),
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    active = fields.Boolean(default=True)
    enquiry_type_ids = fields.Many2many(
        "dealership.enquiry.type",
        string="Types of Enquiry",
        help="Empty: all types that have no lifetime of their own here.",
        ondelete="restrict",
    )
    minutes = fields.Integer(string="Lifetime", required=True, default=60, help="In minutes.")
    has_reminders = fields.Boolean(string="Send Reminders", default=True)
    reminder_count = fields.Selection(
        [(str(count), str(count)) for count in range(1, MAX_REMINDERS + 1)],
        string="Number of Reminders",
        required=True,
        default="2",
        help="One at half the lifetime, or two at a third and at two thirds.",
    )
    counting = fields.Selection(COUNTINGS, string="Time Counted", required=True, default=OPENING_HOURS)
    opening_hours_name = fields.Char(string="Opening Hours", compute="_compute_opening_hours_name")

    _minutes_range = models.Constraint(
        f"CHECK (minutes BETWEEN 1 AND {MAX_MINUTES})", "A lifetime is from one minute to sixty days long."
    )

    @api.constrains("team_id", "enquiry_type_ids", "active")
    def _check_overlap(self):
        """Two settings must not both claim a lead."""
        for lifetime in self.filtered("active"):
            others = self.search([("team_id", "=", lifetime.team_id.id), ("id", "!=", lifetime.id)])
            if lifetime.enquiry_type_ids:
                lifetime._check_types(others)
            elif others.filtered(lambda other: not other.enquiry_type_ids):
                raise ValidationError(
                    self.env._(
                        "%(team)s already has a lifetime for all types of enquiry. Change that one, or choose here "
                        "the types that wait for another time.",
                        team=lifetime.team_id.name,
                    )
                )

    def _check_types(self, others):
        for other in others:
            common = other.enquiry_type_ids & self.enquiry_type_ids
            if common:
                raise ValidationError(
                    self.env._(
                        "%(team)s already has a lifetime for %(types)s: %(minutes)s minutes. Change that one, or "
                        "take %(types)s out of one of the two.",
                        team=self.team_id.name,
                        types=", ".join(common.mapped("name")),
                        minutes=other.minutes,
                    )
                )

    @api.depends("team_id", "minutes", "enquiry_type_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for lifetime in self:
            types = ", ".join(lifetime.enquiry_type_ids.mapped("name")) or self.env._("all enquiries")
            lifetime.display_name = self.env._(
                "%(team)s, %(types)s: %(minutes)s min",
                team=lifetime.team_id.name or "",
                types=types,
                minutes=lifetime.minutes,
            )

    @api.depends("team_id.resource_calendar_id", "team_id.company_id", "team_id.tz")
    def _compute_opening_hours_name(self):
        for lifetime in self:
            # sudo: the name of the opening hours is no secret, yet not everybody may read working schedules
            name = lifetime.team_id._get_opening_calendar().sudo().name or ""
            lifetime.opening_hours_name = f"{name} ({lifetime.team_id._get_timezone().zone})"

    @api.model_create_multi
    def create(self, vals_list):
        lifetimes = super().create(vals_list)
        lifetimes.team_id._replan_clocks()
        return lifetimes

    def write(self, vals):
        teams = self.team_id
        result = super().write(vals)
        if FOLLOWED.intersection(vals):
            (teams + self.team_id)._replan_clocks()
        return result

    def unlink(self):
        teams = self.team_id
        result = super().unlink()
        teams.exists()._replan_clocks()
        return result

    def _get_lifetime(self):
        """Return what the engine counts by."""
        return Lifetime(self.minutes, int(self.reminder_count) if self.has_reminders else 0)

    def _counts_around_the_clock(self):
        return self.counting == AROUND_THE_CLOCK
