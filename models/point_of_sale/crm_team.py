from pytz import common_timezones, timezone

from odoo import fields, models


class CrmTeam(models.Model):
    """A point of sale: one site of the dealership group.

    Everything dated in the group is read in the time zone of a point of sale, and record rules
    give a user the records of the points of sale of which they are a member.
    """

    _inherit = "crm.team"

    trading_name = fields.Char(help="The name customers read, when it differs from the internal one.")
    brand_ids = fields.Many2many("fleet.vehicle.model.brand", string="Brands Distributed")
    specialisation_ids = fields.Many2many("dealership.specialisation", string="Specialisations")
    phone = fields.Char()
    street = fields.Char()
    street2 = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one("res.country", default=lambda self: self.env.company.country_id)
    tz = fields.Selection(
        [(name, name) for name in common_timezones],
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "Europe/Paris",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening Hours",
        check_company=True,
        help="Opening hours and closing days. Without one, the working hours of the company apply.",
    )
    review_url = fields.Char(string="Review Link", help="Where satisfied customers leave a review.")

    def _get_timezone(self):
        """Return the ``pytz`` time zone of this point of sale, the company's own for no point of sale.

        :rtype: pytz.tzinfo
        """
        company_tz = self.env.company.resource_calendar_id.tz or "Europe/Paris"
        return timezone(self.tz or company_tz)

    def _get_opening_calendar(self):
        """Return the ``resource.calendar`` that says when this point of sale is open."""
        company = self.company_id or self.env.company
        return self.resource_calendar_id or company.resource_calendar_id
