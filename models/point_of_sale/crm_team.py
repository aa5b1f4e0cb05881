from pytz import timezone

from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeam(models.Model):
    """A point of sale: one site of the dealership group.

    Everything dated in the group is read in the time zone of a point of sale, and record rules
    give a user the records of the points of sale of which they are a member or the leader.
    """

    _inherit = "crm.team"

    name = fields.Char(string="Point of Sale")
    trading_name = fields.Char(help="The name customers read, when it differs from the internal one.")
    brand_ids = fields.Many2many(
        "fleet.vehicle.model.brand", string="Brands Distributed", groups="fleet.fleet_group_user"
    )
    specialisation_ids = fields.Many2many(
        "dealership.specialisation", string="Specialisations", groups="crm_dealership.group_dealership_user"
    )
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening Hours",
        check_company=True,
        help="Opening hours and closing days, by the clock of this point of sale. Without one, the working hours of "
        "the company apply.",
        ondelete="restrict",
    )
    review_url = fields.Char(string="Review Link", help="Where customers leave a review.")

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.resource_calendar_id.company_id != self.company_id:
            self.resource_calendar_id = False

    def _get_customer_name(self):
        """Return the name customers know this point of sale by."""
        self.ensure_one()
        return self.trading_name or self.name

    @api.model
    def _get_only_own(self):
        """Return the user's point of sale in the company; none when they have several to choose from."""
        own = Domain("member_ids", "in", self.env.uid) | Domain("user_id", "=", self.env.uid)
        teams = self.search(own & Domain("company_id", "in", [self.env.company.id, False]), limit=2)
        return teams if len(teams) == 1 else teams.browse()

    def _get_timezone(self):
        """Return the ``pytz`` time zone of this point of sale, the company's own for no point of sale.

        :rtype: pytz.tzinfo
        """
        return timezone(self.tz or self._get_company_tz())

    @api.model
    def _get_company_tz(self):
        """Return the name of the time zone of what belongs to no point of sale.

        It is that of the company's working hours; where they were left at UTC, as Odoo creates them, nobody
        has chosen one and its first point of sale tells.
        """
        company = self.env.company
        working_hours_tz = company.resource_calendar_id.tz or "UTC"
        if working_hours_tz != "UTC":
            return working_hours_tz
        # sudo: a date must not depend on which points of sale its reader belongs to.
        first = self.sudo().search([("company_id", "=", company.id)], order="sequence, id", limit=1)
        return first.tz or working_hours_tz
